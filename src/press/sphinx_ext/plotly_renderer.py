"""Show plotly figures in the book: from the notebook's JSON to a box that the page's script draws."""

from __future__ import annotations

import json
import math
import sys
from array import array
from base64 import b64decode
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from portfolio.errors import PublishError
from press.figure_cells import MAP_TRACES, PLOTLY, text_alternative
from press.sphinx_ext.page_data import held_data

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer

BOX_CLASS = "plotly-figure"
DEFAULT_HEIGHT = 420  # px; room for seven ticks on a phone, and less than one screen

_SUPPLIED = {"template", "width", "modebar"}  # by the page
_EXPRESS_MARGIN = {"t": 60}  # plotly express writes it where no title stands
# Names of numbers in plotly's typed arrays, and in Python's.
_TYPES = {"i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f", "f8": "d"}
MAP_SUBPLOTS = ("geo", "map", "mapbox")  # layout keys, with or without a number behind


class PlotlyRenderer:
    """MyST-NB renderer of `application/vnd.plotly.v1+json`, found by its entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", PLOTLY, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer,
        data: MimeData,
        inline: bool,  # noqa: ARG004 (part of the protocol)
    ) -> list[nodes.Element] | None:
        """Return the nodes of a plotly figure, or None for any other output.

        A figure that cannot be shown offline is replaced by its text alternative, with a Sphinx warning.
        """
        if data.mime_type != PLOTLY:
            return None
        alt = text_alternative(data.cell_metadata)
        try:
            figure = slim_figure(data.content)
        except PublishError as error:
            _warn(renderer, data, str(error))
            return [nodes.paragraph(text=alt)]
        return [nodes.raw("", figure_html(figure, alt), format="html", classes=["output", "plotly"])]


def slim_figure(content: str | Mapping[str, Any]) -> dict[str, Any]:
    """Return the figure without what the book supplies: template, width, buttons, settings; digits are cut.

    Raises
    ------
    PublishError
        The figure needs a foreign host.
    """
    figure = json.loads(content) if isinstance(content, str) else content
    needs = sorted(set(_foreign_parts(figure)))
    if needs:
        raise PublishError(
            f"the plotly figure needs a foreign host: {', '.join(needs)}",
            hint="Draw maps with scatter traces on longitude and latitude, and give pictures as data: URLs.",
        )
    layout = {key: value for key, value in figure.get("layout", {}).items() if key not in _SUPPLIED}
    if layout.get("margin") == _EXPRESS_MARGIN and "title" not in layout:
        del layout["margin"]
    kept = {"data": figure.get("data", []), "layout": layout, "frames": figure.get("frames", [])}
    return {key: _rounded(value) for key, value in kept.items() if value or key != "frames"}


def figure_html(figure: Mapping[str, Any], alt: str) -> str:
    """Return the box of one figure: reserved height, text alternative, and the figure's inert data.

    The text alternative is what a reader sees until the figure is drawn, on paper when it never was, and
    without JavaScript.
    """
    height = _pixels(figure["layout"].get("height"))
    name, data = held_data("figure", figure)
    return (
        f'<div class="{BOX_CLASS}" data-file="{name}" style="--height:{height}px">'
        f'<p class="plotly-alternative">{escape(alt)}</p>{data}</div>'
    )


def _pixels(height: object) -> int:
    return round(height) if isinstance(height, int | float) and height > 0 else DEFAULT_HEIGHT


def _foreign_parts(figure: Mapping[str, Any]) -> Iterator[str]:
    """Yield a name for each part of a figure that makes plotly.js ask another host."""
    layout = figure.get("layout", {})
    pictures = list(layout.get("images", []))
    for trace in [*figure.get("data", []), *(t for f in figure.get("frames", []) for t in f.get("data", []))]:
        if trace.get("type") in MAP_TRACES:
            yield f"trace {trace['type']}"
        if trace.get("type") == "image":
            pictures.append(trace)
    yield from (f"layout.{key}" for key in layout if key.rstrip("0123456789") in MAP_SUBPLOTS)
    for picture in pictures:
        if not str(picture.get("source") or "data:").startswith("data:"):
            yield "a picture by URL"


def _rounded(value: Any) -> Any:
    """Return `value` with floats cut to six significant digits, never to fewer than two decimals.

    Whole numbers stay exact. Typed arrays (`{"dtype": ..., "bdata": ...}`) become lists: rounded, these are
    shorter, and can be read by whoever looks for what must not be published. A float that JSON cannot express
    becomes null, which plotly reads as missing.
    """
    if isinstance(value, Mapping) and "bdata" in value and value.get("dtype") in _TYPES:
        value = _unpacked(value)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    if value.is_integer():
        return int(value)
    return round(value, max(2, 5 - math.floor(math.log10(abs(value)))))


def _unpacked(packed: Mapping[str, Any]) -> list[Any]:
    """Return the numbers of a typed array, in rows where it states a shape of two."""
    flat = array(_TYPES[packed["dtype"]], b64decode(packed["bdata"]))
    if sys.byteorder == "big":  # plotly writes the other order
        flat.byteswap()
    numbers: list[Any] = flat.tolist()
    sizes = [int(size) for size in str(packed.get("shape", "")).split(",") if size.strip()]
    for size in reversed(sizes[1:]):
        numbers = [numbers[start : start + size] for start in range(0, len(numbers), size)]
    return numbers


def _warn(renderer: NbElementRenderer, data: MimeData, message: str) -> None:
    """Report a figure that cannot be shown, and have its page read again in the next build."""
    env = renderer.renderer.sphinx_env
    cell = "" if data.cell_index is None else f"cell {data.cell_index + 1}: "
    renderer.logger.warning(cell + message, subtype="figure", line=data.line)
    if env is not None:
        env.note_reread()  # else the next build takes the page as current, and is green
