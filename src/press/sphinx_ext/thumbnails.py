"""The picture on a chapter's card: one of its own executed figures, small and modern."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portfolio.errors import UsageError, nearest
from press.runs.notebook import Cell

WIDTH, HEIGHT = 640, 400  # pixels: twice what a card shows, for fine screens
MARGIN = 12  # pixels of white around the figure
HEAVIEST = 11 * 1024  # bytes
QUALITIES = (82, 74, 66, 58, 50, 42, 34, 26, 18, 10)
RECIPE = "2"  # change it when the same figure shall give another picture


@dataclass(frozen=True)
class Figure:
    """A figure that has a picture, as the notebook made it."""

    name: str  # such as `fig-cost`
    alt: str  # what it shows, in words; may hold roles
    png: str  # its bytes, as base64 text

    @property
    def digest(self) -> str:
        """A short digest of the picture and of how it is made small."""
        return hashlib.sha256((RECIPE + self.png).encode()).hexdigest()[:10]


def static_figures(cells: Sequence[Cell]) -> dict[str, Figure]:
    """Return the figures of an executed notebook that are pictures, by name, in their order.

    Those drawn by a script in the page are left out.
    """
    found = {}
    for cell in cells:
        style = cell.get("metadata", {}).get("mystnb") or {}
        name = str((style.get("figure") or {}).get("name") or "")
        png = next(filter(None, map(_png, cell.get("outputs", ()))), "")
        if name and png:
            found[name] = Figure(name, str((style.get("image") or {}).get("alt") or ""), png)
    return found


def _png(output: Mapping[str, Any]) -> str:
    data = (output.get("data") or {}).get("image/png", "")
    return _without_spaces("".join(data))


@lru_cache(maxsize=512)
def _without_spaces(text: str) -> str:
    return "".join(text.split())


def chosen_figure(wanted: str, figures: Mapping[str, Figure], notebook: str) -> Figure | None:
    """Return the figure named for a chapter, or its first one where none is named.

    Raises
    ------
    UsageError
        The named one is no picture of the notebook.
    """
    if not wanted:
        return next(iter(figures.values()), None)
    if wanted not in figures:
        raise UsageError(
            f"notebooks/{notebook}.yml: no picture {wanted!r}; figures drawn by a script have none",
            hint=nearest(wanted, figures),
        )
    return figures[wanted]


def thumbnail(figure: Figure) -> bytes:
    """Return the figure as WebP in the shape of a card, at most 11 KiB, without its empty margins."""
    from PIL import Image, ImageChops, ImageOps

    picture = Image.open(io.BytesIO(base64.b64decode(figure.png)))
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    content = ImageChops.difference(flat, Image.new("RGB", flat.size, flat.getpixel((0, 0)))).getbbox()
    small = ImageOps.contain(
        flat.crop(content), (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN), Image.Resampling.LANCZOS
    )
    card = Image.new("RGB", (WIDTH, HEIGHT), "white")
    card.paste(small, ((WIDTH - small.width) // 2, (HEIGHT - small.height) // 2))
    return _light(card)


def _light(picture: Any) -> bytes:
    """Return the picture at the best quality that is light enough; a very busy one in half its size."""
    data = b""
    for smaller in (1, 2, 4):
        sized = picture if smaller == 1 else picture.reduce(smaller)
        for quality in QUALITIES:
            file = io.BytesIO()
            sized.save(file, "WEBP", quality=quality, method=6)
            data = file.getvalue()
            if len(data) <= HEAVIEST:
                return data
    return data
