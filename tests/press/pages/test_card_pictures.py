"""Pictures drawn for cards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portfolio.errors import UsageError
from portfolio.results.value import Value
from press.pages.card_pictures import drawn_bars
from press.settings.chapter_card import Bars, ChapterCard

CARD = ChapterCard("Why?", "{result}`one.n`.", "Rows.", "A way.", "One year.")
VALUES = {
    "one/default": {
        "n": Value("n", 3.0, unit="%", digits=0),
        "m": Value("m", 6.0),
        "word": Value("word", "x", type="name"),
    }
}


def test_bars_have_their_values_and_the_longest_is_the_largest() -> None:
    """In the order in which they are named, since the first is the point."""
    card = replace(CARD, picture=Bars("Share", {"ours": "one.n", "theirs": "one.m"}))
    html = drawn_bars("one", card, VALUES)
    assert html.index("--part:50%") < html.index("--part:100%")
    assert 'aria-label="Share. ours: 3\u00a0%; theirs: ' in html


def test_a_card_without_a_picture_has_none_drawn() -> None:
    """Nor has a chapter without a card."""
    assert drawn_bars("one", CARD, VALUES) == drawn_bars("one", None, VALUES) == ""


def test_a_bar_is_a_number() -> None:
    """A word has no length."""
    card = replace(CARD, picture=Bars("Share", {"ours": "one.word"}))
    with pytest.raises(UsageError, match=r"notebooks/one.yml: the bar 'ours' is not a number"):
        drawn_bars("one", card, VALUES)
