"""Scores of forecasts with known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from portfolio.exploration.skill import auc_draws, brier_losses, calibration_table, log_losses, skill_table
from portfolio.statistics.bootstrap import draw_weights


@pytest.fixture
def judged() -> pd.DataFrame:
    """Forecasts in steps of 0.1, so that ties occur, for 12 weeks of 25 flights."""
    rng = np.random.default_rng(0)
    forecast = rng.integers(1, 10, 300) / 10
    return pd.DataFrame(
        {"forecast": forecast, "outcome": rng.random(300) < forecast, "week": np.repeat(range(12), 25)}
    )


def test_losses_agree_with_scikit_learn(judged: pd.DataFrame) -> None:
    """Mean losses are the Brier score and the log loss."""
    brier = brier_losses(judged["outcome"], judged["forecast"]).mean()
    assert brier == pytest.approx(brier_score_loss(judged["outcome"], judged["forecast"]))
    logs = log_losses(judged["outcome"], judged["forecast"]).mean()
    assert logs == pytest.approx(log_loss(judged["outcome"], judged["forecast"]))


def test_a_certain_error_costs_much_but_not_everything() -> None:
    """The log loss of a chance of 0 is finite."""
    assert log_losses(pd.Series([True]), pd.Series([0.0]))[0] == pytest.approx(13.8, abs=0.1)


def test_every_draw_of_the_auc_is_that_of_copied_rows(judged: pd.DataFrame) -> None:
    """The matrix of pairs is exact, ties included."""
    weights = draw_weights(12, 30, np.random.default_rng(1))
    expected = [
        roc_auc_score(judged["outcome"], judged["forecast"], sample_weight=row[judged["week"]])
        for row in weights
    ]
    draws = auc_draws(judged["outcome"], judged["forecast"], judged["week"], weights)
    assert draws == pytest.approx(expected)


def test_a_resample_of_one_class_has_no_auc() -> None:
    """It is missing, not a half."""
    draws = auc_draws(
        pd.Series([False, True]), pd.Series([0.1, 0.9]), pd.Series([0, 1]), np.array([[2.0, 0], [1, 1]])
    )
    assert np.isnan(draws[0])
    assert draws[1] == 1


def test_the_reference_has_no_skill_against_itself(judged: pd.DataFrame) -> None:
    """Paired resamples: 0, with an interval of no width."""
    made = pd.DataFrame({"constant": 0.5, "honest": judged["forecast"]})
    weights = draw_weights(12, 100, np.random.default_rng(1))
    table = skill_table(judged["outcome"], made, judged["week"], weights, "constant")
    assert table.loc["constant", ["skill", "skill_low", "skill_high"]].tolist() == [0, 0, 0]
    assert table.loc["constant", "auc"] == 0.5
    assert table.loc["honest", "skill_low"] > 0


def test_honest_forecasts_are_calibrated(judged: pd.DataFrame) -> None:
    """Observed shares lie near forecast ones, and bins are of equal size."""
    weights = draw_weights(12, 100, np.random.default_rng(1))
    table = calibration_table(judged["outcome"], judged["forecast"], judged["week"], weights, bins=5)
    assert table["rows"].tolist() == [60] * 5
    assert (table["forecast"] - table["observed"]).abs().max() < 0.15
    assert (table["low"] <= table["observed"]).all()
    assert (table["observed"] <= table["high"]).all()
