"""Text that MyST shows as it stands."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from press.markdown import as_code, cell, escape, escape_outside_code, paragraph

TEXTS = [
    "a|b {role}`x`",
    "1. is a number",
    "- not a list",
    "[not](a link) <b>nor</b> a tag",
    "**not bold** _nor this_ #nor ~this~",
    "a\\b $x$ & co, @name: 50 %",
    "= + !",
]


@pytest.mark.parametrize("text", TEXTS)
def test_an_escaped_paragraph_shows_the_text_as_it_stands(text):
    """Whatever signs it holds."""
    tokens = MarkdownIt("commonmark").parse(paragraph(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == text


def test_what_stands_between_backticks_stays_code():
    """And all around it is escaped."""
    assert escape_outside_code("*a* `*b*` c") == "\\*a\\* `*b*` c"


@pytest.mark.parametrize("text", ["x", "`x`", "a``b", "`"])
def test_code_shows_the_text_as_it_stands(text):
    """With more backticks around it than it holds in a row."""
    (child,) = MarkdownIt("commonmark").parse(as_code(text))[1].children or []
    assert (child.type, child.content) == ("code_inline", text)


def test_a_cell_holds_no_bar_and_no_line_break():
    """Either would end it."""
    assert cell("a|b\nc") == "a\\|b c"
    assert escape("a|b\nc") == "a\\|b c"
