"""Observation dates and nearly empty months."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.segmentation import split_periods, without_thin_edges


def monthly(counts: dict[str, int]) -> pd.DataFrame:
    days = [f"{month}-02" for month, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"customer": map(str, range(len(days))), "date": pd.to_datetime(days)})


def test_thin_months_are_cut_at_the_edges_only() -> None:
    """A shop that opens and an export that stops are cut; a quiet month inside is news."""
    inside = {"2017-01": 50, "2017-02": 2, "2017-03": 60, "2017-04": 50, "2017-05": 40}
    shop = monthly({"2016-09": 1, "2016-12": 1, **inside, "2017-06": 1})
    kept, cut = without_thin_edges(shop)
    assert kept["date"].dt.month.unique().tolist() == [1, 2, 3, 4, 5]
    assert cut["purchases"].to_dict() == {
        pd.Period("2016-09"): 1,
        pd.Period("2016-12"): 1,
        pd.Period("2017-06"): 1,
    }


def test_full_months_stay() -> None:
    """Nothing is cut from a regular shop."""
    kept, cut = without_thin_edges(monthly({"2017-01": 50, "2017-02": 20}))
    assert (len(kept), len(cut)) == (70, 0)


def test_a_split_without_hold_out_is_refused() -> None:
    """A calibration as long as the file leaves nothing to check the forecast with."""
    with pytest.raises(DataError, match=r"at least 14 days after 2017-02-27; got 3"):
        split_periods(pd.DataFrame({"date": pd.to_datetime(["2017-01-02", "2017-03-02"])}), 56)
