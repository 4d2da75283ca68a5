"""The score explorer on a page: from the notebook's data to a box that the page's script brings to life.

The data leave the page when it is written: they become a script of their own, named after its content,
that is
loaded when the tool nears the screen. A script and not JSON, because a page opened from disk may not fetch.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.application import Sphinx

MIME_TYPE = "application/vnd.portfolio.score+json"
STATIC = Path(__file__).parent / "static"
SCRIPT, STYLE = "score-tool.js", "score-tool.css"

_DATA = re.compile(r'<script type="application/json" class="score-data">(.*?)</script>', re.DOTALL)
_COMMENT_OR_INDENT = re.compile(r"^[ ]*(//.*\n)?", re.MULTILINE)


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

    Without script the table is all there is. No id and no date: the same data give the same text.
    """
    return (
        '<section class="score-tool" aria-label="Score explorer">'
        f'<div class="score-static" role="region" aria-label="Example applicants" tabindex="0">'
        f"{_examples(payload)}</div>"
        f'<script type="application/json" class="score-data">{_inert(payload)}</script></section>'
    )


def split_data(body: str) -> tuple[str, dict[str, str]]:
    """Return a page's body without the data of its explorers, and a script for each, by file name."""
    scripts: dict[str, str] = {}

    def moved(match: re.Match[str]) -> str:
        # the file is named in full on the page: what no page names is not published
        name = f"score-{hashlib.sha256(match[1].encode()).hexdigest()[:10]}.js"
        scripts[name] = f'window.PortfolioScore.tables["{name}"]={unescape(match[1])};\n'
        return f'<span class="score-source" data-name="{name}"></span>'

    body = _DATA.sub(moved, body)
    # the box bears the name, so that the script needs no search
    body = re.sub(
        r'<section class="score-tool"(.*?)<span class="score-source" data-name="([^"]*)"></span>',
        r'<section class="score-tool" data-table="\2"\1',
        body,
        flags=re.DOTALL,
    )
    return body, scripts


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", add_tool)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def add_tool(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Move the data of a page's explorers into files, and add script and style to the page."""
    body = context.get("body", "")
    if doctree is None or app.builder.format != "html" or 'class="score-tool"' not in body:
        return
    context["body"], scripts = split_data(body)
    folder = Path(app.outdir) / "_static"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in scripts.items():
        (folder / name).write_text(text, encoding="utf-8")
    script = _COMMENT_OR_INDENT.sub("", (STATIC / SCRIPT).read_text(encoding="utf-8"))
    (folder / SCRIPT).write_text(script, encoding="utf-8")
    shutil.copyfile(STATIC / STYLE, folder / STYLE)
    app.add_js_file(SCRIPT, loading_method="defer")
    app.add_css_file(STYLE)


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


def _inert(payload: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the script element which holds it, nor become markup in a page."""
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text
