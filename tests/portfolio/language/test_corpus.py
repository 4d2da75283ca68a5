"""Raw rows become articles by declared rules."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.datasets import load
from portfolio.datasets.own_table import read_own_table
from portfolio.errors import DataError, UsageError
from portfolio.language.bad_input import GOOD, answer, bad_inputs, escaped
from portfolio.language.corpus import (
    LONGEST,
    NO_TITLE,
    check_articles,
    draw_rows,
    flipkart_rows,
    nace_rows,
    own_rows,
    read_rows,
)


def checked(table: pd.DataFrame):
    return check_articles(own_rows(table, "text", "category"))


def test_good_rows_are_left_alone():
    """Nothing is treated where nothing is wrong."""
    articles = checked(GOOD)
    assert len(articles.frame) == len(GOOD)
    assert articles.defects["articles"].drop(NO_TITLE).sum() == 0


def test_the_largest_sections_of_nace_are_kept():
    """464 classes in the seven largest sections."""
    articles = check_articles(nace_rows(load("nace_rev2")))
    assert len(articles.frame) == 464
    assert articles.categories[0] == "Manufacturing"


def test_labels_number_the_categories_by_size(articles):
    """Ties go by name."""
    assert articles.categories == ["baby", "kitchen", "watch"]
    assert set(articles.labels[:12]) == {1}


def test_flipkart_categories_are_the_first_level_of_the_path():
    """The path is text that looks like JSON."""
    path = '["Watches >> Wrist Watches >> Fossil"]'
    frame = pd.DataFrame({"product_category_tree": [path], "product_name": ["a"], "description": ["b"]})
    (row,) = flipkart_rows(frame).to_dict("records")
    assert row["category"] == "Watches"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("empty texts", r"23 articles: no text \(1\): dropped"),
        ("one category", "refused: nothing can be filed; expected at least 2 categories"),
        ("a category with one article", r"category with fewer than 5 articles \(1\): dropped"),
        ("a category missing", r"no category \(1\): dropped"),
        ("a text of 100,000 characters", r"longer than 20,000 characters \(1\): cut"),
        ("UTF-8 read as Windows-1252", r"wrong encoding \(1\): decoded again.*café"),
        ("characters lost earlier", r"characters lost in an earlier reading \(1\): kept"),
        ("markup and script", r"markup in the text \(1\).*the first is 'steel lid'"),
        ("emoji", "nothing to treat.*steel lid \N{FROG FACE}"),
        ("from right to left", "nothing to treat.*غطاء"),
        ("three documents", "refused: nothing can be filed.*Dropped before"),
        ("a column misnamed", "the text column 'text' is not in the table. Did you mean 'txet'"),
    ],
)
def test_each_fault_gets_a_clear_answer(fault, said):
    """A refusal that says why, or a declared treatment with its count."""
    import re

    assert re.search(said, answer(bad_inputs()[fault]), re.DOTALL), answer(bad_inputs()[fault])


def test_a_corpus_of_few_documents_in_large_enough_categories_is_refused():
    """Two categories of five are no corpus."""
    with pytest.raises(DataError, match=r"too small to compare.*at least 20.*got 10"):
        checked(pd.concat([GOOD.iloc[:5], GOOD.iloc[12:17]]))


def test_a_long_text_is_cut_not_refused():
    """The article stays, with the declared length."""
    articles = checked(bad_inputs()["a text of 100,000 characters"])
    assert articles.frame["body"].str.len().max() <= LONGEST


def test_copies_are_kept_once():
    """The same text in the same category says nothing new."""
    articles = checked(pd.concat([GOOD, GOOD.iloc[:2]]))
    assert len(articles.frame) == len(GOOD)
    assert articles.defects.loc["the same text and category again", "articles"] == 2


def test_the_raw_rows_are_not_changed(rows):
    """Cleaning returns new rows."""
    before = rows.copy()
    check_articles(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_an_unknown_column_names_the_nearest():
    """A typing error in a parameter is a question of one letter."""
    with pytest.raises(UsageError, match="Did you mean 'category'"):
        read_rows("csv:x.csv", GOOD, ("text", "categry", ""))


def test_markup_is_shown_escaped():
    """No tag of a stranger acts on the page."""
    assert escaped("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert len(escaped("word " * 100, 50)) <= 50


def test_the_first_words_stand_for_a_title_that_is_not_there():
    """The default of a reader's file; nothing of the text is lost or doubled."""
    rest = "a large house with twelve hungry guests every evening, winter or summer, rain or shine"
    texts = [f"steel pan number {n} for the kitchen of {rest}" for n in range(24)]
    articles = checked(pd.DataFrame({"text": texts, "category": GOOD["category"]}))
    assert articles.frame["title"].iloc[0] == "steel pan number 0 for the kitchen of"
    assert articles.frame["body"].iloc[0] == rest
    assert articles.defects.loc[NO_TITLE].tolist() == [24, "the first words stand for it"]


