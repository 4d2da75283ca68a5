"""`portfolio results spread` on a tiny book whose values depend on the profile."""

from __future__ import annotations

import json

import pytest

from press.releases.results_lock import read_lock
from press.runs.processor import PROFILES

MOVES = """import os
from portfolio import results
old = os.environ.get("ATEN_CPU_CAPABILITY") == "default"
results.record("answer", 42.5 + 0.61 * old, tolerance=0.5)
results.record("steady", 1.0)
results.choice("verdict", "loses" if old else "beats", ["beats", "loses"])"""


@pytest.fixture
def moving(portfolio, book):
    """Return the command in a book of two runs that another processor moves."""
    book.notebook("one", MOVES)
    return portfolio


def told(book):
    """Return what spread.json says of the values of the default run."""
    return json.loads((book.root / "notebooks/spread.json").read_text())["one/default"]["values"]


def test_each_value_that_moves_is_measured_and_told(moving, book):
    """Numbers by size, words as they were."""
    answer = moving("results", "spread")
    assert answer.code == 0
    assert told(book) == {
        "answer": {"values": {"native": 42.5, "old": 43.11}, "move": pytest.approx(0.61)},
        "verdict": {"values": {"native": "beats", "old": "loses"}},
    }
    assert "0.014       0.61  one/default.answer: native 42.5, old 43.11" in answer.out
    assert "changed: one/oslo.verdict: native 'beats', old 'loses'" in answer.out
    assert answer.verdict == "portfolio: 2 runs measured, 4 values moved; notebooks/spread.json is written"


def test_a_second_call_executes_nothing(moving):
    """All is in the cache, and the table is the same."""
    first = moving("results", "spread")
    second = moving("results", "spread")
    assert first.err.count(": executed") == 10
    assert ": executed" not in second.err
    assert second.out == first.out


def test_an_interrupted_call_goes_on_where_it_was(moving, book):
    """Profile by profile; what had ended is not repeated."""
    assert moving("results", "spread", "--profile", "old").err.count(": executed") == 4
    assert json.loads((book.root / "notebooks/spread.json").read_text())["one/oslo"]["profiles"] == [
        "native",
        "old",
    ]
    rest = moving("results", "spread", "one/oslo")
    assert rest.err.count(": executed") == 3
    assert "profile old: 0 to execute, 1 in the cache" in rest.err
    assert "spread.json: not measured under avx2, mkl-sse, native-two-threads: one/default" in rest.err


def test_the_caller_s_own_profile_does_not_reach_the_reference(moving, book, monkeypatch):
    """Native is this machine as it is."""
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "default")
    moving("results", "spread", "one", "--profile", "old")
    assert told(book)["answer"]["values"] == {"native": 42.5, "old": 43.11}


def test_whoever_exports_a_profile_builds_under_it(moving, book, monkeypatch):
    """With runs that the measurement has executed; its values are within the tolerances."""
    moving("results", "spread")
    moving("build")
    moving("results", "lock")
    for name, value in PROFILES["old"].items():
        monkeypatch.setenv(name, value)
    built = moving("build", "--explain")
    assert "one/default: reused" in built.out
    assert "differs from the published value" not in built.err
    results = json.loads((book.project.build / "results.json").read_text())
    assert [row["value"] for row in results if row["name"] == "verdict"] == ["loses", "loses"]


def test_the_lock_takes_tolerances_from_what_was_measured(moving, book):
    """Twice the move; the words that were seen."""
    moving("results", "spread")
    moving("build")
    moving("results", "lock")
    locked = read_lock(book.project.notebooks)["one/default"]
    assert locked["answer"]["tolerance"] == 1.3
    assert "tolerance" not in locked["steady"]
    assert locked["verdict"]["seen"] == ["beats", "loses"]


def test_a_stale_spread_is_reported_and_serves_until_it_is_measured_again(moving, book):
    """A value that is gone takes its tolerance along, the others keep theirs."""
    moving("results", "spread")
    book.notebook("one", MOVES.replace('"steady"', '"calm"'))
    moving("build")
    locking = moving("results", "lock")
    why = "measured before its code, data or packages changed"
    assert f"spread.json: {why}: one/default, one/oslo" in locking.err
    locked = read_lock(book.project.notebooks)["one/default"]
    assert {name: kept.get("tolerance") for name, kept in locked.items() if name != "verdict"} == {
        "answer": 1.3,
        "calm": None,
    }
    again = moving("results", "spread", "one")
    assert f"spread.json: {why}: one/oslo" in again.err


def test_a_failure_under_one_profile_stops_no_other_run(moving, book):
    """The code is that of the failure, and its profile is named."""
    book.notebook("one", MOVES, "assert not old")
    answer = moving("results", "spread", "one")
    assert answer.code == 4
    assert "under profile old: FAILED one/default" in answer.err
    run = json.loads((book.root / "notebooks/spread.json").read_text())["one/default"]
    assert run["profiles"] == ["native", "avx2", "mkl-sse", "native-two-threads"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--profile", "avx"), "no profile 'avx'. Did you mean 'avx2'?"),
        (("one/osl",), "no run 'one/osl'. Did you mean 'one/oslo'?"),
    ],
)
def test_a_wrong_name_is_refused_with_the_nearest(words, message, moving, book):
    """Nothing is executed."""
    answer = moving("results", "spread", *words)
    assert (answer.code, message in answer.verdict) == (2, True)
    assert "executing" not in answer.err
    assert not (book.root / "notebooks/spread.json").exists()


def test_the_answer_for_machines_is_one_document(moving):
    """Runs, failures and what is stale."""
    answer = json.loads(moving("results", "spread", "one", "--profile", "old", "--json").out)
    assert answer["runs"]["one/default"]["profiles"] == ["native", "old"]
    assert answer["failed"] == []
    assert [one["run"] for one in answer["stale"]] == ["one/default", "one/oslo"]
