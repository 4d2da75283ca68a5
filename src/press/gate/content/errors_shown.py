"""Stack traces and warnings of libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.reading.document import Passage, Region, View

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

_TRACES = (
    re.compile(r"Traceback \(most recent call last\)"),
    re.compile(r"(?m)^-{20,200}[ \t]*\n[ \t]*\w*(?:Error|Exception|Interrupt)\b"),
    re.compile(r"(?m)^[ \t]*File \"[^\"\n]+\", line \d+(?:, in \S+)?[ \t]*$"),
    re.compile(r"(?m)^[ \t]*(?:File|Cell|Input) (?:In ?)?\[\d+\], (?:line|in) "),
    re.compile(r"(?m)^[ \t]*at [\w.$<>]+ ?\([\w./:<>-]+:\d+(?::\d+)?\)[ \t]*$"),
    re.compile(r"(?m)^Error in [\w.]+\(.*\) ?:"),
    re.compile(r"(?m)^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception): \S.*\Z"),
)
_WARNINGS = (
    re.compile(r"(?m)^\S*\.py:\d+: \w*Warning\b"),
    re.compile(r"(?m)^[ \t]*(?:[\w.]+\.)?(?:[A-Z]\w+)?Warning: \S"),
    re.compile(r"(?m)^[ \t]*warnings\.warn\("),
    re.compile(
        r"(?m)^[ \t]*(?:WARNING|W\d{4} \d\d:|\[\w+\] \[(?:Warning|Info)\]|\d{4}-\d\d-\d\d[ "
        r"T]\d\d:\d\d:\d\d[.,\d]* ?[\w.:]* ?W(?:ARNING)?\b)[: ]"
    ),
)
_EXPECTED = "raises-exception"


class StackTrace(FileCheck):
    """Stack traces."""

    name = "stack-trace"
    group = "content"
    demands = (
        "No output shows a stack trace, unless its cell says with the tag `raises-exception` that it "
        "will fail."
    )
    advice = "Mend the cell; to show an error on purpose, catch it and print its message."

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every stack trace."""
        expected = _expected_cells(document)
        for passage in _shown(document):
            if passage.cell not in expected:
                for match in _first(_TRACES, passage):
                    yield self._at(document, "a stack trace", passage, match.start(), match[0])


class LibraryWarning(FileCheck):
    """Warnings of libraries."""

    name = "library-warning"
    group = "content"
    demands = "No output shows a warning of a library, and nothing that was written to the error stream."
    advice = (
        "Do what the warning asks for; if it is wrong, silence that one warning where it arises, and say why."
    )

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every warning."""
        for passage in _shown(document):
            for match in _first(_WARNINGS, passage):
                yield self._at(document, "a warning of a library", passage, match.start(), match[0])
        if document.tree is not None:
            for element in document.tree.iter("div"):
                if {"output", "stderr"} <= set((element.get("class") or "").split()):
                    yield self._of(document, "an output of the error stream", element.sourceline, "stderr")


def _shown(document: Document) -> Iterator[Passage]:
    """Yield what a reader sees of outputs; on a page without cells, all its prose."""
    wanted = {Region.OUTPUT} if document.kind in ("notebook", "html") else {Region.FILE}
    for passage in document.passages:
        if passage.region in wanted and passage.view in (View.TEXT, View.RAW):
            yield passage


def _first(patterns: tuple[re.Pattern[str], ...], passage: Passage) -> Iterator[re.Match[str]]:
    """Yield one match: a trace has many lines."""
    for pattern in patterns:
        match = pattern.search(passage.text)
        if match:
            yield match
            return


def _expected_cells(document: Document) -> set[int | None]:
    """Return the numbers of a notebook's cells that say they will fail."""
    cells: Any = (document.notebook or {}).get("cells", [])
    return {
        number
        for number, cell in enumerate(cells, start=1)
        if _EXPECTED in (cell.get("metadata") or {}).get("tags", [])
    }
