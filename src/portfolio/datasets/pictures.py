"""Read a picture that somebody brings: what it is, is checked before it is decoded."""

from __future__ import annotations

import io
import struct
import zlib
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from portfolio.errors import DataError

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
MAX_BYTES, MAX_PIXELS, MIN_SIDE = 4_000_000, 16_000_000, 32
COLOUR = 12.0  # mean spread of the three channels, in grey values, from which a picture counts as coloured
_FAULTS = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError)


@dataclass(frozen=True, eq=False)
class Picture:
    """A grey picture, and what was done to make it one.

    Parameters
    ----------
    grey
        `uint8`, (height, width).
    treated
        What was changed, by name: `colours to grey`, `CMYK to RGB`, `16 bit to 8 bit`, `turned by EXIF`,
        `transparency on black`.
    coloured
        Whether its channels differ, so that it is no photo in grey.
    """

    grey: NDArray[np.uint8]
    treated: tuple[str, ...]
    coloured: bool


def read_picture(content: bytes, where: str = "the picture") -> Picture:
    """Return a picture in grey.

    Parameters
    ----------
    content
        The bytes of a file.
    where
        For messages.

    Raises
    ------
    DataError
        It is no picture of a known format, too large or too small, animated, cut short or damaged.
    """
    if len(content) > MAX_BYTES:
        raise DataError(f"{where} is too large", expected=f"at most {MAX_BYTES:,} bytes", got=len(content))
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check(image, where)
            image.load()
            return _grey(image)
    except UnidentifiedImageError:
        raise DataError(f"{where} is no picture", expected=", ".join(FORMATS)) from None
    except _FAULTS as error:
        raise DataError(f"{where} is damaged or cut short", got=type(error).__name__) from None


def _check(image: Image.Image, where: str) -> None:
    """Refuse by what the header says, before anything is unpacked."""
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise DataError(
            f"{where} is too large", expected=f"at most {MAX_PIXELS:,} pixels", got=f"{width:,} × {height:,}"
        )
    if min(width, height) < MIN_SIDE:
        raise DataError(
            f"{where} is too small", expected=f"sides of {MIN_SIDE} pixels", got=f"{width} × {height}"
        )
    if getattr(image, "n_frames", 1) > 1:
        raise DataError(f"{where} is animated or has pages", expected="one frame", got=image.n_frames)  # type: ignore[attr-defined]


def _grey(image: Image.Image) -> Picture:
    treated = []
    turned = ImageOps.exif_transpose(image)
    if image.getexif().get(0x0112, 1) != 1:
        treated.append("turned by EXIF")
    if turned.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        values = np.nan_to_num(np.asarray(turned, dtype=np.float64))
        treated.append("16 bit to 8 bit")
        most = 65535.0 if values.max() > 255 else 255.0
        return Picture(np.clip(values * 255 / most, 0, 255).astype(np.uint8), tuple(treated), False)
    if turned.mode == "CMYK":
        treated.append("CMYK to RGB")
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        treated.append("transparency on black")
        turned = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", turned.size, (0, 0, 0, 255)), turned)
    colours = np.asarray(turned.convert("RGB"), dtype=np.int16)
    coloured = bool(np.ptp(colours, axis=2).mean() > COLOUR)
    if coloured:
        treated.append("colours to grey")
    return Picture(np.asarray(turned.convert("L")), tuple(treated), coloured)


def counted(pictures: list[Picture]) -> Counter[str]:
    """Return how often each treatment was needed."""
    return Counter(name for picture in pictures for name in picture.treated)


def png_bytes(grey: NDArray[np.uint8]) -> bytes:
    """Return a grey picture as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(grey)).save(file, "PNG")
    return file.getvalue()
