"""The box at the top of a chapter's page."""

from __future__ import annotations

from dataclasses import replace

from finished_runs import run_of
from press.pages.home import Picture
from press.pages.summary_box import FOLD, Highlight, one_minute, read_opening
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


NUMBER = Highlight("{result}`one/default.n`", "Rows", Picture("cards/one.webp", "Bars\ngo up."))
MESSAGE = replace(
    CHAPTER, message="Half of {result}`one.n`.", methods=("PCA",), limits="One year only. And one city."
)


def test_the_box_opens_with_a_sentence_a_number_a_figure_and_three_lines():
    """What is longer is folded, and nothing of it is lost."""
    box = one_minute(read_opening(TEXT), MESSAGE, run_of("one/default"), NUMBER)
    seen, folded = box.split(f"<summary>{FOLD}</summary>")
    parts = ["Half of {result}`one/default.n`.", NUMBER.number, "Rows", "cards/one.webp", "Bars go up."]
    lines = ["Data\n: Flights, {result}`n` of them.", "Method\n: PCA.", "Limits\n: One year only.\n"]
    places = [seen.index(part) for part in [*parts, *lines]]
    assert places == sorted(places)
    for name in ("Question", "Result", "Method", "Limits", "For whom"):
        assert f"{name}\n: " in folded
    assert "And one city." in folded
    assert "Data" not in folded


def test_another_run_says_the_first_sentence_of_its_answer():
    """The whole is folded."""
    text = "**Answer.** Late by {result}`n`. Nobody knows why.\n"
    box = one_minute(read_opening(text), MESSAGE, run_of("one/x"), NUMBER)
    seen, folded = box.split(f"<summary>{FOLD}</summary>")
    assert "one-minute-message\nLate by {result}`n`.\n" in seen
    assert "Result\n: Late by {result}`n`. Nobody knows why." in folded


def test_the_message_speaks_of_the_default_run_alone():
    """Another run says its own answer, and no number beside it."""
    box = one_minute(read_opening(TEXT), MESSAGE, run_of("one/x"), NUMBER)
    assert "Half of" not in box
    assert "one-minute-message\nAbout {result}`late|full`. {result}`verdict`\n" in box
    assert NUMBER.number not in box
    assert "cards/one.webp" in box


def test_without_an_opening_the_book_speaks_with_the_numbers_of_the_run():
    """A scenario's page shows its own."""
    box = one_minute(read_opening("Words."), CHAPTER, run_of("one/x"), Highlight())
    assert "Question\n: Asked?" in box
    assert "one-minute-message\n{result}`one/x.n`." in box
    assert "Data\n: Rows of {result}`one/x.n`." in box


def test_a_page_about_which_nothing_is_told_has_no_box():
    """As in a book that is just begun."""
    assert one_minute(read_opening("Words."), None, run_of(), Highlight()) == ""
