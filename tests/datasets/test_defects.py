"""Counting defects in small frames."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.datasets.card import Defect, Gaps, Reference
from portfolio.datasets.defects import count_defect

FRAME = pd.DataFrame({"code": ["a", "b", None, "b"], "size": [1, 2, 3, 2]})
OTHER = pd.DataFrame({"id": ["b", "c"], "size": [2, 1]})


@pytest.mark.parametrize(
    ("defect", "count"),
    [
        (Defect("", where="size > 1"), 3),
        (Defect("", where="code.isna()"), 1),
        (Defect("", duplicates=("code", "size")), 1),
        (Defect("", orphans=Reference(("code",), "other", ("id",))), 1),
        (Defect("", orphans=Reference(("code", "size"), "other", ("id", "size"))), 1),
        (Defect("only words"), None),
    ],
    ids=["where", "missing", "duplicates", "orphans", "orphans by two columns", "words"],
)
def test_each_way_of_counting(defect, count):
    """Rows without a key are no orphans; the first of equal rows is no duplicate."""
    assert count_defect(FRAME, defect, lambda _: OTHER) == count


@pytest.mark.parametrize(("by", "count"), [("", 1), ("place", 3)])
def test_gaps_are_counted_between_first_and_last_time(by, count):
    """Four hours, of which one is absent everywhere, and two more at one of two places."""
    times = pd.to_datetime(
        ["2020-01-01 00:00", "2020-01-01 01:00", "2020-01-01 03:00", "2020-01-01 00:00", "2020-01-01 00:00"]
    )
    frame = pd.DataFrame({"time": times, "place": ["x", "x", "x", "y", "y"]})
    expected = count if by == "" else 2 * 4 - 4
    assert count_defect(frame, Defect("", gaps=Gaps("time", "1h", by)), lambda _: OTHER) == expected
