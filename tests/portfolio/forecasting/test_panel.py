"""Forecasts of many series from rolling origins."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.forecasting import panel

RNG = np.random.default_rng(0)
ARTICLES = RNG.poisson(2, (75, 12)).astype(float)
SALES = np.hstack([ARTICLES.sum(axis=1, keepdims=True), ARTICLES])
CALENDAR = np.arange(75.0) % 52
MEMBERS = np.array([12.0] + [1.0] * 12)
FEW = {"n_estimators": 5, "min_child_samples": 5}


def test_a_target_is_forecast_from_each_lead_s_own_origin() -> None:
    """The forecast one week ahead comes from the week before, that of four from four weeks before."""
    made = panel.by_target(np.arange(40.0)[:, None], 30, 32)
    assert made[:, :, 0].tolist() == [[29, 28, 27, 26], [30, 29, 28, 27]]
    assert panel.seasonal_naive(SALES, 60, 61)[0].tolist() == [SALES[8].tolist()] * 4


@pytest.mark.parametrize("lead", panel.LEADS)
def test_nothing_known_at_an_origin_comes_later(lead: int) -> None:
    """Columns do not move when all later weeks are overwritten, and do when the origin is."""
    later, now = SALES.copy(), SALES.copy()
    later[61:], now[60] = 99, 99
    known = panel.known_at(SALES, 60, lead, CALENDAR, MEMBERS)
    assert known.shape == (13, len(panel.COLUMNS))
    assert np.array_equal(known, panel.known_at(later, 60, lead, CALENDAR, MEMBERS), equal_nan=True)
    assert not np.array_equal(known, panel.known_at(now, 60, lead, CALENDAR, MEMBERS), equal_nan=True)


def test_no_forecast_learns_from_what_comes_after_its_origin() -> None:
    """All forecasts made before a week stay the same when it and all later ones are overwritten."""
    spoilt = SALES.copy()
    spoilt[66:] = 50
    before, after = (
        panel.rolling_panel(one, CALENDAR, MEMBERS, 60, 72, every=3, settings=FEW) for one in (SALES, spoilt)
    )
    for number, lead in enumerate(panel.LEADS):
        same = 66 - 60 + lead  # targets of origins before week 66
        assert np.array_equal(before[:same, number], after[:same, number])
        assert not np.array_equal(before[same:, number], after[same:, number])
    assert np.isfinite(before).all() and (before >= 0).all()


def test_series_to_learn_from_are_not_forecast() -> None:
    """They change the model and not the shape."""
    run = (SALES, CALENDAR, MEMBERS, 60, 64)
    alone = panel.rolling_panel(*run, settings=FEW)
    taught = panel.rolling_panel(*run, settings=FEW, learn=RNG.poisson(1, (75, 9)).astype(float))
    assert alone.shape == taught.shape == (4, 4, 13) and not np.array_equal(alone, taught)


def test_too_little_past_is_refused() -> None:
    """The first forecast needs a past to learn from."""
    with pytest.raises(DataError, match="weeks before the first forecast"):
        panel.rolling_panel(SALES, CALENDAR, MEMBERS, 15, 40)


def test_scales_start_with_the_first_sale() -> None:
    """Weeks before it do not count, and a series that never changes has no scale."""
    past = np.array([[0.0, 1], [0, 3], [2, 0], [4, 2], [4, 2]])
    assert panel.naive_scales(past)[0] == 1 and panel.naive_scales(past, 2)[0] == np.sqrt(2)
    with pytest.raises(DataError, match="without an error"):
        panel.naive_scales(np.ones((5, 2)))


def test_scores_by_hand() -> None:
    """One series, one week, four leads with the same error."""
    made = np.full((1, 4, 1), 5.0)
    past = np.array([[1.0], [3], [1]])
    assert panel.panel_scores(np.array([[1.0]]), made, past, slice(0, 1)) == {"RMSSE": 2, "MASE": 2}
    assert panel.panel_losses(np.array([[1.0]]), made, np.array([2.0]), 2, slice(0, 1)).tolist() == [4]


def test_the_conformal_quantile_recovers_the_share_and_does_not_look_ahead() -> None:
    """A quantile that is far too low is moved until about the promised share lies below it."""
    sales = RNG.gamma(2, 5, (120, 40))
    low = np.full((90, 4, 40), 1.0)
    moved = panel.conformal_shift(sales, low, 30, 0.8, slice(0, 40))
    known = ~np.isnan(moved[:, 3, 0])
    outcome = np.repeat(sales[30:, None], 4, axis=1)
    assert 0.77 < (outcome[known] <= moved[known]).mean() < 0.83 and (outcome <= low).mean() < 0.1
    later = sales.copy()
    later[80:] = 500
    again = panel.conformal_shift(later, low, 30, 0.8, slice(0, 40))
    assert np.array_equal(moved[:51, 0], again[:51, 0], equal_nan=True)  # week 80 is target 50
    assert not np.array_equal(moved[51:], again[51:], equal_nan=True)
