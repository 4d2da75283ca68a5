"""Make the pictures of a page light, and give each its size, so that nothing moves when it arrives."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping
from pathlib import Path

SMALL = 20_000  # bytes; below, a picture is left as it is
PALETTES = (64, 128, 256)  # colours of a shrunk picture; the first that is good enough
MAX_ERROR = 2.0  # root mean square, of 255, that nobody sees
_TAG = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_SOURCE = re.compile(r'\bsrc="([^"]+)"')
_PNG = b"\x89PNG\r\n\x1a\n"


def size_pictures(body: str, files: Mapping[str, Path]) -> str:
    """Return the page's HTML with width, height and lazy loading on its PNG pictures.

    Parameters
    ----------
    body
        The HTML of a page.
    files
        For the name of each picture in the site, the file it is copied from.
    """
    return _TAG.sub(lambda match: _sized(match[0], files), body)


def png_size(path: Path) -> tuple[int, int] | None:
    """Return width and height of a PNG file in pixels; None for any other or an absent file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(24)
    if len(head) < 24 or not head.startswith(_PNG):
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def shrink_png(data: bytes) -> bytes:
    """Return a PNG of few colours that looks the same, or `data` when that is not lighter.

    Charts have few colours: a third of the bytes shows them as well. A picture that would visibly lose,
    or that has transparent parts, is returned unchanged.
    """
    from PIL import Image, ImageChops, ImageStat

    picture = Image.open(io.BytesIO(data))
    if len(data) < SMALL or picture.mode not in {"RGB", "RGBA"}:
        return data
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() != (255, 255):
        return data
    opaque = picture.convert("RGB")
    for colours in PALETTES:
        small = opaque.quantize(colours, dither=Image.Dither.NONE)
        error = ImageStat.Stat(ImageChops.difference(opaque, small.convert("RGB"))).rms
        if max(error) <= MAX_ERROR:
            file = io.BytesIO()
            small.save(file, "PNG", optimize=True)
            return file.getvalue() if file.tell() < len(data) else data
    return data


def _sized(tag: str, files: Mapping[str, Path]) -> str:
    source = _SOURCE.search(tag)
    file = files.get(source[1].rpartition("/")[2]) if source else None
    size = png_size(file) if file else None
    if size is None or re.search(r"\s(width|height|loading)=", tag):
        return tag
    return tag.replace(
        "<img", f'<img width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async"', 1
    )
