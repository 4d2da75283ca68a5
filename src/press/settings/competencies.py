"""`book/competencies.yml`: what the portfolio has to show, and the cells that show it.

Each competency has a slug, which stays when its words change. The tag `shows-SLUG` of a cell says that the
cell shows it, and nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from pydantic.dataclasses import dataclass as record

from portfolio.errors import UsageError
from press.project import Project as Book
from press.runs.notebook import Notebook, source, tags
from press.yaml_reader import STRICT, Document, NeededText, read_yaml

FILE = "competencies.yml"
SHOWS = "shows-"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#* *$", re.MULTILINE)
_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL)
_ROLE = re.compile(r"\{[\w:-]+\}`[^`]*`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Theme:
    """A group of competencies, by slug: `core` ones carry the book, `next` ones belong to later chapters."""

    name: str
    title: str
    status: str
    competencies: Mapping[str, str]


@record(frozen=True, config=STRICT)
class _Project:
    title: NeededText
    status: Literal["core", "next"]
    competencies: dict[str, NeededText]


@record(frozen=True, config=STRICT)
class _File:
    projects: dict[str, _Project]
    tools: dict[str, NeededText] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """A cell that shows a competency."""

    # notebook and cell: where it is; cells are counted from 0
    notebook: str
    cell: int
    section: str  # the heading that it stands under

    @property
    def anchor(self) -> str:
        """The cell's anchor on its page; empty for the opening, which is the top of the page."""
        return f"cell-{self.cell}" if self.cell else ""


def read_competencies(book: Book) -> tuple[Theme, ...]:
    """Return what has to be shown; nothing without the file.

    Raises
    ------
    UsageError
        Broken YAML, an unknown or missing key, a wrong status, a slug that is not one or stands twice; all
        faults of the file together.
    """
    file = _read(book)
    found = file.projects if file else {}
    return tuple(Theme(name, one.title, one.status, one.competencies) for name, one in found.items())


def read_tools(book: Book) -> dict[str, str]:
    """Return the tools that the skills page lists, by name: the package that a chapter imports for it.

    Raises
    ------
    UsageError
        As `read_competencies`.
    """
    file = _read(book)
    return file.tools if file else {}


def _read(book: Book) -> _File | None:
    document = read_yaml(book.book / FILE, f"{book.book.name}/{FILE}")
    if document is None:
        return None
    found = document.parsed(_File)
    document.refuse(list(_slug_faults(document, found.projects)))
    return found


def _slug_faults(document: Document, projects: Mapping[str, _Project]) -> Iterator[UsageError]:
    owners: dict[str, str] = {}
    for name, project in projects.items():
        for slug in project.competencies:
            place = ("projects", name, "competencies", slug)
            if not _SLUG.fullmatch(slug):
                yield document.fault(place, expected="a slug of a-z and 0-9, joined by -")
            if owners.setdefault(slug, name) != name:
                yield document.fault(place, f" stands twice, first in {owners[slug]}. Rename one")


def find_evidence(notebooks: Iterable[Notebook]) -> dict[str, tuple[Evidence, ...]]:
    """Return the cells that show each competency, by slug, in the order of the chapters."""
    found: dict[str, list[Evidence]] = {}
    for notebook in notebooks:
        section = ""
        for number, cell in enumerate(notebook.cells):
            section = _last_heading(source(cell), section) if cell["cell_type"] == "markdown" else section
            for slug in shown_by(tags(cell)):
                found.setdefault(slug, []).append(Evidence(notebook.name, number, section))
    return {slug: tuple(cells) for slug, cells in found.items()}


def unknown_skills(themes: Sequence[Theme], notebooks: Iterable[Notebook]) -> Iterator[str]:
    """Yield one sentence for each tag with an unknown slug; none in a book that lists no skills."""
    known = [slug for theme in themes for slug in theme.competencies]
    for notebook in notebooks if themes else ():
        for number, cell in enumerate(notebook.cells, 1):
            for slug in shown_by(tags(cell)):
                if slug not in known:
                    close = get_close_matches(slug, known, n=1)
                    hint = f"; did you mean {close[0]!r}?" if close else ""
                    yield f"{notebook.where}, cell {number}: {FILE} has no skill {slug!r}{hint}"


def shown_by(cell_tags: Iterable[str]) -> tuple[str, ...]:
    """Return the slugs that the tags of a cell name."""
    return tuple(tag.removeprefix(SHOWS) for tag in cell_tags if tag.startswith(SHOWS))


def _last_heading(text: str, before: str) -> str:
    headings = _HEADING.findall(_FENCE.sub("", text))
    if not headings:
        return before
    plain = _LINK.sub(r"\1", _ROLE.sub("", headings[-1]))
    return " ".join(plain.replace("*", "").replace("`", "").split())
