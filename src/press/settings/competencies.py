"""`book/competencies.yml`: what the portfolio has to show, and the cells that show it.

A cell is marked with the tag `shows-<project>-<n>`, where `n` counts the competencies of a project from 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic.dataclasses import dataclass as record

from portfolio.errors import UsageError, nearest
from press.project import Project as Book
from press.runs.notebook import Notebook, source, tags
from press.yaml_reader import STRICT, NeededText, read_yaml

FILE = "competencies.yml"
_SHOWS = re.compile(r"shows-(?P<project>.+)-(?P<number>\d+)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#* *$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL)
_ROLE = re.compile(r"\{[\w:-]+\}`[^`]*`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Theme:
    """A group of competencies: `core` ones carry the book, `next` ones belong to later chapters."""

    name: str
    title: str
    status: str
    competencies: tuple[str, ...]


@record(frozen=True, config=STRICT)
class _Project:
    title: NeededText
    status: Literal["core", "next"]
    competencies: tuple[NeededText, ...]


@record(frozen=True, config=STRICT)
class _File:
    projects: dict[str, _Project]


@dataclass(frozen=True)
class Evidence:
    """A cell that shows a competency.

    Parameters
    ----------
    notebook, cell
        Where it is; cells are counted from 0.
    section
        The heading that it stands under.
    """

    notebook: str
    cell: int
    section: str

    @property
    def anchor(self) -> str:
        """The cell's anchor on its page; empty for the opening, which is the top of the page."""
        return f"cell-{self.cell}" if self.cell else ""


def read_competencies(book: Book) -> tuple[Theme, ...]:
    """Return what has to be shown; nothing without the file.

    Raises
    ------
    UsageError
        Broken YAML, an unknown or missing key, a wrong status; all faults of the file together.
    """
    document = read_yaml(book.book / FILE, f"{book.book.name}/{FILE}")
    if document is None:
        return ()
    found = document.parsed(_File).projects
    return tuple(Theme(name, one.title, one.status, one.competencies) for name, one in found.items())


def find_evidence(
    themes: Sequence[Theme], notebooks: Sequence[Notebook]
) -> dict[tuple[str, int], tuple[Evidence, ...]]:
    """Return the cells that show each competency, by theme and number, in the order of the chapters.

    Raises
    ------
    UsageError
        A tag names a competency that there is not.
    """
    known = {(theme.name, number) for theme in themes for number in range(1, len(theme.competencies) + 1)}
    faults: list[str] = []
    found: dict[tuple[str, int], list[Evidence]] = {}
    for notebook in notebooks:
        section = ""
        for number, cell in enumerate(notebook.cells):
            section = _last_heading(source(cell), section) if cell["cell_type"] == "markdown" else section
            for tag in tags(cell):
                if not tag.startswith("shows-"):
                    continue
                named = _named(tag)
                if named in known:
                    found.setdefault(named, []).append(Evidence(notebook.name, number, section))
                else:
                    faults.append(f"{notebook.where}, cell {number + 1}: {_unknown(tag, named, themes)}")
    if faults:
        raise UsageError("; ".join(faults))
    return {key: tuple(cells) for key, cells in found.items()}


def without_evidence(
    themes: Sequence[Theme], evidence: Mapping[tuple[str, int], Sequence[Evidence]]
) -> list[tuple[Theme, int]]:
    """Return the core competencies that no cell shows, of the themes that have a chapter.

    A theme has a chapter as soon as one of its competencies is shown.
    """
    begun = {name for name, _ in evidence}
    return [
        (theme, number)
        for theme in themes
        if theme.status == "core" and theme.name in begun
        for number in range(1, len(theme.competencies) + 1)
        if (theme.name, number) not in evidence
    ]


def _named(tag: str) -> tuple[str, int] | None:
    match = _SHOWS.fullmatch(tag)
    return (match["project"], int(match["number"])) if match else None


def _unknown(tag: str, named: tuple[str, int] | None, themes: Sequence[Theme]) -> str:
    if named is None:
        return f"tag {tag!r}; expected shows-<project>-<number>"
    counts = {theme.name: len(theme.competencies) for theme in themes}
    if named[0] not in counts:
        return f"tag {tag!r} does not name a project of {FILE}. {nearest(named[0], counts)}"
    return f"tag {tag!r}; {named[0]} has competencies 1 to {counts[named[0]]}"


def _last_heading(text: str, before: str) -> str:
    headings = _HEADING.findall(_FENCE.sub("", text))
    if not headings:
        return before
    plain = _LINK.sub(r"\1", _ROLE.sub("", headings[-1]))
    return " ".join(plain.replace("*", "").replace("`", "").split())
