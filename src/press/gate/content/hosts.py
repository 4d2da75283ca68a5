"""What a page would load from another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.reading.document import View
from press.gate.reading.html_tree import parsed
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

_LOADING = {
    **dict.fromkeys(
        ("script", "img", "source", "video", "audio", "track", "input", "embed", "iframe"),
        ("src", "srcset", "poster"),
    ),
    **dict.fromkeys(
        ("image", "use", "feimage"), ("href", "xlink:href", "{http://www.w3.org/1999/xlink}href")
    ),
}
_RELS = WORDS["loading_links"]
_FOREIGN = re.compile(r"(?i)^\s*(?:(?P<scheme>https?|ftp|wss?):)?//(?P<host>[^/?#\s]+)")
_STYLE = re.compile(r"(?i)(?:url\(\s*[\"']?|@import\s+[\"'])\s*((?:https?:)?//[^\"')\s]+)")
_SCRIPT = re.compile(
    r"(?:\bfetch\(|\bimport\(|\bimportScripts\(|\bopen\(\s*[\"']\w+[\"']\s*,|new (?:WebSocket"
    r"|EventSource|Worker)\(|sendBeacon\(|\.src\s*=|\bfrom)\s*[\"'`]((?:https?:|wss?:)?//[^\"'`\s]+)"
)


class ForeignHost(FileCheck):
    """Things loaded from elsewhere."""

    name = "foreign-host"
    group = "content"
    demands = (
        "Nothing is loaded from another host: no script, style, font or picture, and nothing without "
        "encryption."
    )
    advice = "Ship the file with the book; a host that must be asked belongs into the list of hosts."

    def findings(self, document: Document, context: SiteContext) -> Iterator[Finding]:
        """Yield every address of another host that a browser would ask by itself."""
        for address, cell, line in _addresses(document):
            match = _FOREIGN.match(address)
            if match is None:
                continue
            host = (urlsplit(f"//{match['host']}").hostname or match["host"]).lower()
            if (match["scheme"] or "").lower() in ("http", "ftp", "ws"):
                message = f"something is loaded from {host} without encryption"
            elif host in context.hosts:
                continue
            else:
                message = f"something is loaded from another host: {host}"
            yield Finding(self.name, document.name, message, cell, line, text=address)


def _addresses(document: Document) -> Iterator[tuple[str, int | None, int | None]]:
    if document.tree is not None:
        for address, line in _in_tree(document.tree):
            yield address, None, line
    for fragment in document.fragments:
        tree = parsed(fragment.source)
        if tree is not None:
            yield from ((address, fragment.cell, line) for address, line in _in_tree(tree))
    if document.kind in ("style", "script"):
        pattern = _STYLE if document.kind == "style" else _SCRIPT
        for passage in document.passages:
            if passage.view is View.RAW:
                for match in pattern.finditer(passage.text):
                    yield match[1], None, passage.line_at(match.start())


def _in_tree(tree: HtmlElement) -> Iterator[tuple[str, int | None]]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag, line = element.tag.lower(), element.sourceline
        for name in _LOADING.get(tag, ()):
            value = element.get(name)
            if value and name == "srcset":
                yield from ((part.split()[0], line) for part in value.split(",") if part.split())
            elif value:
                yield value, line
        if tag == "link" and _RELS & set((element.get("rel") or "").lower().split()):
            yield element.get("href") or "", line
        styles = (element.text if tag == "style" else None, element.get("style"))
        for style in styles:
            if style and "//" in style:
                yield from ((match[1], line) for match in _STYLE.finditer(style))
