"""The published values in committed prose."""

from __future__ import annotations

import pytest

from finished_runs import finished_run, value
from portfolio.errors import PublishError
from press.build.quoting import filled_cell, misquoted, published_values, refresh_pages
from press.cli import main
from press.execute.pinned_results import keep
from press.runs.notebook import read_notebooks
from tests_support import RECORDS

PAGE = "# Home\n\nIt took [40.0 min](result:one.answer), see [](result:one/long.share).\n"
ANSWER = {"value": 42.5, "unit": "min", "digits": 1}


@pytest.fixture
def quoting(one):
    """Return a book whose notebook and page quote another answer than the published one."""
    one.notebook("one", RECORDS, prose="It took [40.0 min](result:answer).")
    one.write("book/index.md", PAGE)
    one.lock({"one/default": {"answer": ANSWER, "took": {"measured": True}}})
    keep(one.project, finished_run("one/long", value("share", 0.5), published=False))
    return one


def test_published_values_are_those_of_the_lock_and_of_kept_results(quoting):
    """Not times of a machine, which are not locked."""
    known = published_values(quoting.project).items()
    assert {run: list(values) for run, values in known} == {
        "one/default": ["answer"],
        "one/long": ["share"],
    }


def test_texts_that_are_not_published_are_told_with_their_place(quoting):
    """In notebooks and on pages, with what they say and should say."""
    notebooks = read_notebooks(quoting.project.notebooks)
    found = misquoted(quoting.project, notebooks, published_values(quoting.project))
    assert [said.partition(": ")[0] for said in found] == [
        "notebooks/one.ipynb, cell 4",
        *["book/index.md"] * 2,
    ]
    assert "answer reads '40.0 min', published is '42.5\\xa0min'" in found[0]


def test_a_refresh_of_the_pages_writes_the_published_values_once(quoting):
    """A check changes nothing."""
    values = published_values(quoting.project)
    page = quoting.project.book / "index.md"
    before = page.read_bytes()
    assert refresh_pages(quoting.project, values, check=True) == ["book/index.md"]
    assert page.read_bytes() == before
    assert refresh_pages(quoting.project, values, check=False) == ["book/index.md"]
    assert (
        "[42.5\N{NO-BREAK SPACE}min](result:one.answer), see [0.5](result:one/long.share)" in page.read_text()
    )
    assert refresh_pages(quoting.project, values, check=False) == []


def test_the_card_of_a_notebook_is_prose(quoting):
    """As a page of the book is."""
    card = quoting.write("notebooks/one.yml", "card:\n  answer: It took [40.0 min](result:one.answer).\n")
    values = published_values(quoting.project)
    notebooks = read_notebooks(quoting.project.notebooks)
    assert misquoted(quoting.project, notebooks, values)[-1].startswith("notebooks/one.yml: one.answer reads")
    assert "notebooks/one.yml" in refresh_pages(quoting.project, values, check=False)
    assert "[42.5\N{NO-BREAK SPACE}min](result:one.answer)" in card.read_text()


def test_captions_and_alternative_texts_are_prose(quoting):
    """Code is not."""
    style = {"figure": {"caption": "[](result:answer)"}, "image": {"alt": "[](result:answer)", "width": 3}}
    cell = {"cell_type": "code", "source": "'[](result:answer)'", "metadata": {"mystnb": style}}
    filled = filled_cell(cell, "one/default", published_values(quoting.project))
    text = "[42.5\N{NO-BREAK SPACE}min](result:answer)"
    assert filled["metadata"]["mystnb"] == {"figure": {"caption": text}, "image": {"alt": text, "width": 3}}
    assert filled["source"] == cell["source"]


def test_a_frozen_build_refuses_what_is_misquoted_until_it_is_refreshed(build, quoting, monkeypatch):
    """A plain one counts it and publishes, with the values of each page's own run."""
    quoting.lock({"one/default": {"answer": ANSWER}})
    (quoting.project.notebooks / "kept/one.long.json").unlink()
    quoting.write("book/index.md", "# Home\n\nIt took [40.0 min](result:one.answer).\n")
    assert len(build().drift.misquoted) == 2
    with pytest.raises(PublishError, match="quoted-number"):
        build(frozen=True)
    monkeypatch.chdir(quoting.root)
    assert main(["notebooks", "refresh"]) == 0
    assert build(frozen=True).drift.misquoted == ()
