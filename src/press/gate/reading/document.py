"""A file of a site, opened as far as the checks need it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from press.gate.reading.html_tree import parsed

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]


class View(StrEnum):
    """How a passage was won from its file."""

    RAW = "raw"  # as written
    SOURCE = (
        "source"  # a page's whole source; the other views hold the same in parts that are quicker to search
    )
    HIDDEN = "hidden"  # what a page says beside its text: attributes, comments, scripts
    TEXT = "text"  # as a reader reads it, without markup
    DATA = "data"  # keys and values of JSON, one to a line
    INDEX = "index"  # a search index: words may be in lower case
    JOINED = "joined"  # text with broken lines put together again


class Region(StrEnum):
    """What a passage is to the reader of a page or notebook."""

    PROSE = "prose"
    INPUT = "input"
    OUTPUT = "output"
    METADATA = "metadata"
    FILE = "file"


class UnreadableError(Exception):
    """A file that cannot be read whole; the scan makes a finding of it."""


@dataclass(frozen=True)
class Passage:
    """A run of text and where it stands."""

    text: str  # the characters
    # view and region: how it was won, and what it is to a reader
    view: View = View.RAW
    region: Region = Region.FILE
    # number of its cell, from 1: in a notebook of all cells, on a page of the cells shown there
    cell: int | None = None
    # line of its first character in the file (in a notebook: in the cell), from 1; None if unknown
    line: int | None = None
    # starts and lines: where the lines are not those of the text: offsets, and the line that begins at each
    starts: Sequence[int] = field(default=(), repr=False)
    lines: Sequence[int] = field(default=(), repr=False)

    def line_at(self, offset: int) -> int | None:
        """Return the line of the character at an offset."""
        if self.starts:
            part = max(bisect_right(self.starts, offset) - 1, 0)
            further = 0 if self.view is View.DATA else self.text.count("\n", self.starts[part], offset)
            return self.lines[part] + further
        return None if self.line is None else self.line + self.text.count("\n", 0, offset)


@dataclass(frozen=True)
class Fragment:
    """HTML that a notebook shows: parsed on its own, since a page will take it in."""

    source: str
    cell: int | None = None


@dataclass(frozen=True)
class Document:
    """A file."""

    name: str  # relative to the folder, with `/`
    # what the file is: `html`, `notebook`, `svg`, `json`, `script`, `style`, `text`, `xml`, `picture`,
    # `font`, `inventory`, `empty`
    kind: str
    data: bytes = field(repr=False)  # its bytes
    passages: tuple[Passage, ...] = field(default=(), repr=False)  # its text in every form that matters
    # HTML inside it that is not a page of its own
    fragments: tuple[Fragment, ...] = field(default=(), repr=False)
    notebook: dict[str, object] | None = field(default=None, repr=False)  # the parsed notebook, if it is one
    vetted: bool = False  # whether it is a vendor's file exactly as shipped

    @cached_property
    def text(self) -> str:
        """The file's characters."""
        return self.data.decode("utf-8", "replace")

    @cached_property
    def tree(self) -> HtmlElement | None:
        """The parsed page, if it is one."""
        return parsed(self.text) if self.kind == "html" else None
