"""A book of some chapters."""

from __future__ import annotations

import pytest

from press.pages.standing_alone import page_without_links, quoted_values, without_links
from press.settings.toc import chapters_of, narrowed
from tests_support import cell, document

PAGES = {"one", "one-oslo", "one-compare"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("See [the *other*](two.ipynb).", "See the *other*."),
        ("[a [b] {result}`two.n`](/notebooks/two.ipynb#x), [c](../notebooks/two-rome.ipynb)", None),
        ("[all](two-compare.md)", "all"),
        ("[own](one-oslo.ipynb), [own](/notebooks/one.ipynb#x), [all](one-compare.md)", "same"),
        ("[prose](/glossary.md), ![picture](two.ipynb), [out](https://example.org/two.ipynb)", "same"),
    ],
)
def test_links_to_chapters_that_are_not_there_become_text(text, left):
    """Links to pages that are there stay."""
    wanted = {"same": text, None: "a [b] {result}`two.n`, c"}.get(left, left)
    assert without_links(text, PAGES) == wanted


def test_a_page_of_prose_links_to_others_of_its_kind():
    """They stand in every book."""
    text = "[skills](skills.md), [two](notebooks/two.ipynb)"
    assert without_links(text, PAGES, prose=True) == "[skills](skills.md), two"


def test_only_markdown_of_a_page_is_changed():
    """Code that holds the same signs is code."""
    page = document([cell("[two](two.ipynb)", kind="markdown"), cell("f[two](two.ipynb)")])
    assert [one["source"] for one in page_without_links(page, PAGES)["cells"]] == ["two", "f[two](two.ipynb)"]


def test_runs_that_are_not_executed_are_quoted_from_the_lock(book):
    """Those that are have values of their own."""
    locked = {"one/default": {"n": {"value": 1}}, "two/default": {"n": {"value": 2.5, "unit": "min"}}}
    book.lock(locked)
    quoted = quoted_values(book.project, {"one/default"})
    assert {run: values["n"].text() for run, values in quoted.items()} == {
        "two/default": "2.50\N{NO-BREAK SPACE}min"
    }


def test_contents_are_narrowed_to_the_chapters_wanted():
    """Prose stays, and a part without chapters goes."""
    toc = {
        "format": "jb-book",
        "root": "book/index",
        "parts": [
            {"caption": "First", "chapters": [{"file": "notebooks/one"}, {"file": "notebooks/two"}]},
            {"caption": "Second", "chapters": [{"file": "notebooks/three"}]},
            {"caption": "Prose", "chapters": [{"file": "book/about"}]},
        ],
    }
    kept = narrowed(toc, ["one"])
    assert chapters_of(toc) == ("one", "two", "three")
    assert [part["chapters"] for part in kept["parts"]] == [
        [{"file": "notebooks/one"}],
        [{"file": "book/about"}],
    ]
    assert narrowed(toc, []) == toc
