"""Ratios and encodings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import UsageError
from portfolio.scoring import Ratio, add_ratios
from portfolio.scoring.encoding import RARE, TableEncoder


def test_a_ratio_divides_weighted_sums() -> None:
    """And a later ratio may use an earlier one."""
    frame = pd.DataFrame({"a": [6.0, 1.0], "b": [2.0, 0.0], "c": [1.0, np.nan]})
    ratios = (Ratio("r", {"a": 1, "c": -1}, {"b": 1}, ""), Ratio("s", {"r": 2}, {}, ""))
    wide = add_ratios(frame, ratios)
    assert wide["r"].iloc[0] == 2.5
    assert wide["s"].iloc[0] == 5.0
    assert list(frame.columns) == ["a", "b", "c"]


def test_a_ratio_over_nothing_is_missing_and_never_infinite() -> None:
    """Amount over an income of 0."""
    wide = add_ratios(pd.DataFrame({"a": [1.0], "b": [0.0]}), (Ratio("r", {"a": 1}, {"b": 1}, ""),))
    assert np.isnan(wide["r"].iloc[0])


def test_a_ratio_of_absent_columns_is_refused() -> None:
    """The message names them."""
    with pytest.raises(UsageError, match=r"ratio 'r'.*got no b"):
        add_ratios(pd.DataFrame({"a": [1.0]}), (Ratio("r", {"a": 1}, {"b": 1}, ""),))


def test_numbers_are_filled_and_scaled_with_what_was_learnt(frame: pd.DataFrame) -> None:
    """The test part is scaled with the mean of the training part, and a hole says so in its own column."""
    encoder = TableEncoder().fit(frame[["income", "town"]])
    made = pd.DataFrame(encoder.transform(frame[["income", "town"]]), columns=encoder.names_)
    holes = frame["income"].isna()
    assert made["income"].mean() == pytest.approx(0, abs=1e-9)
    assert made.loc[holes, "income (missing)"].eq(1).all()
    other = encoder.transform(frame[["income", "town"]].assign(income=1e9))
    assert other[:, 0].max() == 4.0


def test_each_row_has_one_level(frame: pd.DataFrame) -> None:
    """Known levels have a column each; a level never seen is the rare one."""
    encoder = TableEncoder(rare=0.2).fit(frame[["town"]])
    assert encoder.names_ == ["town Oslo", "town Rome", f"town {RARE}"]
    made = encoder.transform(pd.DataFrame({"town": ["Oslo", "Ulm", "Paris", np.nan]}))
    assert made.tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]]


def test_trees_keep_their_holes(frame: pd.DataFrame) -> None:
    """Without filling, a missing number stays missing."""
    made = TableEncoder(fill=False, scale=False).fit(frame[["income"]]).transform(frame[["income"]])
    assert np.isnan(made[:, 0]).sum() == frame["income"].isna().sum()
