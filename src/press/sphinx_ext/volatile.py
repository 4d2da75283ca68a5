"""Text that differs between two builds of one commit, declared so: dates, durations, verdicts of the cache.

It stands in `<span class="volatile">`, which a comparison of two sites leaves out, and in no text node, so
that no search index holds it.
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

_SPAN = re.compile(r'<span class="volatile">([^<]*)</span>')


class volatile_node(nodes.General, nodes.Inline, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """Text that no search index holds: it has no text node, only an attribute."""


class VolatileRole(SphinxRole):
    """``{volatile}`3.2 s` ``: text that differs between two builds of one commit."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the node."""
        return [volatile_node(self.rawtext, shown=self.text)], []


def visit_volatile_html(self: Any, node: volatile_node) -> None:
    """Write the text in the element that comparisons of sites leave out."""
    self.body.append(f'<span class="volatile">{html.escape(node["shown"])}</span>')


def set_apart(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Turn what is volatile in the outputs of cells into nodes of its own: Sphinx indexes raw text too."""
    for raw in list(doctree.findall(nodes.raw)):
        if "html" in raw.get("format", "").split() and _SPAN.search(raw.astext()):
            parts = _parts(raw)
            raw["classes"] = []  # docutils would give them to the first part
            raw.replace_self(parts)


def _parts(raw: nodes.raw) -> list[nodes.Node]:
    """Return raw HTML in parts that print the same, with a volatile node for each such element."""
    text = raw.astext()
    if raw["classes"]:  # docutils wraps raw text with classes, and would wrap each part
        text = f'<div class="{html.escape(" ".join(raw["classes"]))}">{text}</div>'
    parts: list[nodes.Node] = []
    place = 0
    for span in _SPAN.finditer(text):
        parts += [_raw(text[place : span.start()]), volatile_node("", shown=html.unescape(span[1]))]
        place = span.end()
    return [*parts, _raw(text[place:])]


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the node and the role with Sphinx."""
    app.add_node(volatile_node, html=(visit_volatile_html, _pass), text=(_pass, _pass), latex=(_pass, _pass))
    app.add_role("volatile", VolatileRole())
    app.connect("doctree-resolved", set_apart)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _pass(_self: Any, _node: nodes.Node) -> None:
    """Other builders show the text alone."""
