"""Markup that would break the layout of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

_VOID = WORDS["void_elements"]
# Elements that a page may leave open or close early, by the HTML standard.
_OPTIONAL = WORDS["optional_ends"]
_PAGE_PARTS = frozenset({"html", "head", "body", "main"})


class BrokenMarkup(FileCheck):
    """Tags that do not close what they open."""

    name = "broken-markup"
    group = "content"
    demands = (
        "Every tag of a page and of an output is closed in order, and every name in a page is given once."
    )
    advice = "Return whole HTML from the cell: what opens an element closes it."

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield tags without partner, and names given twice."""
        if document.kind == "html":
            for message, at in unbalanced(document.text):
                yield self._of(document, message, at, message)
            for name, line in _doubles(document):
                yield self._of(document, f"the name {name!r} is given twice", line, name)
        for fragment in document.fragments:
            found = unbalanced(fragment.source)
            found += [(f"<{tag}> inside an output", at) for tag, at in _page_parts(fragment.source)]
            for message, at in found:
                yield Finding(self.name, document.name, message, fragment.cell, at, text=message)


def unbalanced(source: str) -> list[tuple[str, int]]:
    """Return each tag that closes nothing or is never closed, with its line."""
    reader = _Balance()
    reader.feed(source)
    reader.close()
    left = [(f"<{tag}> is never closed", line) for tag, line in reader.open if tag not in _OPTIONAL]
    return [*reader.found, *left]


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.found: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  its base asks
        if tag not in _VOID:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open nothing: the element is closed in itself, as in drawings and formulas."""

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        names = [name for name, _ in self.open]
        if tag not in names:
            if tag not in _OPTIONAL:
                self.found.append((f"</{tag}> closes nothing", self.getpos()[0]))
            return
        last = len(names) - 1 - names[::-1].index(tag)
        for inner, line in self.open[last + 1 :]:
            if inner not in _OPTIONAL:
                self.found.append((f"<{inner}> is closed by </{tag}>", line))
        del self.open[last:]


def _page_parts(source: str) -> list[tuple[str, int]]:
    """Return the parts of a whole page that an output brings along."""
    pattern = re.compile(rf"<({'|'.join(sorted(_PAGE_PARTS))})[\s>]", re.IGNORECASE)
    return [
        (match[1].lower(), source.count("\n", 0, match.start()) + 1) for match in pattern.finditer(source)
    ]


def _doubles(document: Document) -> Iterator[tuple[str, int | None]]:
    if document.tree is None:
        return
    seen: set[str] = set()
    for element in document.tree.xpath("//*[@id]"):
        name = element.get("id") or ""
        if name in seen:
            yield name, element.sourceline
        seen.add(name)
