"""The end of a chapter's page, and what can be taken away from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from finished_runs import run_of, value
from press.execute.finished import Record
from press.pages.downloads import results_json
from press.pages.provenance_section import Imprint, closing, downloads_of
from press.runs.notebook import Notebook
from tests_support import PARAMETERS, cell, document

NOTEBOOK = Notebook(
    "one",
    Path("notebooks/one.ipynb"),
    document(
        [
            cell("# A {title}", kind="markdown"),
            cell(PARAMETERS, "parameters"),
            cell("1", "nbval-check-output"),
        ]
    ),
)
RECORD = Record(
    seconds=1.25,
    peak_mib=100.0,
    executed_at="2026-01-02T03:04:05Z",
    commit="abcdef0123",
    values=(value("n", 3.0, interval=[2.0, 4.0], label='The "n", of all', unit="%"), value("w", "word")),
    tables=({"name": "t", "caption": "T", "data": '{"columns":["a"],"index":[0],"data":[[1]]}'},),
    datasets={"flights": "f" * 64, "csv:mine": "0" * 64},
)
IMPRINT = Imprint("Ann Example", "The book", "https://github.com/ann/book", {"flights"})


def end(name: str = "one/x", imprint: Imprint = IMPRINT, **parameters: object) -> str:
    """Return the end of a page."""
    return closing(run_of(name, **parameters), NOTEBOOK, RECORD, imprint)


def test_the_receipt_says_what_the_page_was_made_from():
    """Commit and date are declared to differ; data with a card are linked to it."""
    text = end(seed=7)
    assert "Executed\n: {volatile}`2026-01-02 03:04:05 UTC`, at commit {volatile}`abcdef0123`" in text
    assert "Seed\n: `7`" in text
    assert "[flights](/data/flights.md) `ffffffffffffffff`" in text
    assert r"csv:mine `0000000000000000`" in text
    assert "2 results were recorded" in text
    assert "compare the outputs of 1 cell." in text


def test_a_run_without_seed_or_data_says_so():
    """Nothing is left open."""
    bare = replace(RECORD, datasets={})
    text = closing(run_of("one/x"), NOTEBOOK, bare, IMPRINT)
    assert "Seed\n: none" in text
    assert "Data\n: none" in text


def test_the_citation_can_be_copied_and_marks_what_is_volatile():
    """Year and commit belong to the execution; a title cannot end its field."""
    text = end()
    assert "@misc{one-x," in text
    assert "author    = {Ann Example}," in text
    assert "title     = {A title \N{EN DASH} x}," in text
    assert 'year      = {<span class="volatile">2026</span>},' in text
    assert 'commit <span class="volatile">abcdef0123</span>}' in text
    assert "url       = {https://github.com/ann/book}," in text


def test_a_citation_has_no_empty_fields():
    """Nobody is cited where the owner is not named."""
    text = end(imprint=Imprint())
    assert "author" not in text
    assert "{}" not in text


def test_markup_in_a_name_stays_text():
    """The entry is written as it is into the page."""
    assert "<b>" not in end(imprint=Imprint("<b>Ann</b>", "Book"))


def test_every_page_offers_its_own_results():
    """The notebook is that of all scenarios."""
    assert list(downloads_of(run_of("one/x")).values()) == [
        "_files/one.ipynb",
        "_files/results/one-x.json",
    ]
    assert "{download}`Results of this page, JSON </_files/results/one-x.json>`" in end()


def test_results_come_as_json_with_everything_needed_to_repeat_them():
    """And nothing that differs between two builds."""
    content = json.loads(results_json(run_of("one/x", a=1), RECORD))
    assert content["parameters"] == {"a": 1}
    assert content["datasets"] == RECORD.datasets
    assert content["values"][0]["interval"] == [2.0, 4.0]
    assert content["tables"][0]["data"]["data"] == [[1]]
    assert not {"seconds", "executed_at", "commit", "peak_mib"} & content.keys()
