"""Images of digits, from both file formats."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from portfolio.datasets.images import Images, check_images, read_digit_rows, read_idx
from portfolio.errors import DataError


def idx(array):
    """Return an idx file of unsigned bytes, written by hand."""
    return (
        b"\x00\x00\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    )


def test_an_idx_file_reads_back():
    """Shape and bytes."""
    array = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    assert np.array_equal(read_idx(idx(array), "f"), array)


def test_a_truncated_idx_file_is_told():
    """The header says how long it must be."""
    with pytest.raises(DataError, match=r"f is truncated; expected 6 values; got 5"):
        read_idx(idx(np.zeros((2, 3), dtype=np.uint8))[:-1], "f")


@pytest.mark.parametrize("content", [b"", b"\x00\x00\x0d\x01\x00\x00\x00\x01\x00", b"<html>not found</html>"])
def test_something_else_is_no_idx_file(content):
    """Nothing, floats, or a web page."""
    with pytest.raises(DataError, match="not an idx file of bytes"):
        read_idx(content, "f")


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x00\x08\x00rest",
        b"\x00\x00\x08\xff" + bytes(1100),
        b"\x00\x00\x08\x03\x00\x00\x00\x01",
    ],
    ids=["none", "255", "cut"],
)
def test_an_idx_header_that_cannot_be_is_told(content):
    """No dimension, too many, or fewer bytes than it needs."""
    with pytest.raises(DataError, match="broken header"):
        read_idx(content, "f")


def test_an_idx_size_beyond_64_bits_is_no_small_one():
    """Four times 65,536 would wrap around to nothing."""
    with pytest.raises(DataError, match=f"truncated; expected {2**64} values; got 0"):
        read_idx(b"\x00\x00\x08\x04" + b"\x00\x01\x00\x00" * 4, "f")


def test_rows_of_digits_become_images():
    """784 pixels in rows of 28, then the label."""
    pixels = np.arange(784) % 256
    images = read_digit_rows((",".join(map(str, pixels)) + ",7\n").encode(), "f")
    assert images.images.shape == (1, 28, 28)
    assert images.images.dtype == np.uint8
    assert images.images[0, 1, 0] == 28
    assert images.labels.tolist() == [7]
    assert images.train == len(images) == 1


def test_rows_of_another_length_are_refused():
    """784 pixels and a label, no less."""
    with pytest.raises(DataError, match="expected 785 values a line; got 3"):
        read_digit_rows(b"1,2,3\n", "f")


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (np.zeros((2, 28, 27)), [0, 1], "shape of the images"),
        (np.zeros((0, 28, 28)), [], "shape of the images"),
        (np.zeros((2, 28, 28)), [0], "number of labels; expected 2; got 1"),
        (np.zeros((2, 28, 28)), [0, 10], "1 labels are not digits; got row 1: 10"),
    ],
)
def test_wrong_images_are_refused(images, labels, message):
    """Size, number and labels are checked."""
    with pytest.raises(DataError, match=message):
        check_images(Images(images, np.array(labels, dtype=np.int64), 0), "f")
