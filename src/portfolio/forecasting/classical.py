"""Theta and ARIMA for a day of many steps: the season is taken off first, the rest is what they forecast."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.seasonal import seasonal_decompose

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Order = tuple[int, int]

THETA_WEEKS, ARIMA_WEEKS = 4, 8  # that a forecast looks back
DAY_WAVES, WEEK_WAVES = 8, 3  # harmonics of the day and of the week
ORDERS: tuple[Order, ...] = tuple(product((1, 2, 3), (0, 1, 2)))  # of the autoregression, of the average


def theta_forecast(recent: Floats, period: int, alpha: float, steps: int) -> Floats:
    """Return the Theta forecast: smoothing with half the slope of the trend, on the deseasonalised series.

    Assimakopoulos and Nikolopoulos (2000) in the form of Hyndman and Billah (2003); the season is that of the
    classical decomposition, additive.

    Parameters
    ----------
    recent
        Values up to the origin, none missing.
    period
        Steps of a season, at most as many as half of the values.
    alpha
        Smoothing constant.
    steps
        How far ahead.
    """
    season = seasonal_decompose(recent, period=period).seasonal
    rest, count = recent - season, len(recent)
    level = lfilter([alpha], [1, alpha - 1], rest, zi=[(1 - alpha) * rest[0]])[0][-1]
    slope = np.polyfit(np.arange(count), rest, 1)[0]
    drift = np.arange(steps) + (1 - (1 - alpha) ** count) / alpha
    ahead = season[-period:][np.arange(steps) % period]
    return np.asarray(level + slope / 2 * drift + ahead)


def theta(values: Floats, per_day: int, period: int, first: int, last: int) -> Floats:
    """Return the Theta forecasts of the days `first` to `last`; the constant is fitted once, before `first`.

    Parameters
    ----------
    values
        The series without missing values.
    per_day
        Steps of a day.
    period
        Steps of a season.
    first, last
        Numbers of days; `last` is left out.
    """

    def recent(day: int) -> Floats:
        return values[max(0, day - 7 * THETA_WEEKS) * per_day : day * per_day]

    alpha = theta_constant(recent(first), period)
    days = range(first, last)
    return np.stack([theta_forecast(recent(day), period, alpha, per_day) for day in days])


def theta_constant(recent: Floats, period: int) -> float:
    """Return the smoothing constant that statsmodels fits for the Theta method.

    Parameters
    ----------
    recent
        Values up to the origin, none missing.
    period
        Steps of a season.
    """
    model = ThetaModel(recent, period=period, use_test=False, method="additive")
    return float(model.fit().params["alpha"])


def season_terms(works: Integers, weekday: Integers, per_day: int) -> Floats:
    """Return the regressors of each step: a constant, waves of the day by kind of day, waves of the week.

    Parameters
    ----------
    works
        Of each day, whether it is a working day; all alike where the calendar does not matter.
    weekday
        Of each day.
    per_day
        Steps of a day.
    """
    clock = np.tile(np.arange(per_day) / per_day, len(works))
    day = np.column_stack([np.ones_like(clock), _waves(clock, DAY_WAVES)])
    if np.ptp(works) == 0:
        return day
    week = (np.repeat(weekday, per_day) + clock) / 7
    return np.hstack([day, day * np.repeat(works, per_day)[:, None], _waves(week, WEEK_WAVES)])


def _waves(phase: Floats, count: int) -> Floats:
    turns = 2 * np.pi * np.outer(phase, np.arange(1, count + 1))
    return np.hstack([np.sin(turns), np.cos(turns)])


def without_season(values: Floats, terms: Floats) -> tuple[Floats, Floats]:
    """Return what a regression on the season leaves, and its coefficients.

    Parameters
    ----------
    values
        By step.
    terms
        As `season_terms` returns them, for the same steps.
    """
    coefficients = np.linalg.lstsq(terms, values, rcond=None)[0]
    return np.asarray(values - terms @ coefficients, dtype=float), np.asarray(coefficients, dtype=float)


def arima_parameters(rest: Floats, order: Order) -> tuple[float, Floats, Floats]:
    """Return Schwarz's criterion, autoregressive and moving-average coefficients, by maximum likelihood.

    Parameters
    ----------
    rest
        The series without its season.
    order
        Of the autoregression and of the moving average.
    """
    model = ARIMA(rest, order=(order[0], 0, order[1]), trend="n")
    fitted = model.fit(method="innovations_mle")
    return float(fitted.bic), np.asarray(fitted.arparams), np.asarray(fitted.maparams)


def arima_order(rest: Floats, orders: Iterable[Order] = ORDERS) -> Order:
    """Return the order with the smallest value of Schwarz's criterion.

    Parameters
    ----------
    rest
        The series without its season.
    orders
        On offer.
    """
    return min(orders, key=lambda order: arima_parameters(rest, order)[0])


def arma_forecast(rest: Floats, ar: Floats, ma: Floats, steps: int) -> Floats:
    """Return the forecasts of an ARMA process, its innovations worked out from its start on.

    Parameters
    ----------
    rest
        Values up to the origin.
    ar, ma
        Coefficients.
    steps
        How far ahead.
    """
    shocks = lfilter([1, *-ar], [1, *ma], rest)
    past, known = list(rest[-len(ar) :]), list(shocks[len(shocks) - len(ma) :])
    for _ in range(steps):
        past.append(ar @ past[: -len(ar) - 1 : -1] + ma @ known[: -len(ma) - 1 : -1])
        known.append(0.0)
    return np.array(past[len(ar) :])


def arima(
    values: Floats,
    terms: Floats,
    order: Order,
    per_day: int,
    first: int,
    last: int,
    every: int,
) -> Floats:
    """Return the forecasts of the days `first` to `last` by a regression on the season with ARMA errors.

    The regression is fitted at each midnight, the coefficients of the errors at every `every`-th.

    Parameters
    ----------
    values
        The series without missing values.
    terms
        As `season_terms` returns them, up to the day `last`.
    order
        Of the autoregression and of the moving average.
    per_day
        Steps of a day.
    first, last
        Numbers of days; `last` is left out.
    every
        Days from one fit to the next.
    """
    made = []
    for day in range(first, last):
        now = slice(day * per_day, (day + 1) * per_day)
        past = slice(max(0, day - 7 * ARIMA_WEEKS) * per_day, day * per_day)
        rest, coefficients = without_season(values[past], terms[past])
        if (day - first) % every == 0:
            _, ar, ma = arima_parameters(rest, order)
        made.append(terms[now] @ coefficients + arma_forecast(rest, ar, ma, per_day))
    return np.stack(made)
