"""The home page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.pages.home import (
    Card,
    Picture,
    cards_markdown,
    lessons_markdown,
    owner_markdown,
    paths_markdown,
    reading_minutes,
)
from press.settings.chapter_card import ChapterCard
from press.settings.profile import Language, Link, Profile

TOLD = ChapterCard(
    "Why?", "Since {result}`one.x|full`.", "Rows.", "A way.", "One year.", methods=("PCA", "a*b")
)
ANN = Profile("Ann", "Analyst", "I count.")


@given(st.integers(0, 100_000))
def test_reading_takes_at_least_a_minute_and_never_less_for_more_words(words):
    """Rounded to whole minutes."""
    assert 1 <= reading_minutes(words) <= reading_minutes(words + 1)


@pytest.mark.parametrize(("number", "kept"), [(2, False), (3, True)])
def test_many_cards_have_room_for_a_filter(number, kept):
    """Before its script runs, so that nothing moves when it does."""
    cards = [Card(f"one{place}", "About one", TOLD, None, 4) for place in range(number)]
    assert ('class="skill-filter"' in cards_markdown(cards)) is kept


def test_a_card_tells_its_message_number_skills_and_time():
    """Numbers stay names, so that the page is translated with them."""
    told = replace(TOLD, message="Half of {result}`one.x`.", skills=("SQL",))
    card = Card("one", "About one", told, Picture("cards/one.webp", 'Bars: "up"'), 4, "Late: 3", "One")
    text = cards_markdown([card])
    assert "[One](/notebooks/one.ipynb)" in text
    assert "chapter-answer\nHalf of {result}`one.x`." in text
    assert "chapter-data\nLate: 3\n" in text
    assert "- SQL" in text
    assert "{reading}`one` min read" in text
    assert "{thumbnail}" not in cards_markdown([replace(card, drawn="<div></div>")])


def test_a_card_without_a_message_tells_its_answer_and_methods():
    """As in a chapter that is just begun."""
    text = cards_markdown([Card("one", "About one", TOLD, None, 4)])
    assert "[About one](/notebooks/one.ipynb)" in text
    assert "Since {result}`one.x|full`." in text
    assert "- PCA\n- a\\*b" in text


def test_each_chapter_says_what_it_teaches():
    """In the order of the book."""
    text = lessons_markdown([Card("one", "Why?", TOLD, None, 4, short="One")])
    assert text == "[One](/notebooks/one.ipynb)\n: Why? PCA, a\\*b. {reading}`one` min read\n"


def test_only_the_first_picture_is_loaded_at_once():
    """The others are below what is seen first."""
    card = Card("one", "About one", TOLD, Picture("cards/one.webp", "Bars"), 4)
    assert cards_markdown([card, card]).count(":eager:") == 1


def test_a_chapter_of_which_nothing_is_told_has_a_card_all_the_same():
    """Its title, and how long it takes."""
    text = cards_markdown([Card("one", "About one", None, None, 4)])
    assert "[About one]" in text
    assert "{thumbnail}" not in text
    assert cards_markdown([]) == "No chapter yet.\n"


@pytest.mark.parametrize("sample", [True, False])
def test_a_sample_says_that_it_is_one(sample):
    """Nobody shall take it for a person."""
    text = owner_markdown(Profile("Ann", "Analyst", "I count.", sample=sample), ())
    assert ("stands for nobody" in text) == sample


def test_the_owner_is_shown_with_links_to_pages_that_there_are():
    """A page that the contents do not name would be a broken link."""
    owner = Profile("A*nn", "Analyst", "I count.", links=(Link("Code", "https://example.org/x"),))
    text = owner_markdown(owner, {"cv"})
    assert "A\\*nn" in text
    assert "[CV](/cv.md) [Code](<https://example.org/x>)" in text
    assert "[" not in owner_markdown(ANN, ())


def test_the_owner_can_be_met():
    """Where and when, in which languages, with which tools; then CV, mail and code before anything else."""
    owner = Profile(
        *("Ann", "Analyst", "I count."),
        email="ann@example.org",
        location="Oslo",
        availability="now",
        repository="https://example.org/ann",
        languages=(Language("Norwegian"), Language("French", "some")),
        tools=("Python", "SQL"),
    )
    text = owner_markdown(owner, {"cv", "skills"})
    assert text.index("Oslo · now") < text.index("Norwegian · French") < text.index("Python · SQL")
    links = "[CV](/cv.md) [Email](<mailto:ann@example.org>) [Code](<https://example.org/ann>)"
    assert links in text


def test_the_reading_paths_lead_to_pages_that_there_are():
    """And to the first chapter."""
    text = paths_markdown({"skills", "status"}, "one")
    assert "[skills](/skills.md)" in text
    assert "[a chapter](/notebooks/one.ipynb)" in text
    assert "/cv.md" not in text
    assert "](" not in paths_markdown((), "")


def test_the_code_is_one_step_away_without_a_repository():
    """By the page that tells how to get it, where the book has that page."""
    owner = Profile("Ann", "Analyst", "I count.")
    assert "[Code](/start.md)" in owner_markdown(owner, {"start"})
    assert "Code" not in owner_markdown(owner, set())
