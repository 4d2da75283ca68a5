"""The comparison in the book says what the suite says today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from faults.every import CASES, LEFT

PATH = Path(__file__).parents[2] / "book/faults.yml"
RECORD = yaml.safe_load(PATH.read_text(encoding="utf-8"))
ROWS = {row["id"]: row for row in RECORD["cases"]}


def test_every_case_is_recorded_and_no_other() -> None:
    """A new fault is compared, one that was dropped is dropped from the page."""
    again = "Run: python tests/bench/faults.py."
    assert list(ROWS) == [case.id for case in CASES], again
    assert [row["id"] for row in RECORD["left"]] == [left.id for left in LEFT], again


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_was_recorded_of_ours_is_what_the_suite_expects(case) -> None:
    """The same words for the fault, the same exit code, and what a person is told."""
    row = ROWS[case.id]
    assert (row["fault"], row["ours"]["code"], row["short"]) == (case.fault, case.code, case.short)
    assert row["verdict"] == ("short" if case.short else "met")
    whole = not row["ours"]["told"].endswith("...")
    assert re.search(case.says, row["ours"]["told"]) or not whole or "(?" in case.says
