"""Code whose names and signs have no elements of their own reads the same, and weighs less."""

from __future__ import annotations

import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from press.finish.plain_code import plain_code

CODE = 'total = sum(row["a < b"] for row in rows)  # & more\n'
PAGE = highlight(CODE, PythonLexer(), HtmlFormatter()).encode()


def test_the_text_of_code_stays():
    """To the letter, what is escaped too."""
    assert re.sub(rb"<[^>]*>", b"", plain_code(PAGE)) == re.sub(rb"<[^>]*>", b"", PAGE)


def test_what_is_coloured_keeps_its_mark():
    """Keywords, operators, texts, comments and built-in names."""
    kept = set(re.findall(rb'class="(\w+)">', plain_code(PAGE)))
    assert {b"o", b"nb", b"k", b"c1"} <= kept
    assert not {b"n", b"p", b"w"} & kept
    assert {b"n", b"p"} <= set(re.findall(rb'class="(\w+)">', PAGE))
