"""Texts of many habits become articles, or are refused in one sentence."""

from __future__ import annotations

import pytest

from brought_texts import VARIATIONS, Variation
from portfolio import language as txt
from portfolio.datasets.own_table import read_own_table
from portfolio.errors import DataError


def read(variation: Variation) -> txt.Articles:
    """Return the articles as the notebook makes them of a reader's file."""
    given = variation.brought
    frame = read_own_table(given.text.encode(given.encoding), "own.csv")
    columns = ("text", "category", given.parameters.get("title", ""))
    return txt.check_articles(txt.draw_rows(txt.read_rows("csv:own.csv", frame, columns), 800, 0))


def names(*, refused: bool) -> list[str]:
    """Return the variations that are refused, or those that are not."""
    return [name for name, one in VARIATIONS.items() if bool(one.refused) is refused]


@pytest.mark.parametrize("name", names(refused=False))
def test_texts_of_many_habits_are_articles(name: str) -> None:
    """Each has a title, its category is known, and there are enough of them."""
    articles = read(VARIATIONS[name])
    assert len(articles.frame) >= 20
    assert articles.frame["title"].str.len().gt(0).all()
    assert len(articles.categories) >= 2


@pytest.mark.parametrize("name", names(refused=True))
def test_texts_that_cannot_be_compared_are_refused(name: str) -> None:
    """The sentence says what lacks."""
    with pytest.raises(DataError, match=VARIATIONS[name].refused):
        read(VARIATIONS[name])


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("pages of the web", ["color", "var steel", "sold", "<", "&nbsp"]),
        ("markup that never ends", ["<p>", "<b>", "&lt;"]),
        ("letters without width", ["\u200b", "\ufeff", "\u00ad"]),
        ("control codes of a terminal", ["\x1b", "[31m", "\x07"]),
    ],
)
def test_what_is_no_text_does_not_reach_the_words(name: str, lost: list[str]) -> None:
    """Neither markup nor signs that nobody sees."""
    texts = "\n".join(read(VARIATIONS[name]).texts)
    assert [sign for sign in lost if sign in texts] == []
    assert "steel" in texts