def test_texts_without_words_are_refused_at_once():
    """Digits, or pictures only; a few such texts are counted and kept."""
    for text in ("0 1", "\N{COOKING}\N{FROG FACE}"):
        wordless = pd.DataFrame({"text": [f"{text}{n}" for n in range(24)], "category": GOOD["category"]})
        with pytest.raises(DataError, match=r"most texts hold no words.*none in 24 of 24 texts"):
            checked(wordless)
    some = GOOD.assign(text=["12 34", *GOOD["text"][1:]])
    assert checked(some).defects.loc["no words in the text", "articles"] == 1


def test_texts_that_share_no_words_are_refused_at_once():
    """No vectoriser ends in a traceback."""
    words = [f"{chr(97 + n)}{chr(97 + n)}{chr(98 + n)}x" for n in range(24)]
    with pytest.raises(DataError, match=r"share too few words.*at least 5.*got 0"):
        checked(pd.DataFrame({"text": words, "category": GOOD["category"]}))


def test_chinese_texts_are_articles():
    """Without blanks between words, and without titles."""
    texts = [f"不锈钢锅盖，{'适合大厨房使用' * 3}{n}" for n in range(24)]
    articles = checked(pd.DataFrame({"text": texts, "category": GOOD["category"]}))
    assert len(articles.frame) == 24
    assert articles.frame["title"].iloc[0] == "不锈钢锅盖"


def test_what_was_treated_at_reading_is_counted():
    """Of the columns that are used."""
    rows = "".join(f"{text} ;{category};1,5\n" for text, category in GOOD.itertuples(index=False))
    raw = own_rows(read_own_table(f"text;category;n\n{rows}".encode(), "x.csv"), "text", "category")
    named = [name for name in check_articles(raw).defects.index if ":" in name]
    assert named == ["text: blanks around a text, or accents as signs of their own, mended"]


def test_a_sample_holds_the_same_share_of_every_category():
    """In the order of the file, the same for one seed; a small corpus stays whole."""
    rows = pd.DataFrame({"category": ["a"] * 60 + ["b"] * 30 + [None] * 10, "n": range(100)})
    drawn = draw_rows(rows, 50, 0)
    assert drawn["category"].value_counts(dropna=False).tolist() == [30, 15, 5]
    assert drawn["n"].is_monotonic_increasing
    assert drawn.equals(draw_rows(rows, 50, 0))
    assert not drawn.equals(draw_rows(rows, 50, 1))
    assert draw_rows(rows, 100, 0) is rows


def test_one_column_has_one_role() -> None:
    """A category that is the text would be learnt without fault."""
    with pytest.raises(UsageError, match=r"text and category are the same column.*got text"):
        own_rows(GOOD, "text", "text")


def test_numbers_of_categories_have_no_decimals() -> None:
    """A missing one among them makes them floats, and category 1.0 is category 1."""
    numbers = pd.Series([1.0, 2.0, None] * 8)
    raw = own_rows(GOOD.assign(category=numbers), "text", "category")
    assert raw["category"].dropna().unique().tolist() == ["1", "2"]


def test_categories_that_differ_in_case_are_told() -> None:
    """They are kept apart: who files them knows whether they are one."""
    raw = GOOD.assign(category=["Kitchen"] * 6 + list(GOOD["category"][6:]))
    defects = checked(raw).defects
    assert defects.loc["category that another differs from in case or width only", "articles"] == 12


def test_texts_without_words_are_told_as_such_whatever_else_is_wrong() -> None:
    """A few emoji are many copies, and the copies are not what is wrong."""
    raw = GOOD.assign(text=["\N{FROG FACE}", "\N{COOKING}"] * 12)
    with pytest.raises(DataError, match=r"most texts hold no words.*got none in 4 of 4 texts"):
        checked(raw)


def test_copies_are_told_where_too_little_is_left() -> None:
    """The reader sees where the texts went."""
    with pytest.raises(DataError, match=r"nothing can be filed.*the same text and category again: 22"):
        checked(GOOD.assign(text="a lid made of steel"))
