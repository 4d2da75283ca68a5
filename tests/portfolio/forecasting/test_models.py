"""Forecasts along the way: none knows what comes, each learns what it should."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.forecasting.features import known_at_midnight
from portfolio.forecasting.models import boosted, exponential_smoothing, linear, recursive, rolling
from portfolio.forecasting.scores import daily_losses, naive_scale, pinball, score_table

DAYS, STEPS, FIRST, LAST = 80, 6, 50, 70
WEEKDAY = np.arange(DAYS) % 7
WORKS = (WEEKDAY < 5).astype(int)
RNG = np.random.default_rng(0)
PROFILE = 10 + 3 * np.sin(np.arange(STEPS)) + 2 * WORKS[:, None]
LOAD = PROFILE + 0.2 * RNG.normal(size=(DAYS, STEPS))


def direct(load: np.ndarray) -> np.ndarray:
    """Boosting, all steps at once."""
    return rolling(known_at_midnight(load, WORKS, WEEKDAY), load, boosted(), FIRST, LAST, 10)


def ridge(load: np.ndarray) -> np.ndarray:
    """A linear model for each step."""
    return rolling(known_at_midnight(load, WORKS, WEEKDAY), load, linear, FIRST, LAST, 10)


def step_by_step(load: np.ndarray) -> np.ndarray:
    """Boosting, fed with its own forecasts."""
    return recursive(load.ravel(), WORKS, WEEKDAY, STEPS, FIRST, LAST, 10)


def smoothing(load: np.ndarray) -> np.ndarray:
    """Exponential smoothing with a week as its season."""
    return exponential_smoothing(load.ravel(), STEPS, 7 * STEPS, FIRST, LAST)


METHODS = (direct, ridge, step_by_step, smoothing)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
def test_no_forecast_knows_what_comes(method: Callable[[np.ndarray], np.ndarray]) -> None:
    """Outcomes from a day on may change: forecasts up to that day stay to the last digit."""
    cut, spoilt = 63, LOAD.copy()
    spoilt[cut:] = RNG.normal(size=spoilt[cut:].shape)
    made, again = method(LOAD), method(spoilt)
    assert np.array_equal(made[: cut - FIRST + 1], again[: cut - FIRST + 1])
    assert not np.array_equal(made, again)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
def test_a_profile_with_a_weekend_is_learnt(method: Callable[[np.ndarray], np.ndarray]) -> None:
    """Better than the mean of all days."""
    made, came = method(LOAD), LOAD[FIRST:LAST]
    constant = LOAD[:FIRST].mean(axis=0)
    assert made.shape == came.shape
    assert np.abs(made - came).mean() < 0.8 * np.abs(constant - came).mean()


def test_missing_values_stop_no_model() -> None:
    """Trees read a gap, the linear model takes the mean in its place."""
    holed = LOAD.copy()
    holed[40, 2:5] = np.nan
    for method in (direct, ridge, step_by_step):
        assert np.isfinite(method(holed)).all()


def test_the_move_from_a_base_is_learnt_as_well() -> None:
    """It is what the forecast starts from."""
    known = known_at_midnight(LOAD, WORKS, WEEKDAY)
    made = rolling(known, LOAD, boosted("last day of its kind"), FIRST, LAST, 10)
    assert np.abs(made - LOAD[FIRST:LAST]).mean() < 0.5


def test_the_scale_is_the_error_of_a_season_before() -> None:
    """Of steps that grow by one each, the error is the season."""
    assert naive_scale(np.arange(50.0), 7) == 7
    assert naive_scale(np.arange(50.0), 7, power=2) == 7
    with pytest.raises(DataError, match="no error of the naive forecast"):
        naive_scale(np.arange(5.0), 7)
    with pytest.raises(DataError, match="no error of the naive forecast"):
        naive_scale(np.ones(50), 7)


def test_scores_leave_missing_outcomes_out() -> None:
    """A day without any has no loss."""
    actual = np.array([[1.0, np.nan], [np.nan, np.nan]])
    made = np.array([[3.0, 9.0], [9.0, 9.0]])
    assert daily_losses(actual, made)[0] == 2
    assert np.isnan(daily_losses(actual, made)[1])
    assert score_table(actual, {"m": made}, 4.0, 2.0).to_numpy()[0].tolist() == [0.5, 1.0, 2.0]


def test_the_pinball_loss_charges_one_side_more() -> None:
    """A high quantile that lies too low costs nine times what it costs too high."""
    low, high = pinball(np.array([1.0]), np.array([0.0]), 0.9), pinball(np.array([0.0]), np.array([1.0]), 0.9)
    assert low == pytest.approx(9 * high)
