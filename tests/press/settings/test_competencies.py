"""What the portfolio has to show, and the cells that show it."""

from __future__ import annotations

import pytest

from portfolio.errors import UsageError
from press.gate.gate import check_sources
from press.project import Project
from press.runs.notebook import read_notebooks
from press.settings.competencies import Theme, find_evidence, read_competencies, read_tools, unknown_skills
from press.settings.toc import chapters_of, read_toc
from tests_support import ROOT, cell

TEXT = """projects:
  counting:
    title: Count
    status: core
    competencies: {count-up: count up, count-down: count down}
  dancing:
    title: Dance
    status: next
    competencies: {waltz: waltz slowly}
"""
COUNTING = Theme("counting", "Count", "core", {"count-up": "count up", "count-down": "count down"})
DANCING = Theme("dancing", "Dance", "next", {"waltz": "waltz slowly"})


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
        ("projects: {a: {competencies: {x: X}, status: core}}", "title is missing"),
        (
            "projects: {a: {title: A, competencies: {x: X}, status: later}}",
            "expected 'core' or 'next'; got 'later'",
        ),
        (
            "projects:\n  a: {title: A, status: core, competencies: {Count_up: X}}",
            "line 2: projects/a/competencies/Count_up; expected a slug of a-z and 0-9, joined by -",
        ),
        (
            "projects:\n  a: {title: A, status: core, competencies: {x: X}}\n"
            "  b: {title: B, status: core, competencies: {x: Y}}",
            "line 3: projects/b/competencies/x stands twice, first in a",
        ),
        ("projects: {a: {title: A, status: core, competencies: [x]}}", "competencies; expected a mapping"),
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
    found = find_evidence(notebooks(heading, cell("1", "shows-count-down")))
    (evidence,) = found.pop("count-down")
    assert (evidence.notebook, evidence.section, evidence.anchor) == ("one", "How we count", "cell-3")
    assert found == {}


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("shows-count-upp", "has no skill 'count-upp'; did you mean 'count-up'?"),
        ("shows-counting-1", "has no skill 'counting-1'; did you mean 'count"),
        ("shows-", "has no skill ''"),
    ],
)
def test_an_unknown_skill_is_a_finding(tag, told, notebooks):
    """Else a typing error would make evidence vanish."""
    known = cell("1", "shows-count-up", "shows-waltz", "hide-input")
    (found,) = unknown_skills([COUNTING, DANCING], notebooks(known, cell("1", tag)))
    assert found.startswith("notebooks/one.ipynb, cell 4: competencies.yml ")
    assert told in found


def test_the_finding_is_told_before_anything_is_printed(book):
    """Among the other checks of what a book is made from."""
    book.notebook("one", cell("1", "shows-count-upp"))
    known = read_notebooks(book.project.notebooks)
    assert check_sources(book.project, known) == []  # a book without the file has no skills to show
    book.write("book/competencies.yml", TEXT)
    (found,) = check_sources(book.project, known)
    assert "cell 3: competencies.yml has no skill 'count-upp'" in found


def test_every_core_competency_of_a_chapter_of_this_book_has_evidence():
    """Of each project that a chapter has begun."""
    project = Project(ROOT)
    notebooks = read_notebooks(project.notebooks)
    shown = find_evidence(notebooks[name] for name in chapters_of(read_toc(project)))
    core = [theme for theme in read_competencies(project) if theme.status == "core"]
    begun = [theme for theme in core if shown.keys() & theme.competencies.keys()]
    assert begun
    assert {slug for theme in begun for slug in theme.competencies if slug not in shown} == set()


def test_the_tools_are_named_with_their_package(book):
    """They are optional."""
    book.write("book/competencies.yml", "projects: {}\ntools: {PyTorch: torch}\n")
    assert read_tools(book.project) == {"PyTorch": "torch"}
    book.write("book/competencies.yml", "projects: {}\n")
    assert read_tools(book.project) == {}
