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


@pytest.mark.parametrize(("by", "count"), [("", 1), ("place", 4)])
def test_gaps_are_counted_between_first_and_last_time(by, count):
    """One of four hours is absent everywhere, four of eight at two places; a repeated hour fills none."""
    hours = [0, 1, 3, 0, 0]
    frame = pd.DataFrame(
        {"time": pd.Timestamp("2020-01-01") + pd.to_timedelta(hours, unit="h"), "place": list("xxxyy")}
    )
    assert count_defect(frame, Defect("", gaps=Gaps("time", "1h", by)), lambda _: OTHER) == count
