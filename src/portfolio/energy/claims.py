"""What the intervals of this chapter claim: R² over days, gains in it, and a slope over weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.energy.change_points import slope_draws
from portfolio.energy.skill import r2, r2_draws
from portfolio.results.methods import CLUSTER_BOOTSTRAP, SIMULTANEOUS
from portfolio.statistics import bootstrap
from portfolio.statistics.claims import Claim

Bounds = tuple[float, float, float]

DAYS, A_DAY, RESAMPLES = 109, 24, 500  # the days that the chapter forecasts, one row for each hour
BLURS = (0.0, 0.2, 0.4, 0.6)  # variance that each forecast adds to what can be known
BETWEEN = 0.1  # of the variance that no forecast knows
WEEKS, A_WEEK, SLOPE = 20, 7, 0.5


def _long_tail(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Return values of mean 0, variance 1 and a skewness of 2.8."""
    drawn: NDArray[np.float64] = (rng.gamma(0.5, 1.0, size) - 0.5) / np.sqrt(0.5)
    return drawn


def days_and_forecasts(rng: np.random.Generator) -> tuple[pd.Series, pd.DataFrame, pd.Series]:
    """Return outcomes, unbiased forecasts that know a half of their variance and blur it, and the days.

    The other half has a tail about as long as that of the errors in the chapter, and a tenth of it lies
    between days, as there.
    """
    day = np.repeat(np.arange(DAYS), A_DAY)
    known = rng.normal(size=len(day))
    outcome = known + np.sqrt(BETWEEN) * _long_tail(rng, DAYS)[day]
    outcome += np.sqrt(1 - BETWEEN) * _long_tail(rng, len(day))
    blurred = {str(blur): known + np.sqrt(blur) * rng.normal(size=len(day)) for blur in BLURS}
    return pd.Series(outcome), pd.DataFrame(blurred), pd.Series(day)


def r2_of_days(rng: np.random.Generator) -> Bounds:
    """Return the interval of R² of the best forecast, and the true one."""
    outcome, forecasts, day = days_and_forecasts(rng)
    weights = bootstrap.draw_weights(DAYS, RESAMPLES, rng)
    low, high = bootstrap.interval(r2_draws(outcome, forecasts[["0.0"]], day, weights)["0.0"])
    return low, high, 0.5


def gains_at_once(rng: np.random.Generator) -> Bounds:
    """Return, in halves of its interval, how far the worst covered of three true gains in R² lies off."""
    outcome, forecasts, day = days_and_forecasts(rng)
    weights = bootstrap.draw_weights(DAYS, RESAMPLES, rng)
    draws, found = r2_draws(outcome, forecasts, day, weights), r2(outcome, forecasts)
    best, others = str(BLURS[0]), [str(blur) for blur in BLURS[1:]]
    gains = found[best] - found[others]
    intervals = bootstrap.simultaneous(gains, draws[others].rsub(draws[best], axis=0))
    off = [
        abs(blur / 2 - (low + high) / 2) / ((high - low) / 2)
        for blur, (low, high) in zip(BLURS[1:], intervals.values(), strict=True)
    ]
    return -1.0, 1.0, max(off)


def slope_of_weeks(rng: np.random.Generator) -> Bounds:
    """Return the interval of a slope, and the true one; weeks differ in both variables."""
    week = np.repeat(np.arange(WEEKS), A_WEEK)
    x = rng.normal(size=WEEKS)[week] + rng.normal(size=len(week))
    y = SLOPE * x + 0.5 * rng.normal(size=WEEKS)[week] + rng.normal(size=len(week))
    weights = bootstrap.draw_weights(WEEKS, RESAMPLES, rng)
    low, high = bootstrap.interval(slope_draws(pd.Series(x), pd.Series(y), pd.Series(week), weights))
    return low, high, SLOPE


_HALF = "half of the variance is forecast, the rest has a long tail and a tenth of it lies between days"

CLAIMS = (
    Claim("R² of clustered rows", CLUSTER_BOOTSTRAP, f"{DAYS} days of {A_DAY} rows; {_HALF}", r2_of_days,
          many=1000),
    Claim("three gains in R² at once", SIMULTANEOUS,
          f"{DAYS} days of {A_DAY} rows, three forecasts against a better one; covered means all three",
          gains_at_once, many=1000),
    Claim("slope over few clusters", CLUSTER_BOOTSTRAP,
          f"{WEEKS} weeks of {A_WEEK} days, which differ in both variables; percentiles of so few are narrow",
          slope_of_weeks, many=1000),
)  # fmt: skip
