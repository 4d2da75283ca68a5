"""The exercises of the chapter on forecasting, on invented series."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises
from portfolio.forecasting.sales_exercises import croston_forecast, ols_reconciled, rmsse

NAN = np.nan


def mase() -> Iterator[Case]:
    """Ask for the mean absolute error in units of that of the naive forecast."""
    past = np.array([1.0, 5.0, 4.0, 3.0, NAN, 7.0])
    yield Case("a season of two steps", (np.array([-3.0, 6.0, NAN]), past, 2), 4.5 / 3)
    past = np.array([2.0, 3.0, 1.0, 5.0])
    yield Case("one step", (np.array([[1.0, -1.0], [0.0, 2.0]]), past, 1), 3 / 7)


def independent_p() -> Iterator[Case]:
    """Ask for the two-sided p-value of the mean difference of independent days."""
    one = np.array([4.0, 3.0, 5.0])
    yield Case("the second forecast better", (one, one - _spread(3, 4.302652729911275)), 0.05)
    yield Case("the first better", (np.zeros(5), _spread(5, 2.131846786326649)), 0.1)
    yield Case("no difference on average", (np.array([1.0, 2, 3]), np.array([3.0, 2, 1])), 1.0)


def frozen_coverage() -> Iterator[Case]:
    """Ask for the coverage of intervals whose half widths come from the days before the start."""
    errors = np.array([[1.0, 10], [-2, 20], [3, -30], [-4, 40], [3, 39], [-5, NAN], [4, -50], [0, 41]])
    yield Case("two steps", (errors, 4, 0.2), 4 / 7)
    yield Case("half of the errors to be missed", (errors, 3, 0.5), 1 / 9)
    yield Case("one step", (np.array([[1.0], [-3.0], [2.0], [2.5], [-1.0], [4.0]]), 3, 0.25), 2 / 3)


ASKED = Exercises(mase, independent_p, frozen_coverage, croston_forecast, ols_reconciled, rmsse)
check, cases = ASKED.check, ASKED.cases


def _spread(days: int, statistic: float) -> np.ndarray:
    """Return differences whose mean is `statistic` standard errors."""
    around = np.arange(days) - (days - 1) / 2
    return np.asarray(2 * (around / around.std(ddof=1) * np.sqrt(days) + statistic))
