"""Weight of evidence: its definition, its bins, and values never seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.scoring import WoeEncoder
from portfolio.scoring.woe import weights_of


def test_the_weight_is_the_log_of_two_shares() -> None:
    """Half of the good and a tenth of the bad in a bin: log 5, but for the half that is added."""
    bins = np.repeat([0, 1], [110, 190])
    bad = np.concatenate([np.zeros(100), np.ones(10), np.zeros(100), np.ones(90)]).astype(int)
    table = weights_of(bins, bad, 2)
    assert table["woe"][0] == pytest.approx(np.log((100.5 / 201) / (10.5 / 101)))
    assert table["iv"].sum() > 0


def test_a_feature_without_information_has_no_value() -> None:
    """The same share of bad in each bin: weights and value are 0."""
    bad = np.tile([0, 0, 0, 1], 50)
    table = weights_of(np.repeat([0, 1], 100), bad, 2)
    assert table["woe"].abs().max() < 1e-12
    assert table["iv"].sum() == pytest.approx(0)


@pytest.fixture
def fitted(frame: pd.DataFrame) -> WoeEncoder:
    """Return an encoder fitted on the small table."""
    return WoeEncoder().fit(frame.drop(columns="late"), (frame["late"] == "yes").to_numpy())


def test_more_debt_speaks_against(fitted: WoeEncoder) -> None:
    """The weights of the debt fall from the lowest bin to the highest."""
    weights = fitted.weights_["debt"][:-1]
    assert weights[0] > weights[-1]


def test_a_missing_number_has_a_bin_of_its_own(fitted: WoeEncoder, frame: pd.DataFrame) -> None:
    """Its weight is learnt from the rows with holes."""
    holes = frame["income"].isna().to_numpy()
    column = fitted.transform(frame)[:, list(fitted.weights_).index("income")]
    assert set(column[holes]) == {fitted.weights_["income"][-1]}


def test_an_unseen_level_counts_as_rare(fitted: WoeEncoder, frame: pd.DataFrame) -> None:
    """A town never seen gets the weight of the rare ones, which is 0 when there were none."""
    moved = frame.head(2).assign(town="Paris")
    column = fitted.transform(moved)[:, list(fitted.weights_).index("town")]
    assert column.tolist() == [0.0, 0.0]


def test_columns_are_found_by_name(fitted: WoeEncoder, frame: pd.DataFrame) -> None:
    """Another order of columns gives the same weights."""
    assert (fitted.transform(frame) == fitted.transform(frame[frame.columns[::-1]])).all()


def test_each_bin_has_a_label(fitted: WoeEncoder) -> None:
    """The table has one row per weight, and its counts add up to all applicants."""
    for name, weights in fitted.weights_.items():
        rows = fitted.table_[fitted.table_["column"] == name]
        assert len(rows) == len(weights) == len(fitted.labels(name))
        assert rows[["good", "bad"]].to_numpy().sum() == 600
