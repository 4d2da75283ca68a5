"""Recording values and tables from a notebook."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from portfolio import results
from portfolio.errors import DataError
from portfolio.results import run_log


@pytest.fixture
def entries(tmp_path, monkeypatch):
    """Return a function that reads what was recorded."""
    path = tmp_path / "journal.jsonl"
    monkeypatch.setenv(run_log.VARIABLE, str(path))
    return lambda: run_log.read(path)


def test_a_recorded_value_stands_in_the_journal(entries):
    """With everything that a page or a machine needs."""
    given = {"unit": "min", "digits": 1, "interval": (11.9, 12.8), "method": "bootstrap", "tolerance": 0.1}
    results.record("delay", 12.44, **given, label="Delay")
    assert entries() == [
        {
            "kind": "value",
            "name": "delay",
            "value": 12.44,
            "unit": "min",
            "digits": 1,
            "interval": [11.9, 12.8],
            "tolerance": 0.1,
            "label": "Delay",
            "measured": False,
            "type": "number",
            "method": "bootstrap",
            "of": "",
        }
    ]


@pytest.mark.parametrize(
    ("value", "plain", "digits"),
    [
        (3, 3, 0),
        (3.0, 3.0, 2),
        (np.int64(3), 3, 0),
        (np.float32(0.5), 0.5, 2),
        (np.array(7), 7, 0),
        (pd.Series([1.5]).mean(), 1.5, 2),
    ],
)
def test_numbers_of_other_libraries_become_pythons_own(entries, value, plain, digits):
    """A whole number shows no decimals, any other two."""
    recorded = results.record("x", value)
    assert (recorded.value, type(recorded.value), recorded.digits) == (plain, type(plain), digits)
    assert entries()[0]["value"] == plain


def test_bounds_may_come_as_an_array(entries):
    """As quantiles do."""
    assert results.record(
        "x", 2.0, interval=np.quantile([1.0, 2.0, 3.0], [0, 1]), method="range"
    ).interval == (1.0, 3.0)


@pytest.mark.parametrize(
    "value",
    ["JFK", np.str_("JFK"), np.bool_(True), pd.NA, pd.Timestamp(0), np.array([1, 2]), np.float64("nan")],
)
def test_what_is_not_a_number_is_refused(entries, value):
    """Nothing of it is recorded."""
    with pytest.raises(DataError, match="result 'x'"):
        results.record("x", value)
    assert entries() == []


def test_outside_a_build_nothing_is_written(monkeypatch, tmp_path):
    """In JupyterLab a value is only returned."""
    monkeypatch.delenv(run_log.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert results.record("x", 1).text() == "1"
    assert list(tmp_path.iterdir()) == []


NOT_WORDS = [
    "one two three four five six",
    "a" * 41,
    "31 May",
    "x²",
    "",
    "  ",
    None,
    3,
]


@pytest.mark.parametrize("text", NOT_WORDS)
def test_a_sentence_or_a_number_in_words_is_refused_where_it_is_recorded(entries, text):
    """As a name and as the words of a choice, also of one that does not hold; nothing is recorded."""
    with pytest.raises(DataError, match="result 'x'"):
        results.name("x", text)
    with pytest.raises(DataError, match="result 'x'"):
        results.choice("x", "good", {"good": "fine", "bad": text})
    assert entries() == []


def test_a_name_from_the_data_may_hold_digits(entries):
    """A product is called 3M; it is read like any other value."""
    assert results.name("best", "3M", label="Best product", from_data=True).full() == "3M"
    assert results.name("day", "1 January 1997", from_data=True).text() == "1 January 1997"
    assert [entry["type"] for entry in entries()] == ["data name", "data name"]
    with pytest.raises(DataError, match="at most 120 characters"):
        results.name("best", "3M " * 60, from_data=True)


def test_a_choice_shows_the_words_of_what_holds(entries):
    """Its key stands in the code, its words in the prose."""
    among = {"beats": "beats", "level": "is level with", "loses": "loses to"}
    assert results.choice("verdict", "level", among, label="Verdict").full() == "is level with"
    assert results.choice("order", "first", ["first", "second"]).value == "first"
    assert (entries()[0]["value"], entries()[0]["type"]) == ("is level with", "choice")


def test_a_choice_outside_its_set_names_the_nearest(entries):
    """An error where it is recorded."""
    with pytest.raises(DataError, match="one of beats, level; got 'lvl'"):
        results.choice("verdict", "lvl", ["beats", "level"])
    assert entries() == []


def test_a_table_is_recorded_and_returned_unchanged(entries):
    """Missing values are null."""
    frame = pd.DataFrame({"a": [1.0, None]}, index=["x", "y"])
    assert results.table("counts", frame, caption="Counts.") is frame
    (entry,) = entries()
    assert (entry["kind"], entry["name"], entry["caption"]) == ("table", "counts", "Counts.")
    assert json.loads(entry["data"]) == {"columns": ["a"], "index": ["x", "y"], "data": [[1.0], [None]]}


def test_a_table_of_200_rows_passes_and_of_201_does_not(entries):
    """A page is read, not analysed."""
    results.table("short", pd.DataFrame({"a": range(200)}), caption="Short.")
    with pytest.raises(DataError, match="at most 200 rows; got 201"):
        results.table("long", pd.DataFrame({"a": range(201)}), caption="Long.")


def test_a_table_needs_an_identifier_for_a_name(entries):
    """As a value does."""
    with pytest.raises(DataError, match="table 'a b'"):
        results.table("a b", pd.DataFrame(), caption="")


def test_the_press_reads_values_without_pandas():
    """A build with nothing to do would wait for it."""
    heavy = ("pandas", "numpy", "sphinx", "papermill", "nbformat")
    code = f"import sys, press.build; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
