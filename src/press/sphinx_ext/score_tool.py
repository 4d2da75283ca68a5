"""The score explorer on a page: a box that the page's script brings to life with the notebook's data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

from press.sphinx_ext.page_data import held_data, tool_hook

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.application import Sphinx

MIME_TYPE = "application/vnd.portfolio.score+json"
TOOL = "score-tool"


class ScoreToolRenderer:
    """MyST-NB renderer of the score explorer, found by its entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", MIME_TYPE, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer,  # noqa: ARG004 (part of the protocol)
        data: MimeData,
        inline: bool,  # noqa: ARG004 (part of the protocol)
    ) -> list[nodes.Element] | None:
        """Return the nodes of the explorer, or None for any other output."""
        if data.mime_type != MIME_TYPE:
            return None
        payload = json.loads(data.content) if isinstance(data.content, str) else data.content
        return [nodes.raw("", tool_html(payload), format="html", classes=["output", "score"])]


def tool_html(payload: Mapping[str, Any]) -> str:
    """Return the box of the explorer: a table of example applicants, and the data, inert.

    Without script the table is all there is.
    """
    name, data = held_data("score", payload)
    return (
        f'<section class="{TOOL}" data-file="{name}" aria-label="Score explorer">'
        f'<div class="score-static" role="region" aria-label="Example applicants" tabindex="0">'
        f"{_examples(payload)}</div>{data}</section>"
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.setup_extension("press.sphinx_ext.page_data")
    app.connect("html-page-context", tool_hook(TOOL))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _examples(payload: Mapping[str, Any]) -> str:
    """Return the table of the example applicants, one column each."""
    cases = payload["cases"]
    head = "".join(f'<th scope="col">{escape(case["name"])}</th>' for case in cases)
    rows = [
        _row(field["name"], [_written(case["values"].get(field["name"])) for case in cases])
        for field in payload["fields"]
    ]
    rows += [
        _row(f"probability of bad, {model}", [f"{100 * case['scores'][model]:.1f} %" for case in cases])
        for model in payload["models"]
    ]
    return (
        "<table><caption>Three applicants and their scores</caption>"
        f'<thead><tr><th scope="col">application</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(name: str, values: list[str]) -> str:
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>'


def _written(value: object) -> str:
    return "missing" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)
