"""The latent plane on a page: from the notebook's data to a box that the page's script brings to life.

The weights leave the page when it is written: they become a script of their own, named after its content,
that is loaded when the tool nears the screen. A script and not JSON, because a page opened from disk may not
fetch.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.application import Sphinx

MIME_TYPE = "application/vnd.portfolio.latent+json"
STATIC = Path(__file__).parent / "static"
SCRIPT, STYLE = "latent-tool.js", "latent-tool.css"

_DATA = re.compile(
    r'<section class="latent-tool"(?P<head>[^>]*)>(?P<rest>.*?)'
    r'<script type="application/json" class="latent-data">(?P<data>.*?)</script></section>',
    re.DOTALL,
)
_COMMENT_OR_INDENT = re.compile(r"^[ ]*(//.*\n)?", re.MULTILINE)


class LatentToolRenderer:
    """MyST-NB renderer of the latent plane, found by its entry point."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", MIME_TYPE, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer,  # noqa: ARG004 (part of the protocol)
        data: MimeData,
        inline: bool,  # noqa: ARG004 (part of the protocol)
    ) -> list[nodes.Element] | None:
        """Return the nodes of the tool, or None for any other output."""
        if data.mime_type != MIME_TYPE:
            return None
        payload = json.loads(data.content) if isinstance(data.content, str) else data.content
        return [nodes.raw("", tool_html(payload), format="html", classes=["output", "latent"])]


def tool_html(payload: Mapping[str, Any]) -> str:
    """Return the box of the tool: a line for readers without script, and the data, inert.

    No id and no date: the same data give the same text.
    """
    return (
        '<section class="latent-tool" aria-label="Latent plane">'
        '<p class="latent-static">With scripts, this is a plane to drag in: the decoder draws the digit of '
        "each point. Without, the figure of the plane above shows the same decoder on a grid.</p>"
        f'<script type="application/json" class="latent-data">{_inert(payload)}</script></section>'
    )


def split_data(body: str) -> tuple[str, dict[str, str]]:
    """Return a page's body without the data of its planes, and a script for each, by file name."""
    scripts: dict[str, str] = {}

    def moved(match: re.Match[str]) -> str:
        # the file is named in full on the page: what no page names is not published
        name = f"latent-{hashlib.sha256(match['data'].encode()).hexdigest()[:10]}.js"
        scripts[name] = f'window.PortfolioLatent.decoders["{name}"]={unescape(match["data"])};\n'
        return f'<section class="latent-tool" data-decoder="{name}"{match["head"]}>{match["rest"]}</section>'

    return _DATA.sub(moved, body), scripts


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", add_tool)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def add_tool(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Move the data of a page's planes into files, and add script and style to the page."""
    body = context.get("body", "")
    if doctree is None or app.builder.format != "html" or 'class="latent-tool"' not in body:
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


def _inert(payload: Mapping[str, Any]) -> str:
    """Return JSON that cannot end the script element which holds it, nor become markup in a page."""
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text
