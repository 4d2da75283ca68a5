"""Means over the folds of a cross-validation, whose training parts overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import stats

from portfolio.errors import UsageError
from portfolio.results.interval import Interval
from portfolio.results.methods import CORRECTED_T


@dataclass(frozen=True)
class Estimate:
    """A mean over folds with its interval, and the two-sided p-value of being 0."""

    value: float
    low: float
    high: float
    p: float = 1.0
    method: ClassVar[str] = CORRECTED_T

    @property
    def bounds(self) -> Interval:
        """Return lower and upper bound."""
        return Interval(self.low, self.high, self.method)

    @property
    def side(self) -> str:
        """Return on which side of 0 the interval lies: `below`, `above`, or `around` if it holds 0."""
        return "below" if self.high < 0 else "above" if self.low > 0 else "around"


def corrected_t(values: np.ndarray, n_train: float, n_test: float, confidence: float = 0.95) -> Estimate:
    """Return the mean over folds with the corrected interval.

    The training parts of folds overlap, so their scores are not independent: the variance is multiplied by
    `1/k + n_test/n_train` instead of `1/k`. Nadeau and Bengio (2003), Inference for the generalization error;
    for repeated folds Bouckaert and Frank (2004).

    Parameters
    ----------
    values
        One score for each fold, shape (k,).
    n_train, n_test
        Mean number of rows that a fold learns from, and is tested on.
    confidence
        Coverage that is claimed.

    Raises
    ------
    UsageError
        Fewer than two folds.
    """
    count = len(values)
    if count < 2:
        raise UsageError("an interval over folds", expected="at least 2 folds", got=count)
    error = float(np.sqrt((1 / count + n_test / n_train) * np.var(values, ddof=1)))
    mean, reach = float(np.mean(values)), float(stats.t.ppf(0.5 + confidence / 2, count - 1)) * error
    p = 1.0 if mean == 0 else float(2 * stats.t.sf(abs(mean) / error, count - 1)) if error else 0.0
    return Estimate(mean, mean - reach, mean + reach, p)
