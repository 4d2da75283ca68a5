"""Scores of forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score

from portfolio.energy.skill import alarm_hits, on_common_moments, r2, r2_draws
from portfolio.statistics.bootstrap import draw_weights

RNG = np.random.default_rng(0)
OUTCOME = pd.Series(RNG.normal(size=60))
FORECASTS = pd.DataFrame({"good": OUTCOME + 0.1 * RNG.normal(size=60), "bad": RNG.normal(size=60)})


def test_r2_is_that_of_scikit_learn() -> None:
    """For each column."""
    assert r2(OUTCOME, FORECASTS)["bad"] == pytest.approx(r2_score(OUTCOME, FORECASTS["bad"]))


def test_a_resample_is_scored_as_its_rows_would_be() -> None:
    """Each day as often as it was drawn."""
    day = pd.Series(np.arange(60) // 6)
    weights = draw_weights(10, 4, np.random.default_rng(1))
    rows = np.repeat(np.arange(60), weights[2][day].astype(int))
    by_hand = r2_score(OUTCOME.iloc[rows], FORECASTS["good"].iloc[rows])
    assert r2_draws(OUTCOME, FORECASTS, day, weights).loc[2, "good"] == pytest.approx(by_hand)


def test_only_moments_that_all_horizons_forecast_are_kept() -> None:
    """So that they are judged by the same outcomes."""
    kept = on_common_moments({"near": FORECASTS, "far": FORECASTS.iloc[5:]})
    assert len(kept["near"]) == len(kept["far"]) == 55


def test_a_perfect_ranking_foresees_all_peaks() -> None:
    """And the reverse ranking none."""
    ranks = pd.DataFrame({"right": OUTCOME, "wrong": -OUTCOME})
    hits = alarm_hits(OUTCOME, ranks, 0.1)
    assert hits.mean().to_dict() == {"right": 1, "wrong": 0}
    assert (hits.count() == 6).all()


def test_equal_outcomes_do_not_make_more_peaks() -> None:
    """A meter that counts in tens has many ties."""
    outcome = pd.Series([10.0] * 18 + [20.0, 20.0])
    assert alarm_hits(outcome, pd.DataFrame({"same": outcome}), 0.1)["same"].tolist()[-2:] == [1, 1]


def test_a_ranking_of_equals_raises_no_more_alarms_than_there_are_peaks() -> None:
    """The earliest come first, whatever they will bring."""
    hits = alarm_hits(OUTCOME, pd.DataFrame({"flat": np.zeros(60)}), 0.1)
    assert hits["flat"].notna().tolist() == [True] * 6 + [False] * 54
