"""Pictures: their size in the page, and fewer bytes where nobody sees it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from press.sphinx_ext.pictures import png_size, shrink_png, size_pictures


def png(image: Image.Image) -> bytes:
    """Return the picture as an uncompressed PNG."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0)
    return file.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a picture of 30 by 20 pixels."""
    path = tmp_path / "a.png"
    path.write_bytes(png(Image.new("RGB", (30, 20))))
    return path


def test_the_size_is_read_from_the_file(file: Path) -> None:
    """Width comes first."""
    assert png_size(file) == (30, 20)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"<svg></svg>" * 9])
def test_what_is_no_png_has_no_size(content: bytes, tmp_path: Path) -> None:
    """Empty, cut short, or another format."""
    path = tmp_path / "a.png"
    path.write_bytes(content)
    assert png_size(path) is None
    assert png_size(tmp_path / "absent.png") is None


def test_a_picture_gets_its_size(file: Path) -> None:
    """The rest of the page is left alone."""
    page = '<p>x</p><img alt="A > b" src="../_images/a.png" />'
    sized = size_pictures(page, {"a.png": file})
    assert sized.startswith('<p>x</p><img width="30" height="20" loading="lazy"')
    assert sized.endswith('alt="A > b" src="../_images/a.png" />')


@pytest.mark.parametrize(
    "tag", ['<img src="a.png" width="9">', '<img src="b.png">', '<img src="https://h/c.svg">', "<img>"]
)
def test_a_picture_with_a_size_or_unknown_is_left(tag: str, file: Path) -> None:
    """An author's size wins; an unknown file has none."""
    assert size_pictures(tag, {"a.png": file}) == tag


def test_few_colours_shrink_without_loss() -> None:
    """A chart of few colours keeps every pixel."""
    pixels = np.random.default_rng(0).integers(0, 3, (200, 200, 3)) * 100
    image = Image.fromarray(pixels.astype("uint8"))
    small = shrink_png(png(image))
    assert len(small) < len(png(image)) / 3
    assert Image.open(io.BytesIO(small)).convert("RGB").tobytes() == image.tobytes()


def noise() -> Image.Image:
    """Return a picture that no palette can show."""
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3)).astype("uint8"))


def transparent() -> Image.Image:
    """Return a picture that is half transparent."""
    return Image.new("RGBA", (200, 200), (0, 0, 0, 128))


@pytest.mark.parametrize("make", [noise, transparent, lambda: Image.new("L", (200, 200))])
def test_a_picture_that_would_lose_is_left(make: Callable[[], Image.Image]) -> None:
    """Noise, transparency and grey are not forced into a palette."""
    data = png(make())
    assert shrink_png(data) is data


def test_shrinking_twice_changes_nothing() -> None:
    """The second build of a site must not touch its pictures."""
    pixels = np.random.default_rng(0).integers(0, 3, (300, 300, 3)) * 100
    once = shrink_png(png(Image.fromarray(pixels.astype("uint8"))))
    assert shrink_png(once) is once
