"""Objects that are printed instead of shown, and outputs that no page can show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.reading.document import Region, View
from press.gate.reading.notebooks import joined

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

_OBJECT = re.compile(
    r"<(?:IPython\.[\w.]+ object|Figure size [^>\n]+|Axes[^>\n]{0,80}|matplotlib\.[^>\n]+|seaborn\."
    r"[^>\n]+|pandas\.[^>\n]+"
    r"|plotly\.[^>\n]+|(?:bound method|built-in|function|class|module|generator object|coroutine "
    r"object)\b[^>\n]*|[\w.]+ object at 0x[0-9a-f]+|[\w.]+ at 0x[0-9a-f]+)>"
    r"|\bat 0x[0-9a-f]{8,16}>"
)
_WIDGET = re.compile(
    r"(?m)^[ \t]*(?:[HV]Box|Output|interactive|Tab|Accordion|FloatProgress|IntProgress|FigureWidget)\("
    r"(?:children=|\{|\))|it/s\]\s*$"
)
_LEFT_OVER = re.compile(
    r"\{(?:result|fact|glue(?::\w+)?|numref|ref|cite(?::\w+)?|doc|eq)\}`[^`\n]+`|\{\{\s*\w[\w.| "
    r"]*\s*\}\}|(?m:^:::+\{\w+\})|(?m:^```\{\w[\w:-]*\})"
)
_PROBLEMS = frozenset({"problematic", "system-message"})
# What the book's pages, or a reader's own notebook, can show.
_SHOWABLE = (
    "text/html", "text/markdown", "text/latex", "image/", "application/vnd.plotly", "application/json",
    "application/vnd.portfolio", "text/plain", "application/papermill.record", "application/x-",
)  # fmt: skip


class ObjectRemains(FileCheck):
    """Objects printed instead of shown."""

    name = "object-remains"
    group = "content"
    demands = (
        "No output is the name of an object, such as `<Figure size ...>` or "
        "`<IPython.core.display.HTML object>`."
    )
    advice = (
        "End the line with a semicolon, or let the object be the last expression of its cell so that "
        "it is shown."
    )

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every object that is printed."""
        beside = _richer_texts(document)
        for passage in document.passages:
            if passage.region is Region.OUTPUT and passage.view is View.TEXT:
                for match in _OBJECT.finditer(passage.text):
                    if (passage.cell, passage.text) not in beside:
                        message = f"the name of an object in memory is printed: {match[0][:40]}"
                        yield self._at(document, message, passage, match.start(), match[0])


def _richer_texts(document: Document) -> set[tuple[int | None, str]]:
    """Return the plain texts that stand beside a picture or HTML, which is shown in their place."""
    found: set[tuple[int | None, str]] = set()
    for number, data in _bundles(document):
        if len(data) > 1 and "text/plain" in data:
            found.add((number, joined(data["text/plain"])))
    return found


def _bundles(document: Document) -> Iterator[tuple[int, Mapping[str, Any]]]:
    cells: Any = (document.notebook or {}).get("cells", [])
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs") or []:
            if isinstance(output, Mapping) and isinstance(output.get("data"), Mapping):
                yield number, output["data"]


class UnrenderedOutput(FileCheck):
    """Outputs and marks that nothing turned into what they mean."""

    name = "unrendered-output"
    group = "content"
    demands = (
        "Every output, role and directive is rendered: no widget, progress bar or mark-up is left as text."
    )
    advice = (
        "Use an output the book knows (picture, table, plotly), and look for a typo in the role or directive."
    )

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every output and mark that is left as it was written."""
        for number, data in _bundles(document):
            if not any(kind.startswith(_SHOWABLE) for kind in data):
                yield Finding(
                    self.name,
                    document.name,
                    f"no page can show an output of type {sorted(data)[0]}",
                    number,
                    text=str(sorted(data)),
                )
        for passage in document.passages:
            if passage.view is not View.TEXT:
                continue
            if passage.region is Region.OUTPUT:
                for match in _WIDGET.finditer(passage.text):
                    yield self._at(
                        document, "a widget or progress bar as text", passage, match.start(), match[0]
                    )
            elif passage.region is Region.PROSE and document.kind == "html":
                for match in _LEFT_OVER.finditer(passage.text):
                    message = f"markup is left as text: {match[0][:30]}"
                    yield self._at(document, message, passage, match.start(), match[0])
        if document.tree is not None:
            for element in document.tree.iter("span", "div", "aside", "p"):
                if _PROBLEMS & set((element.get("class") or "").split()):
                    yield self._of(
                        document,
                        "an error message of Sphinx is on the page",
                        element.sourceline,
                        "problematic",
                    )
