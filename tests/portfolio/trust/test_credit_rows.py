"""Applications as numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets import load
from portfolio.errors import DataError
from portfolio.trust import credit_rows

RAW = load("credit_data")


def test_rows_are_split_by_outcome_and_what_is_treated_is_counted() -> None:
    """No copy is in two parts."""
    rows = credit_rows.prepare(RAW, 0)
    assert rows.treated["copies of a row dropped"] == RAW.duplicated().sum() == 2
    assert rows.treated["Income filled with the training median"] == 381
    assert np.isfinite(rows.features.to_numpy()).all()
    shares = pd.Series(rows.bad).groupby(rows.part).mean()
    assert shares.max() - shares.min() < 0.002
    assert pd.Series(rows.part).value_counts(normalize=True).round(2).to_dict() == credit_rows.SHARES
    assert len(rows.of("test")[0]) == (rows.part == "test").sum()


def test_a_gap_is_filled_from_the_training_part_alone() -> None:
    """Other values of the testing part change nothing in the others."""
    before = credit_rows.prepare(RAW, 0)
    kept = RAW.drop_duplicates(ignore_index=True)
    changed = kept.assign(Income=kept["Income"].where(before.part != "test", 3 * kept["Income"]))
    after = credit_rows.prepare(changed, 0)
    learnt = before.part != "test"
    assert (before.features[learnt] == after.features[learnt]).all(axis=None)
    gaps = kept["Income"].isna().to_numpy() & ~learnt
    assert gaps.any() and (before.features["Income"][gaps] == after.features["Income"][gaps]).all()


def test_an_unknown_category_is_refused() -> None:
    """The known ones are named."""
    with pytest.raises(DataError, match=r"'Job'.*expected fixed, freelance.*got astronaut"):
        credit_rows.prepare(RAW.assign(Job="astronaut"), 0)


def test_a_missing_outcome_is_refused() -> None:
    """With the row."""
    with pytest.raises(DataError, match="'Status' is missing, first in row 3"):
        credit_rows.prepare(RAW.assign(Status=RAW["Status"].mask(RAW.index == 3)), 0)
