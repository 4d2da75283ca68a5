"""Pages of the catalogue."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portfolio.datasets import card, cards
from portfolio.datasets.card_parsing import parse_card
from press.markdown import escape, paragraph
from press.pages.dataset_pages import card_markdown, catalogue_markdown, label
from press.pages.dataset_use import DatasetUse

SMALL = {
    "name": "towns",
    "family": "embedded",
    "kind": "frame",
    "title": "Towns | villages",
    "publisher": "Nobody {eval}`x`",
    "licence": "not stated",
    "url": "https://example.org/towns",
    "collected": "By hand <script>alert(1)</script>.",
    "about": "1. is no list, *nor* this.",
    "loader": {"reader": "csv", "package": "towns"},
    "sources": [{"file": "towns.csv", "sha256": "ab" * 32}],
    "content_sha256": "cd" * 32,
    "rows": 200,
    "keys": [["a_b"]],
    "columns": [
        {"name": "a_b", "type": "text", "allowed": ["x|y", "z"], "meaning": "A | B"},
        {"name": "t", "type": "float", "min": -3, "max": 4.5, "missing": 50, "unit": "$", "meaning": "T"},
        {"name": "year", "type": "integer", "min": 2013, "max": 2013, "meaning": "Year"},
    ],
    "defects": [{"text": "Few.", "count": 1, "where": "t > 4"}, {"text": "- Only words."}],
}


def small(**changes):
    return parse_card({**SMALL, **changes}, "towns")


def rendered(text):
    """Return the plain text that CommonMark shows, with tables, and the kinds of tokens met."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    return "".join(child.content for child in inline if child.type == "text"), kinds


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_escaped_text_is_shown_as_it_stands(text):
    """No markup, however the text looks, and nothing lost."""
    shown, kinds = rendered(paragraph(text))
    assert shown == " ".join(text.split())
    assert kinds <= {"paragraph_open", "inline", "paragraph_close", "text", "text_special"}


@pytest.mark.parametrize(
    "text", ["{role}`x`", "$x$", "% comment", "(label)=", "+++", ":::{note}", "a|b", "[x](y)"]
)
def test_myst_markup_is_escaped(text):
    """What MyST adds to Markdown starts with a character that is escaped."""
    escaped = paragraph(text)
    assert escaped != text
    assert "\\" in escaped


def test_numbers_of_a_page_come_from_the_card():
    """Rows, shares and counts."""
    page = card_markdown(small())
    assert "- **Size**: 200 rows, 3 columns" in page
    assert "50 missing (25.0\N{NO-BREAK SPACE}%)" in page
    assert "**1 row** (0.5\N{NO-BREAK SPACE}%): Few." in page
    assert "number, \N{MINUS SIGN}3 to 4.5, in \\$, " in page
    assert "always 2013" in page


def test_cells_hold_no_bare_bar():
    """Every row of the schema has three cells."""
    rows = [line for line in card_markdown(small()).splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {4}


def test_data_cannot_inject_markup():
    """Tags and roles of a card are shown, not obeyed."""
    page = card_markdown(small())
    assert "<script>" not in page
    assert "{eval}`" not in page


def test_digests_wrap_and_copy_as_one_word():
    """64 characters do not fit on a phone."""
    page = card_markdown(small())
    assert "cdcdcdcd<wbr>cdcdcdcd" in page
    assert "cd" * 32 in page.replace("<wbr>", "")


def test_a_page_has_one_title_and_a_label():
    """The label is what other pages link to."""
    page = card_markdown(small())
    assert page.startswith("(dataset-towns)=\n\n# Towns \\| villages\n")
    assert sum(line.startswith("# ") for line in page.splitlines()) == 1


def test_brought_data_say_what_runs_instead():
    """And how to name a file of one's own."""
    assert "Without its files, chapters use <code>nace\\_<wbr>rev2</code>" in card_markdown(card("flipkart"))
    assert 'datasets.load("csv:PATH")' in card_markdown(card("csv"))


def test_every_table_of_a_dataset_is_shown():
    """Olist has eight."""
    assert card_markdown(card("olist")).count("\n### ") == 8


@pytest.mark.parametrize("one", cards(), ids=lambda one: one.name)
def test_every_card_makes_a_page(one):
    """With a line for every column, and no word so long that a phone must scroll."""
    page = card_markdown(one)
    for table in one.tables:
        for column in table.columns:
            assert f"| <code>{escape(column.name)}</code> |" in page.replace("<wbr>", "")
    cells = [line for line in page.splitlines() if line.startswith("| <code>")]
    words = re.split(
        r"<wbr>|\s", "\n".join(cells).replace("</code>", "").replace("<code>", "").replace("\\", "")
    )
    assert max(map(len, words), default=0) <= 20


def test_the_catalogue_lists_every_dataset_in_its_group():
    """Embedded data first, each with a link to its label."""
    text = catalogue_markdown(cards())
    embedded, brought = text.split("## Data you bring")
    for one in cards():
        part = embedded if one.family == "embedded" else brought
        assert f"](#{label(one)})" in part


def test_the_use_of_a_dataset_stands_on_its_page_and_in_the_catalogue():
    """What is known of it, and nothing in its place where nothing is."""
    use = DatasetUse(("[A](/notebooks/a.ipynb)",), ("[B](/notebooks/b.ipynb) (`dataset=towns`)",))
    page, listed = card_markdown(small(), use), catalogue_markdown([small()], {"towns": use})
    assert "- **Used by**: [A](/notebooks/a.ipynb)\n- **On request in**: [B](/notebooks/b.ipynb)" in page
    assert "; used by [A](/notebooks/a.ipynb); on request in [B](/notebooks/b.ipynb) (`dataset" in listed
    assert "Used by" not in card_markdown(small())
    assert "used by" not in catalogue_markdown([small()])


def test_an_empty_group_has_no_heading():
    """Nothing to bring, no section about it."""
    assert "Data you bring" not in catalogue_markdown([small()])


def test_a_page_says_how_data_in_a_wheel_are_fetched():
    """And in which wheel they are; a card without one says nothing of it."""
    page = card_markdown(small(loader={"reader": "csv", "wheel": "tiny-towns==1.0"}))
    assert "**Data wheel**: <code>tiny-<wbr>towns==1.0</code>" in page
    assert "`portfolio data fetch towns`" in page
    assert "heel" not in card_markdown(small())
