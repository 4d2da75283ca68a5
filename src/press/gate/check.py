"""A check: one thing that must hold before a site is published."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from press.gate.finding import Finding

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.facts import Site
    from press.gate.reading.document import Document, Passage

GROUPS = ("secrets", "privacy", "content", "book")


class Check:
    """What every check says of itself.

    Attributes
    ----------
    name
        A slug, by which findings and the allow-list name it.
    group
        One of `GROUPS`.
    demands
        What must hold, in one sentence.
    advice
        What to do about a finding, in one sentence.
    """

    name: ClassVar[str]
    group: ClassVar[str]
    demands: ClassVar[str]
    advice: ClassVar[str]


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


class SiteCheck(Check, ABC):
    """A check that compares files with each other or with the book."""

    @abstractmethod
    def findings(self, site: Site, context: SiteContext) -> Iterator[Finding]:
        """Yield what is wrong with the site as a whole."""
