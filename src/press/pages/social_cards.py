"""The picture that stands for a page where its address is shared: title and headline number."""

from __future__ import annotations

import hashlib
import io
from dataclasses import astuple, dataclass
from typing import Any

from press.installed_files import shipped_files

WIDTH, HEIGHT = 1200, 630  # pixels, what the networks show whole
MARGIN = 80
RECIPE = "1"  # change it when the same words shall give another picture
INK, QUIET, ACCENT, PAPER = "#14181e", "#55606e", "#1160c9", "#ffffff"
COLOURS = 16


@dataclass(frozen=True)
class SocialCard:
    """The words of a card."""

    title: str  # of the page
    number: str = ""  # its headline number with unit, such as `0.854`; may be empty
    meaning: str = ""  # what the number is, with its interval; may be empty
    site: str = ""  # title of the site, at the foot

    @property
    def digest(self) -> str:
        """A short digest of the words and of how they are drawn."""
        return hashlib.sha256("\0".join((RECIPE, *astuple(self))).encode()).hexdigest()[:10]


def draw(card: SocialCard) -> bytes:
    """Return the card as PNG of 1200 by 630 pixels in few colours."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 24, HEIGHT), fill=ACCENT)
    top = _write(pen, card.title, (MARGIN, MARGIN), 60, INK, bold=True, lines=3)
    if card.number:
        _write(pen, card.number, (MARGIN, max(top + 30, 320)), 96, ACCENT, bold=True, lines=1)
        _write(pen, card.meaning, (MARGIN, max(top + 30, 320) + 124), 34, QUIET, lines=1)
    _write(pen, card.site, (MARGIN, HEIGHT - MARGIN), 32, QUIET, lines=1)
    file = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _write(
    pen: Any, text: str, at: tuple[int, int], size: int, colour: str, *, lines: int, bold: bool = False
) -> int:
    """Write a text in at most so many lines, smaller where it must be; return where it ends."""
    font, wrapped = _fitting(text, size, lines, bold=bold)
    left, top = at
    for line in wrapped:
        pen.text((left, top), line, font=font, fill=colour)
        top += round(font.size * 1.25)
    return top


def _fitting(text: str, size: int, lines: int, *, bold: bool) -> tuple[Any, list[str]]:
    while True:
        font = _font(size, bold=bold)
        wrapped = _wrapped(text, font)
        if len(wrapped) <= lines or size <= 20:
            return font, wrapped[:lines]
        size -= 4


def _wrapped(text: str, font: Any) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _font(size: int, *, bold: bool) -> Any:
    """Return the font that comes with matplotlib, found without importing it: the same on every machine."""
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    for path in shipped_files("matplotlib", f"mpl-data/fonts/ttf/{name}"):
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    return ImageFont.load_default(size)
