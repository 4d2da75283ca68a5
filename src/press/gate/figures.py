"""Check the figures of an executed notebook: caption, text alternative, and nothing left unshown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portfolio.plotting.widget import WIDGET
from press.figure_cells import MAP_TRACES, PLOTLY, caption, is_figure, text_alternative

SHORTEST_ALTERNATIVE = 20  # characters; less cannot state what a figure shows
_UNSHOWN = {"remove-output", "remove_output", "remove-cell", "remove_cell"}
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|svg|gif|webp|pdf)", re.IGNORECASE)
_OBJECT_TEXT = re.compile(r"\[?<(Figure size|IPython\.|Axes|matplotlib\.|seaborn\.)[^\n]*>\]?")
_SHOWN = (
    *("text/html", "text/markdown", "text/latex", "text/plain", PLOTLY, WIDGET),
    *("image/png", "image/jpeg", "image/svg+xml", "image/gif", "application/papermill.record/"),
)
_LIVE = ("application/vnd.jupyter.widget-view+json", "application/javascript")
_SAME_AS_TABLE = ("application/vnd.dataresource+json",)
_FORMULA = re.compile(r"\$[^$]*[\\^_{][^$]*\$")
_MANY = 200


def figure_problems(notebook_cells: Sequence[Mapping[str, Any]], where: str) -> list[str]:
    """Return what is wrong with the figures of a notebook, one sentence each, in the order of the cells.

    Parameters
    ----------
    notebook_cells
        The cells of an executed notebook, as in its file (nbformat 4).
    where
        The notebook's name, for the messages.

    Notes
    -----
    Caption and text alternative stand in the metadata of the cell::

        {"mystnb": {"figure": {"caption": "...", "name": "fig-..."}, "image": {"alt": "..."}}}
    """
    found = []
    for number, cell in enumerate(notebook_cells, start=1):
        tags = set(cell.get("metadata", {}).get("tags", []))
        if cell.get("cell_type") == "code" and not tags & _UNSHOWN:
            found += [f"{where}, cell {number}: {problem}" for problem in _cell_problems(cell)]
    return found


def _cell_problems(cell: Mapping[str, Any]) -> Iterator[str]:
    bundles = [output["data"] for output in cell.get("outputs", []) if "data" in output]
    figures = [bundle for bundle in bundles if is_figure(bundle)]
    if figures:
        yield from _text_problems(cell.get("metadata", {}))
    if len(figures) > 1:
        yield f"{len(figures)} figures share one caption; give each its own cell"
    for bundle in figures:
        yield from (f"trace {name} needs a foreign host; use scatter" for name in _map_traces(bundle))
        if labels := sorted({text for text in _labels(bundle.get(PLOTLY)) if _FORMULA.search(text)}):
            told = f"plotly would print the formula in {labels[0][:60]!r} as it is written"
            yield f"{told}; use HTML such as x<sup>2</sup>"
    for bundle in bundles:
        if unshown := sorted(kind for kind in bundle if not _is_shown(kind, bundle)):
            told = f"no page can show an output of type {unshown[0]}"
            yield f"{told}; show a picture, a table or a plotly figure"
        text = _joined(bundle.get("text/plain", "")).strip()
        if set(bundle) == {"text/plain"} and _OBJECT_TEXT.fullmatch(text):
            yield f"an object is printed instead of shown: {text[:60]}; end the line with a semicolon"


def _text_problems(metadata: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the caption and text alternative of a figure."""
    alternative = text_alternative(metadata)
    if not caption(metadata):
        yield "the figure has no caption; write metadata mystnb.figure.caption"
    if not alternative:
        yield "the figure has no text alternative; write metadata mystnb.image.alt"
    elif _FILE_NAME.fullmatch(alternative):
        yield f"the text alternative is a file name: {alternative}; say what the figure shows"
    elif len(alternative) < SHORTEST_ALTERNATIVE:
        yield f"the text alternative is too short: {alternative!r}; say what the figure shows"


def _is_shown(kind: str, bundle: Mapping[str, Any]) -> bool:
    """Return whether a page shows this form of an output, or a form that is worth the same.

    A widget, a chart of another library or a script has text beside it that is a name, or an apology.
    """
    if kind in _LIVE:  # printed in place of whatever stands beside it, and dead there
        return False
    return kind.startswith(_SHOWN) or (kind in _SAME_AS_TABLE and "text/html" in bundle) or is_figure(bundle)


def _labels(part: object) -> Iterator[str]:
    """Yield the texts of a plotly figure; a list of many is data."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from _labels(inner)
    elif isinstance(part, list) and len(part) <= _MANY:
        for inner in part:
            yield from _labels(inner)


def _map_traces(bundle: Mapping[str, Any]) -> list[str]:
    traces = (bundle.get(PLOTLY) or {}).get("data", [])
    return sorted({str(trace.get("type")) for trace in traces} & MAP_TRACES)


def _joined(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
