"""Intervals of means and shares from a formula."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from portfolio.results.interval import Interval
from portfolio.results.methods import STANDARD_ERROR, STUDENT_T, WILSON


def student_t(values: pd.Series) -> tuple[float, Interval]:
    """Return the mean of a few independent values and its 95 % interval by Student's t."""
    mean, error = float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))
    reach = float(stats.t.ppf(0.975, len(values) - 1)) * error
    return mean, Interval(mean - reach, mean + reach, STUDENT_T)


def wilson(hits: int, count: int) -> Interval:
    """Return the 95 % score interval of a share (Wilson 1927), which keeps its bounds between 0 and 1.

    Parameters
    ----------
    hits
        How many succeeded.
    count
        Of how many.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(hits, count, method="wilson")
    return Interval(low, high, WILSON)


def within_standard_errors(mean: float, error: float) -> Interval:
    """Return the interval of 1.96 standard errors around the mean of many independent values.

    Parameters
    ----------
    mean
        Of the values.
    error
        Its standard error.
    """
    return Interval(mean - 1.96 * error, mean + 1.96 * error, STANDARD_ERROR)
