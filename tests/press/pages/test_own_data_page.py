"""The page that tells how the notebooks fared on whole data sets as readers bring them."""

from __future__ import annotations

import re

import pytest
import yaml

from brought_data import OWN_DATA, RECORD, recorded
from portfolio.errors import UsageError
from press.pages.own_data_page import Brought, Found, Treated, Waiting, own_data_markdown, own_data_page

ROW = {
    "name": "trees",
    "title": "Trees | of Paris",
    "publisher": "Ville de Paris",
    "command": "portfolio run data_quality -p dataset=trees",
    "rows": 9999,
    "columns": 17,
    "treated": (Treated("height", "no value: 'NA'", 1204),),
    "more_treated": 3,
    "seconds": 31,
    "code": 0,
    "told": "",
    "found": (Found("Columns that raise a question", "11"),),
    "digest": "abc",
    "recorded": "2026-01-02",
}
REFUSED = {**ROW, "rows": 0, "columns": 0, "code": 3, "told": "engines.txt: 1 column found", "found": ()}


def test_a_run_has_a_line_in_the_table():
    """With its size and time; a bar in a title parts no cells."""
    text = own_data_markdown([Brought(**ROW)])
    assert "| Trees \\| of Paris | 9,999 × 17 | `data_quality` | 31 | whole |" in text


def test_what_was_treated_and_found_is_told():
    """With counts, the first few in full."""
    text = own_data_markdown([Brought(**ROW)])
    assert ": Treated while it was read: height: no value: 'NA' (1,204); 3 more." in text
    assert ": Found: Columns that raise a question: 11." in text
    assert ": `portfolio run data\\_quality" not in text
    assert ": `portfolio run data_quality -p dataset=trees`" in text


def test_a_refusal_is_told_with_its_reason():
    """And nothing is said of columns that were never read."""
    text = own_data_markdown([Brought(**REFUSED)])
    assert "| not read | `data_quality` | 31 | refused, exit code 3 |" in text
    assert ": Refused: engines.txt: 1 column found" in text
    assert "Treated" not in text


def test_what_was_not_run_is_told():
    """With the command that would."""
    text = own_data_markdown([], [Waiting("Orders", "portfolio run shop -p dataset=orders")])
    assert "## Not run yet\n\nOrders\n: `portfolio run shop -p dataset=orders`" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [(None, "is missing. Make it with: python tests/bench/own_data.py"), ("data: 1", "expected a list")],
)
def test_a_broken_record_is_refused(text, told, tmp_path):
    """The message says where, or how to make it again."""
    path = tmp_path / "own_data.yml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"(?s)own_data.yml.*{told}"):
        own_data_page(path)


def test_the_record_holds_each_data_set_as_it_is_run_today():
    """Its command is the one of the list, and it ended whole, was refused as data, or waits to be run."""
    rows = recorded()
    waiting = yaml.safe_load(RECORD.read_text(encoding="utf-8"))["waiting"]
    known = {row["command"] for row in rows.values()} | {one["command"] for one in waiting}
    assert known == {data.command for data in OWN_DATA}
    assert {row["code"] for row in rows.values()} <= {0, 3}


def test_the_record_is_read_as_written():
    """By the page, with the dates of the runs."""
    text = own_data_page(RECORD)
    for row in yaml.safe_load(RECORD.read_text(encoding="utf-8"))["data"]:
        assert re.search(rf"Run on {row['recorded']}; digest of the data `{row['digest']}`", text)
