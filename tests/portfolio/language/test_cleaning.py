"""Markup, encodings, boilerplate and units."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from portfolio.language.boilerplate import boilerplate_of, frequent_phrases, without_phrases
from portfolio.language.cleaning import has_markup, joined, mend_encoding, without_markup
from portfolio.language.tokens import n_grams, steps_of, units_of, vocabulary_table, words_of


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_cleaning_never_fails_and_is_done_once(text):
    """Whatever stands in a text, single blanks are left and no NUL."""
    clean = without_markup(text)
    assert "  " not in clean
    assert "\x00" not in clean


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<b>Mug</b>&amp; plate", "Mug & plate"),
        ("a<br/>b", "a b"),
        ("<script>alert('x')</script>lid", "lid"),
        ("<style>p {}</style>lid", "lid"),
        ("5 < 7 and 8 > 6", "5 < 7 and 8 > 6"),
        ("<div><p>unclosed", "unclosed"),
        ("a \r\n\t b", "a b"),
    ],
)
def test_tags_go_and_words_stay(raw, clean):
    """A comparison is no tag."""
    assert without_markup(raw) == clean


def test_plain_text_has_no_markup():
    """An ampersand between words is none."""
    assert not has_markup("bed & bath, 3 < 4")


@pytest.mark.parametrize("text", ["café", "naïve", "it’s", "5 €", "Straße"])
def test_a_misread_text_is_mended(text):
    """UTF-8 bytes that were read as Windows-1252 are read again."""
    assert mend_encoding(text.encode().decode("cp1252")) == text


def test_right_text_is_not_mended():
    """Capital letters with accents are words of many languages."""
    for text in ("Ângela", "SÃO PAULO", "château", "شاي"):
        assert mend_encoding(text) == text


def test_a_text_broken_in_part_is_left():
    """A guess could break the rest."""
    assert mend_encoding("cafÃ© \N{FROG FACE}") == "cafÃ© \N{FROG FACE}"


def test_parts_are_joined_without_empty_ones():
    """A body alone stands alone."""
    assert joined("", "Steel.") == "Steel."
    assert joined("Lid.", "Steel") == "Lid. Steel"


def test_phrases_of_the_shop_are_found_and_those_of_titles_spared(rows):
    """Counting finds what stands in every body; a word of the titles protects a phrase."""
    bodies = [f"{title} for kitchen use. Free shipping now" for title in rows["title"]]
    titles = [f"kitchen {title}" for title in rows["title"]]
    found = frequent_phrases(titles, bodies)
    assert "free shipping now" in boilerplate_of(found)
    assert found.loc["for kitchen use", "spared for"] == "kitchen"


def test_no_phrase_is_found_in_different_texts():
    """Nothing is removed where nothing repeats."""
    found = frequent_phrases(["a", "b", "c"], ["one two three", "four five six", "seven eight nine"])
    assert found.empty
    assert without_phrases("one two three", boilerplate_of(found)) == "one two three"


def test_phrases_go_whatever_stands_between_their_words():
    """Punctuation and capitals do not protect boilerplate."""
    text = "Blue mug! FREE shipping, cash, on delivery. White plate"
    assert without_phrases(text, ["free shipping cash", "cash on delivery"]) == "Blue mug White plate"


def test_words_of_any_script_are_found():
    """Emoji and numbers are no words."""
    assert words_of("Tasse à café, чашка, قميص 👕 2024") == ["tasse", "café", "чашка", "قميص"]


def test_units_reduce_words():
    """Stems and lemmas bring forms of a word together."""
    assert units_of("making makes", "stems") == ["make", "make"]
    assert units_of("the mice", "lemmas") == ["mouse"]
    with pytest.raises(UsageError, match="Did you mean 'stems'"):
        units_of("a text", "stem")  # type: ignore[arg-type]


def test_pairs_are_counted_beside_words():
    """n words give n - 1 pairs."""
    assert len(list(n_grams(["a", "b", "c", "d"], 2))) == 4 + 3


def test_steps_and_vocabulary_have_a_row_for_each_unit(articles):
    """The tables that the page shows."""
    assert list(steps_of(articles.texts[0]).index)[-3:] == ["stems", "lemmas", "pairs"]
    table = vocabulary_table(articles.texts)
    assert table.loc["stems", "different"] <= table.loc["words", "different"]
