"""What a cell of a notebook says of its figure, and which outputs are figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

PLOTLY = "application/vnd.plotly.v1+json"
# Traces that ask a foreign host for coastlines or tiles.
MAP_TRACES = frozenset(
    f"{kind}{where}"
    for kind, places in {
        "choropleth": ("", "map", "mapbox"),
        "density": ("map", "mapbox"),
        "scatter": ("geo", "map", "mapbox"),
    }.items()
    for where in places
)


def is_figure(types: Collection[str]) -> bool:
    """Return whether the book shows an output of these media types as a figure."""
    is_picture = "text/html" not in types and any(name.startswith("image/") for name in types)
    return PLOTLY in types or is_picture


def caption(cell_metadata: Mapping[str, Any]) -> str:
    """Return the caption in a cell's `mystnb.figure.caption`; empty when there is none."""
    return _setting(cell_metadata, "figure", "caption")


def text_alternative(cell_metadata: Mapping[str, Any]) -> str:
    """Return the text alternative in a cell's `mystnb.image.alt`; empty when there is none."""
    return _setting(cell_metadata, "image", "alt")


def _setting(cell_metadata: Mapping[str, Any], group: str, name: str) -> str:
    settings = (cell_metadata.get("mystnb") or {}).get(group) or {}
    return str(settings.get(name) or "").strip()
