"""A check: one thing that must hold before a site is published."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from press.gate.finding import Finding
from press.gate.reading.document import View

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.facts import Site
    from press.gate.reading.document import Document, Passage

Match = tuple[str, int, str]  # message, offset in the passage, matched text
# The whole source of a page, and lines joined over a break, say again what other views say.
REPEATED = frozenset({View.SOURCE, View.JOINED})
GROUPS = ("secrets", "privacy", "content", "book")


class Check:
    """What every check says of itself."""

    name: ClassVar[str]  # a slug, by which findings and the allow-list name it
    group: ClassVar[str]  # one of `GROUPS`
    demands: ClassVar[str]  # what must hold, in one sentence
    advice: ClassVar[str]  # what to do about a finding, in one sentence


class FileCheck(Check, ABC):
    """A check that needs one file at a time."""

    @abstractmethod
    def findings(self, document: Document, context: SiteContext) -> Iterator[Finding]:
        """Yield what is wrong with a file."""

    def _at(
        self, document: Document, message: str, passage: Passage, offset: int | None = None, text: str = ""
    ) -> Finding:
        """Return a finding at a place in a passage; `offset` in characters, the whole passage when absent."""
        line = passage.line if offset is None else passage.line_at(offset)
        return Finding(self.name, document.name, message, passage.cell, line, text=text)

    def _of(self, document: Document, message: str, line: int | None = None, text: str = "") -> Finding:
        """Return a finding at a line of a file."""
        return Finding(self.name, document.name, message, line=line, text=text)


class TextCheck(FileCheck):
    """A check of the text of a file, passage by passage; it overrides `matches`, or `found` to see more."""

    skipped: ClassVar[frozenset[View]] = frozenset({View.SOURCE})  # views that are not read
    # whether scripts and styles are read as they are written: there colons and slashes mean something else
    reads_code: ClassVar[bool] = True

    def findings(self, document: Document, context: SiteContext) -> Iterator[Finding]:
        """Yield every match in the text of a file."""
        for passage in document.passages:
            in_code = document.kind in ("script", "style") and passage.view is View.RAW
            if passage.view not in self.skipped and (self.reads_code or not in_code):
                for message, offset, text in self.found(passage, context, in_code):
                    place = None if passage.view is View.JOINED else offset
                    yield self._at(document, message, passage, place, text)

    def found(self, passage: Passage, _context: SiteContext, _in_code: bool) -> Iterator[Match]:
        """Yield every match in a passage."""
        return self.matches(passage.text)

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every match in a text."""
        raise NotImplementedError


class SiteCheck(Check, ABC):
    """A check that compares files with each other or with the book."""

    @abstractmethod
    def findings(self, site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield what is wrong with the site as a whole."""
