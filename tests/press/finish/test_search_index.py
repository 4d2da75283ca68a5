"""The search index holds the words of today's pages."""

from __future__ import annotations

import json

import pytest

from press.finish.search_index import NAME, without_lost_words


def tidy(content):
    """Return an index as it is published."""
    return without_lost_words({NAME: content})[NAME]


def index(**words):
    """Return an index as Sphinx writes it."""
    content = {"docnames": ["a", "b"], "terms": words, "titleterms": {"gone": [], "here": 0}}
    return ("Search.setIndex(" + json.dumps(content, sort_keys=True) + ")").encode()


def test_words_that_no_page_holds_are_left_out():
    """One page is written as its number, the first as 0; several as a list."""
    found = tidy(index(lost=[], first=0, one=1, both=[0, 1]))
    assert json.loads(found[len("Search.setIndex(") : -1]) == {
        "docnames": ["a", "b"],
        "terms": {"both": [0, 1], "first": 0, "one": 1},
        "titleterms": {"here": 0},
    }


def test_an_index_without_lost_words_keeps_its_bytes():
    """The form is Sphinx's own."""
    published = tidy(index(one=1, umlaut_ü=0))
    assert tidy(published) == published


@pytest.mark.parametrize("content", [b"", b"Search.setIndex({broken)", b"var x = 1", b"\xff\xfe"])
def test_what_is_no_index_is_left_alone(content):
    """Another version may write another form."""
    assert tidy(content) == content


def test_other_files_pass_as_they_are():
    """Whatever they look like."""
    site = {"index.html": index(lost=[]), "a/searchindex.js": index(lost=[])}
    assert without_lost_words(site) == site
