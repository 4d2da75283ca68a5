"""The box at the top of a chapter's page."""

from __future__ import annotations

from finished_runs import run_of
from press.pages.summary_box import one_minute, read_opening
from press.settings.chapter_card import ChapterCard

TEXT = """
**Question.** How late
will it be?

**Answer.** About {result}`late|full`.
{result}`verdict`

| | |
|---|---|
| data | flights, {result}`n` of them |
| shows | joins |
| for whom | anyone |

More words.
"""
CHAPTER = ChapterCard("Asked?", "{result}`one.n`.", "Rows of {result}`one.n`.", "A way.", "One year.")


def test_a_notebooks_own_opening_is_taken_in():
    """Nothing of it is said twice; what is neither question, answer nor table stays."""
    opening = read_opening(TEXT)
    assert opening.told == {
        "question": "How late will it be?",
        "result": "About {result}`late|full`. {result}`verdict`",
        "data": "flights, {result}`n` of them",
        "shows": "joins",
        "for whom": "anyone",
    }
    assert opening.rest == "More words."


def test_other_tables_and_words_stay_where_they_are():
    """Only a table of two columns without heads is part of an opening."""
    for text in ("| a | b |\n|---|---|\n| 1 | 2 |", "| | |\n|---|---|\n| a | b | c |", "**Note.** Words."):
        assert read_opening(text).told.keys() <= {"a"}
    assert read_opening("| | |\n|---|---|\n| a | 1 |\n| a | 2 |").told == {}
    assert read_opening("**Note.** Words.").rest == "**Note.** Words."


def test_the_box_holds_question_result_data_method_and_limits_in_this_order():
    """The notebook's words first, then what the book tells; names begin with a capital letter."""
    box = one_minute(read_opening(TEXT), CHAPTER, run_of("one/x"))
    lines = box.splitlines()
    names = [lines[number - 1] for number, line in enumerate(lines) if line.startswith(": ")]
    assert names == ["Question", "Result", "Data", "Method", "Limits", "For whom"]
    assert "\n: Flights, {result}`n` of them.\n" in box
    assert "\n: A way.\n" in box


def test_without_an_opening_the_book_speaks_with_the_numbers_of_the_run():
    """A scenario's page shows its own."""
    box = one_minute(read_opening("Words."), CHAPTER, run_of("one/x"))
    assert "Question\n: Asked?" in box
    assert "Result\n: {result}`one/x.n`." in box
    assert "Data\n: Rows of {result}`one/x.n`." in box


def test_a_page_about_which_nothing_is_told_has_no_box():
    """As in a book that is just begun."""
    assert one_minute(read_opening("Words."), None, run_of()) == ""
