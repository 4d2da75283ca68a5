"""Theta and ARIMA: as statsmodels has them, and blind to what comes."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.forecasting.theta import ThetaModel

from portfolio.forecasting import classical

DAYS, STEPS, FIRST, LAST = 80, 6, 60, 74
WEEKDAY = np.arange(DAYS) % 7
WORKS = (WEEKDAY < 5).astype(int)
RNG = np.random.default_rng(0)


def carried(count: int, share: float) -> np.ndarray:
    """Return noise of which each value keeps a share of the one before."""
    noise = RNG.normal(size=count)
    for at in range(1, count):
        noise[at] += share * noise[at - 1]
    return noise


PROFILE = 10 + 3 * np.sin(np.arange(STEPS)) + 2 * WORKS[:, None]
LOAD = (PROFILE + 0.2 * carried(DAYS * STEPS, 0.8).reshape(DAYS, STEPS)).ravel()


def by_theta(values: np.ndarray) -> np.ndarray:
    """Theta with a week as its season."""
    return classical.theta(values, STEPS, 7 * STEPS, FIRST, LAST)


def by_arima(values: np.ndarray) -> np.ndarray:
    """A regression on the season with errors that carry over."""
    terms = classical.season_terms(WORKS, WEEKDAY, STEPS)
    return classical.arima(values, terms, (1, 1), STEPS, FIRST, LAST, 7)


METHODS = pytest.mark.parametrize("method", [by_theta, by_arima])


@METHODS
def test_no_forecast_knows_what_comes(method) -> None:
    """Outcomes from a day on may change: forecasts up to that day stay to the last digit."""
    cut, spoilt = 66, LOAD.copy()
    spoilt[cut * STEPS :] = RNG.normal(size=len(LOAD) - cut * STEPS)
    made, again = method(LOAD), method(spoilt)
    assert np.array_equal(made[: cut - FIRST + 1], again[: cut - FIRST + 1])
    assert not np.array_equal(made, again)


@METHODS
def test_a_week_is_learnt(method) -> None:
    """Better than the mean of each step."""
    came = LOAD.reshape(DAYS, STEPS)[FIRST:LAST]
    constant = LOAD.reshape(DAYS, STEPS)[:FIRST].mean(axis=0)
    assert np.abs(method(LOAD) - came).mean() < 0.8 * np.abs(constant - came).mean()


@pytest.mark.parametrize("count", [200, 203])
def test_theta_is_that_of_statsmodels(count: int) -> None:
    """Also where the values end within a season."""
    recent = LOAD[:count] + 0.01 * np.arange(count)
    fitted = ThetaModel(recent, period=42, use_test=False, method="additive").fit()
    made = classical.theta_forecast(recent, 42, classical.theta_constant(recent, 42), 50)
    np.testing.assert_allclose(made, fitted.forecast(50), atol=1e-8)


@pytest.mark.parametrize(("ar", "ma"), [([0.7], []), ([0.5, 0.3], [0.4]), ([0.9], [0.3, -0.2])])
def test_arma_forecasts_are_those_of_statsmodels(ar: list[float], ma: list[float]) -> None:
    """The start of a long series is forgotten."""
    rest = carried(600, 0.7)
    model = ARIMA(rest, order=(len(ar), 0, len(ma)), trend="n")
    made = classical.arma_forecast(rest, np.array(ar), np.array(ma), 12)
    np.testing.assert_allclose(made, model.filter([*ar, *ma, 1.0]).forecast(12), atol=1e-6)


def test_the_order_of_a_simulated_process_is_found() -> None:
    """One lag and nothing else."""
    assert classical.arima_order(carried(2000, 0.8), [(1, 0), (2, 0), (1, 1), (3, 2)]) == (1, 0)


def test_days_without_a_calendar_have_waves_of_the_day_only() -> None:
    """Kinds of day and the week add columns where there are kinds."""
    plain = classical.season_terms(0 * WORKS, 0 * WEEKDAY, STEPS)
    whole = classical.season_terms(WORKS, WEEKDAY, STEPS)
    assert plain.shape == (DAYS * STEPS, 1 + 2 * classical.DAY_WAVES)
    assert whole.shape[1] == 2 * plain.shape[1] + 2 * classical.WEEK_WAVES
    np.testing.assert_allclose(plain[:STEPS], plain[STEPS : 2 * STEPS], atol=1e-9)
