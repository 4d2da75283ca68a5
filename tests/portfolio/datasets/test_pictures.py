"""Pictures that somebody brings: treated and counted, or refused in one sentence."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from portfolio.datasets.pictures import MAX_BYTES, png_bytes, read_picture
from portfolio.errors import DataError

GREY = np.arange(64 * 48, dtype=np.uint16).reshape(48, 64).astype(np.uint8)


def file_of(image: Image.Image, kind: str = "PNG", **more: object) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def test_a_grey_picture_comes_back_as_it_was():
    """Nothing is treated."""
    picture = read_picture(png_bytes(GREY))
    assert np.array_equal(picture.grey, GREY)
    assert picture.treated == ()
    assert not picture.coloured


def test_sixteen_bits_become_eight():
    """By the range of the type, not by the contents."""
    wide = Image.fromarray(np.full((40, 40), 32768, dtype=np.uint16))
    picture = read_picture(file_of(wide))
    assert picture.treated == ("16 bit to 8 bit",)
    assert picture.grey.max() == 127


def test_cmyk_and_colour_are_counted():
    """A print file in colour."""
    colour = Image.new("RGB", (40, 40), (200, 20, 20)).convert("CMYK")
    picture = read_picture(file_of(colour, "JPEG"))
    assert picture.coloured
    assert set(picture.treated) == {"CMYK to RGB", "colours to grey"}


def test_a_turned_photo_is_set_upright():
    """As EXIF says."""
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(file_of(Image.fromarray(GREY), "JPEG", exif=exif))
    assert picture.grey.shape == (64, 48)
    assert picture.treated == ("turned by EXIF",)


def test_transparency_lies_on_black():
    """What is transparent becomes dark."""
    picture = read_picture(file_of(Image.new("RGBA", (40, 40), (255, 255, 255, 0))))
    assert picture.grey.max() == 0
    assert "transparency on black" in picture.treated


def bomb() -> bytes:
    """Return a small PNG whose header claims a hundred thousand pixels a side."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    body = b"IDAT" + zlib.compress(b"0" * 100)
    return start + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


FRAMES = [Image.new("L", (40, 40), one) for one in (0, 200)]
REFUSED = {
    "text": (b"no picture at all", "is no picture"),
    "empty": (b"", "is no picture"),
    "page": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no picture"),
    "heavy": (b"\x89PNG\r\n\x1a\n" + b"0" * MAX_BYTES, "is too large"),
    "bomb": (bomb(), "is too large|damaged"),
    "small": (png_bytes(GREY[:8, :8]), "is too small"),
    "cut": (
        png_bytes(np.random.default_rng(0).integers(0, 255, (90, 90)).astype(np.uint8))[:900],
        "cut short",
    ),
    "animated": (file_of(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]), "is animated"),
    "pages": (
        file_of(FRAMES[0], "TIFF", save_all=True, append_images=FRAMES[1:]),
        "is animated or has pages",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_in_one_sentence(name):
    """Before it is unpacked where its header tells."""
    content, message = REFUSED[name]
    with pytest.raises(DataError, match=message):
        read_picture(content)
