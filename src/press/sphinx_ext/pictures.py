"""Make the pictures of a page light, and give each its size, so that nothing moves when it arrives."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

PALETTES = (64, 128, 256)  # colours of a shrunk picture; the first that is good enough
QUALITIES = (80, 90)  # of a photograph, of 100; the first that is good enough
METHOD = 4  # of WebP's search for the best form, of 6: one more takes thirty times as long, for a hundredth
MAX_ERROR = 2.2  # root mean square, of 255, that nobody sees
_SHOWN_BY_WEBP = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_TAG = re.compile(r'<img\b(?:[^>"]|"[^"]*")*>')
_SOURCE = re.compile(r'\bsrc="([^"]+)"')
_LAZY = '<img width="{}" height="{}" loading="lazy"'
_IN_FIGURE = re.compile(
    r"(<figure\b[^>]*>\s*)(" + _LAZY.format(r"(\d+)", r"(\d+)") + r"""(?:[^>"]|"[^"]*")*>)"""
)
_PNG = b"\x89PNG\r\n\x1a\n"


def size_pictures(body: str, files: Mapping[str, Path], light: Set[str] = frozenset()) -> str:
    """Return the page's HTML with width, height and lazy loading on its PNG pictures.

    The one of a figure gets a box of its shape, which the style sheet leaves empty far from the screen: a
    browser fetches lazy pictures from several screens below, in case the line is slow, and few are read.

    Parameters
    ----------
    body
        The HTML of a page.
    files
        For the name of each picture in the site, the file it is copied from.
    light
        The names of those that the site has as WebP, which the page shows in their place.
    """
    sized = _TAG.sub(lambda match: _lighter(_sized(match[0], files), light), body)
    return _IN_FIGURE.sub(r'\1<span class="picture" style="--wide:\3;--high:\4">\2</span>', sized)


def webp_name(name: str) -> str:
    """Return the name of a PNG's light form.

    Examples
    --------
    >>> webp_name("plan.png")
    'plan.webp'
    """
    return name.removesuffix(".png") + ".webp"


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


def light_picture(data: bytes) -> bytes:
    """Return a PNG as a WebP that looks the same; `data` itself when nothing lighter does.

    Charts have few colours: a palette shows them as well, without loss of form. Photographs are compressed
    as such, as far as nobody sees it. Transparency is kept, and an animation is left as it is.
    """
    from PIL import Image

    picture = Image.open(io.BytesIO(data))
    if getattr(picture, "is_animated", False) or picture.mode not in _SHOWN_BY_WEBP:
        return data
    if picture.mode == "P" or not _is_opaque(picture):
        whole = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        forms = [_webp(whole, lossless=True)]
    else:
        whole = picture.convert("RGB")
        forms = [_webp(_few_colours(whole), lossless=True), *_as_photograph(whole)]
    return min([*forms, data], key=len)


def _is_opaque(picture: Image) -> bool:
    return not picture.has_transparency_data or picture.convert("RGBA").getchannel("A").getextrema()[0] == 255


def _few_colours(picture: Image) -> Image:
    """Return the picture in the fewest colours that nobody misses; unchanged where all are missed."""
    from PIL import Image

    for colours in PALETTES:
        small = picture.quantize(colours, dither=Image.Dither.NONE).convert("RGB")
        if _error(picture, small) <= MAX_ERROR:
            return small
    return picture


def _as_photograph(picture: Image) -> list[bytes]:
    """Return the picture in the lowest quality that nobody tells from it; nothing where all are told."""
    from PIL import Image

    for quality in QUALITIES:
        data = _webp(picture, quality=quality)
        if _error(picture, Image.open(io.BytesIO(data))) <= MAX_ERROR:
            return [data]
    return []


def _error(one: Image, other: Image) -> float:
    """Return how far two pictures are apart: root mean square of the worst channel, of 255."""
    from PIL import ImageChops, ImageStat

    return max(ImageStat.Stat(ImageChops.difference(one, other.convert("RGB"))).rms)


def _webp(picture: Image, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", method=METHOD, **options)
    return file.getvalue()


def _lighter(tag: str, light: Set[str]) -> str:
    """Return a picture's tag with the address of its light form, where there is one."""
    source = _SOURCE.search(tag)
    if not source or source[1].rpartition("/")[2] not in light:
        return tag
    return tag.replace(source[0], f'src="{webp_name(source[1])}"', 1)


def _sized(tag: str, files: Mapping[str, Path]) -> str:
    source = _SOURCE.search(tag)
    file = files.get(source[1].rpartition("/")[2]) if source else None
    size = png_size(file) if file else None
    if size is None or re.search(r"\s(width|height|loading)=", tag):
        return tag
    return tag.replace("<img", _LAZY.format(*size) + ' decoding="async"', 1)
