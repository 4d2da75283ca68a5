"""The skills index."""

from __future__ import annotations

from press.pages.skills import PageState, skills_markdown
from press.settings.competencies import Evidence, Theme

COUNTING = Theme("counting", "Count", "core", {"count-up": "count up", "count-down": "count down"})
DANCING = Theme("dancing", "Dance", "next", {"waltz": "waltz"})
PAGES = {"one": PageState("About one", 3, 0, "2026-01-02T03:04:05Z")}


def told(*cells: Evidence) -> str:
    """Return the index for a book in which these cells show how to count up."""
    return skills_markdown([DANCING, COUNTING], {"count-up": cells} if cells else {}, PAGES)


def test_a_competency_links_to_its_cells_one_for_each_section():
    """The opening is the top of the page."""
    text = told(Evidence("one", 0, ""), Evidence("one", 4, "A & B"), Evidence("one", 5, "A & B"))
    assert 'Count up\n: <a href="notebooks/one.html" title="About one">About one</a> · ' in text
    assert '<a href="notebooks/one.html#cell-4" title="About one">A &amp; B</a>\n' in text
    assert "cell-5" not in text


def test_a_competency_without_evidence_says_planned():
    """And evidence on a page that is not published is none."""
    assert "Count down\n: *planned*" in told(Evidence("one", 4, "A"))
    assert "**Count**: count up; count down." in told(Evidence("two", 4, "A"))


def test_many_sections_are_counted_and_not_listed():
    """Four links are enough to judge by."""
    text = told(*(Evidence("one", number, f"Part {number}") for number in range(1, 7)))
    assert "Part 4</a> and 2 more sections" in text


def test_what_is_planned_is_folded_behind_what_is_shown():
    """A project of which nothing is shown is one line of a closed box."""
    text = told(Evidence("one", 4, "A"))
    assert text.index("## Count") < text.index("{dropdown} Later chapters") < text.index("**Dance**: waltz.")


def test_each_page_tells_its_state():
    """The date is declared to differ between builds."""
    text = told(Evidence("one", 4, "A"))
    assert "1 of 3 competencies" in text
    assert "Core of this book: 1 of 2 shown." in text
    assert "executed without error on {volatile}`2026-01-02`, no warning; cells compared with their" in text
    assert "stored output: 3; cells that are evidence: " in text
