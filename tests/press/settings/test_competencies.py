"""What the portfolio has to show, and the cells that show it."""

from __future__ import annotations

import pytest

from portfolio.errors import UsageError
from press.project import Project
from press.runs.notebook import read_notebooks
from press.settings.competencies import Theme, find_evidence, read_competencies, without_evidence
from press.settings.toc import files_of, read_toc
from tests_support import ROOT, cell

TEXT = """projects:
  counting:
    title: Count
    status: core
    competencies: [count up, count down]
  dancing:
    title: Dance
    status: next
    competencies: [waltz]
"""
COUNTING = Theme("counting", "Count", "core", ("count up", "count down"))
DANCING = Theme("dancing", "Dance", "next", ("waltz",))


@pytest.fixture
def notebooks(book):
    """Return a function that reads a book with one notebook of these cells."""

    def read(*cells):
        book.notebook("one", *cells)
        return list(read_notebooks(book.project.notebooks).values())

    return read


def test_the_file_is_read_in_its_order(book):
    """A book without it has nothing to show."""
    assert read_competencies(book.project) == ()
    book.write("book/competencies.yml", TEXT)
    assert read_competencies(book.project) == (COUNTING, DANCING)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "not YAML"),
        ("themes: {}", "(?s)projects is missing.*unknown key 'themes'"),
        ("projects: {a: 1}", "projects/a; expected a mapping; got 1"),
        ("projects: {a: {competencies: [x], status: core}}", "title is missing"),
        (
            "projects: {a: {title: A, competencies: [x], status: later}}",
            "expected 'core' or 'next'; got 'later'",
        ),
    ],
)
def test_a_broken_file_is_named(text, told, book):
    """With what is wrong."""
    book.write("book/competencies.yml", text)
    with pytest.raises(UsageError, match=told):
        read_competencies(book.project)


def test_a_tagged_cell_is_evidence_under_its_heading(notebooks):
    """A heading without its roles and marks; a comment in code is none."""
    heading = cell("# intro\n```\n# no heading\n```\n## *How* {result}`x` we [count](a.md)", kind="markdown")
    found = find_evidence([COUNTING], notebooks(heading, cell("1", "shows-counting-2")))
    (evidence,) = found["counting", 2]
    assert (evidence.notebook, evidence.section, evidence.anchor) == ("one", "How we count", "cell-3")
    assert ("counting", 1) not in found


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("shows-counting-3", "has competencies 1 to 2"),
        ("shows-counting-0", "has competencies 1 to 2"),
        ("shows-countin-1", "does not name a project.*counting"),
        ("shows-counting", "expected shows-<project>-<number>"),
    ],
)
def test_an_unknown_competency_is_an_error(tag, told, notebooks):
    """Else a typing error would make evidence vanish."""
    with pytest.raises(UsageError, match=f"notebooks/one.ipynb, cell 3: .*{told}"):
        find_evidence([COUNTING], notebooks(cell("1", tag)))


def test_a_core_theme_that_is_begun_must_be_shown_whole(notebooks):
    """A theme without any chapter is planned, and one beyond the core may stay open."""
    found = find_evidence([COUNTING, DANCING], notebooks(cell("1", "shows-counting-1")))
    assert without_evidence([COUNTING, DANCING], found) == [(COUNTING, 2)]
    assert without_evidence([COUNTING, DANCING], {}) == []


def test_every_core_competency_of_a_chapter_of_this_book_has_evidence():
    """And no tag names an unknown one."""
    project = Project(ROOT)
    listed = {file.removeprefix("notebooks/") for file in files_of(read_toc(project))}
    notebooks = [one for name, one in read_notebooks(project.notebooks).items() if name in listed]
    themes = read_competencies(project)
    evidence = find_evidence(themes, notebooks)
    assert evidence
    missing = without_evidence(themes, evidence)
    assert [f"{theme.name} {number}: {theme.competencies[number - 1]}" for theme, number in missing] == []
