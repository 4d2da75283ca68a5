"""HTML and SVG as a reader reads them, and what hides in their attributes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from press.gate.reading.document import Passage, Region, View
from press.gate.reading.html_tree import parsed
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_SKIPPED = frozenset({"script", "style", "head"})
_SKIPPED_TEXTS = frozenset({"script", "style", "title"})
_BLOCKS = WORDS["blocks"]
_CELLS = frozenset({"td", "th"})
# Characters that no reader sees and that would break a token in two.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_INERT_DATA = re.compile(
    r"(<script\b[^>]*type=[\"']?application/(?:[\w.+-]*\+)?json[^>]*>)(.*?)(</script\s*>)",
    re.DOTALL | re.IGNORECASE,
)


def inert_data(source: str) -> tuple[str, list[tuple[str, int]]]:
    """Take the JSON in a page's data scripts out of it.

    Returns
    -------
    source : str
        The page without it, with the same lines.
    data : list of (str, int)
        Each JSON text with its line.
    """
    found: list[tuple[str, int]] = []

    def kept(match: re.Match[str]) -> str:
        found.append((match[2], source.count("\n", 0, match.start(2)) + 1))
        return match[1] + "\n" * match[2].count("\n") + match[3]

    return _INERT_DATA.sub(kept, source), found


def markup_passages(
    source: str, *, cell: int | None = None, region: Region | None = None
) -> Iterator[Passage]:
    """Yield all that a page or fragment says: its source, what hides beside its text, and its text.

    Parameters
    ----------
    cell, region
        Where the whole of it stands; worked out from the page's cells when absent.
    """
    yield Passage(INVISIBLE.sub("", html.unescape(source)), View.SOURCE, region or Region.FILE, cell, 1)
    tree = parsed(source)
    if tree is not None:
        yield hidden(tree, cell=cell)
        yield from rendered(tree, cell=cell, region=region)


def hidden(tree: HtmlElement, *, cell: int | None = None) -> Passage:
    """Return the attributes, comments, scripts and styles of a tree, each different one once."""
    lines: dict[str, int] = {}
    for element in tree.iter():
        line = element.sourceline or 1
        if not isinstance(element.tag, str) or element.tag in _SKIPPED_TEXTS:
            lines.setdefault(INVISIBLE.sub("", element.text or ""), line)
        if isinstance(element.tag, str):
            for text in _attributes(element):
                lines.setdefault(INVISIBLE.sub("", text), line)
    lines.pop("", None)
    starts, position = [], 0
    for text in lines:
        starts.append(position)
        position += len(text) + 1
    region = Region.FILE if cell is None else Region.METADATA
    return Passage("\n".join(lines), View.HIDDEN, region, cell, 1, starts, list(lines.values()))


def _attributes(element: HtmlElement) -> Iterator[str]:
    attributes = dict(element.attrib)
    names = [attributes[key] for key in ("name", "property", "id") if key in attributes]
    values = [attributes[key] for key in ("value", "content") if key in attributes]
    if names and values:
        yield f'{names[0]}="{values[0]}"'
    for name, value in attributes.items():
        yield f'{name}="{value}"' if len(value) > 3 else ""


def rendered(
    tree: HtmlElement, *, cell: int | None = None, region: Region | None = None
) -> Iterator[Passage]:
    """Yield the text of a tree, without the tags that colour or wrap it, one passage for each region.

    Parameters
    ----------
    cell, region
        Where the whole tree stands; worked out from the page's cells when absent.
    """
    run = _Run(cell, region)
    _walk(tree, run)
    yield from run.finished()


class _Run:
    """Collects pieces of text until the region changes."""

    def __init__(self, cell: int | None, region: Region | None) -> None:
        self.place = (cell, region or Region.PROSE)
        self.fixed = region is not None
        self.cells = 0
        self._now = self.place
        self._pieces: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._lines: list[int] = []
        self._done: list[Passage] = []

    def add(self, text: str, place: tuple[int | None, Region], line: int | None) -> None:
        if place != self._now:
            self._close()
            self._now = place
        text = INVISIBLE.sub("", text)
        self._starts.append(self._length)
        self._lines.append(line or (self._lines[-1] if self._lines else 1))
        self._pieces.append(text)
        self._length += len(text)

    def _close(self) -> None:
        text = "".join(self._pieces)
        if text.strip():
            cell, region = self._now
            self._done.append(
                Passage(text, View.TEXT, region, cell, self._lines[0], self._starts, self._lines)
            )
        self._pieces, self._starts, self._lines, self._length = [], [], [], 0

    def finished(self) -> list[Passage]:
        self._close()
        return self._done


def _walk(tree: HtmlElement, run: _Run) -> None:
    """Add the text of a tree; without recursion, since outputs may nest as deep as they like."""
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    places = [run.place]
    walker = iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            place = places[-1] if run.fixed else _place_in(element, places[-1], run)
            places.append(place)
            if tag in _SKIPPED:
                walker.skip_subtree()
            else:
                if tag in _BLOCKS:
                    run.add("\n", place, element.sourceline)
                if element.text:
                    run.add(element.text, place, element.sourceline)
            continue
        if event == "end":
            place = places.pop()
            if tag in _BLOCKS or tag in _CELLS:
                run.add("\n" if tag in _BLOCKS else "\t", place, element.sourceline)
        if element.tail and element is not tree:
            run.add(element.tail, places[-1], element.sourceline)


def _place_in(element: HtmlElement, place: tuple[int | None, Region], run: _Run) -> tuple[int | None, Region]:
    names = (element.get("class") or "").split()
    if "cell" in names and element.tag == "div":
        run.cells += 1
        return run.cells, Region.INPUT
    if "cell_input" in names:
        return place[0], Region.INPUT
    if "cell_output" in names:
        return place[0], Region.OUTPUT
    return place
