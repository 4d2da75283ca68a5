"""What the test and the intervals of this chapter claim."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portfolio.forecasting.comparison import diebold_mariano, difference_interval
from portfolio.results.methods import DIEBOLD_MARIANO, STUDENT_T
from portfolio.statistics.claims import Claim

Floats = NDArray[np.float64]
ORIGINS, WEEKS, CARRIED, BURN = 91, 32, 0.3, 50


def dependent(rng: np.random.Generator, count: int) -> Floats:
    """Return a series of which each value keeps a part of the one before, with long tails.

    Parameters
    ----------
    rng
        Source of chance.
    count
        Values returned.
    """
    values = rng.standard_t(5, BURN + count)
    for at in range(1, len(values)):
        values[at] += CARRIED * values[at - 1]
    return values[BURN:]


def equal_forecasts(rng: np.random.Generator) -> float:
    """Return the p-value of two forecasts whose errors are alike: neither is better."""
    one, other = (np.abs(dependent(rng, ORIGINS)) for _ in range(2))
    shared = np.abs(dependent(rng, ORIGINS))
    return diebold_mariano(one + shared, other + shared).p


def equal_forecasts_of_weeks(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the difference of two such forecasts over few weeks, and the truth: none."""
    one, other = (np.abs(dependent(rng, WEEKS)) for _ in range(2))
    shared = np.abs(dependent(rng, WEEKS))
    low, high = difference_interval(one + shared, other + shared)
    return low, high, 0.0


CLAIMS = (
    Claim(
        "two forecasts of equal loss",
        DIEBOLD_MARIANO,
        f"{ORIGINS} daily losses of two forecasts, of which {CARRIED:.0%} of an error carries over",
        equal_forecasts,
        margin=0.01,
        repeats=400,
        many=10_000,
    ),
    Claim(
        "difference of two forecasts over few weeks",
        STUDENT_T,
        f"{WEEKS} weekly losses of two forecasts of equal loss, of which {CARRIED:.0%} of an error carries "
        "over; the variance is that of the test of equal loss",
        equal_forecasts_of_weeks,
        stated=0.94,
        margin=0.01,
        repeats=400,
        many=10_000,
    ),
)
