"""The BG/NBD model of repeat purchases, in log-space.

Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2),
275-284; numerically safe form: Fader and Hardie (2013), Overcoming the BG/NBD Model's #NUM! Error Problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, gammaln, hyp1f1, hyp2f1

from portfolio.errors import DataError
from portfolio.segmentation.likelihood import Estimate, maximise

Floats = NDArray[np.float64]
NAMES = ("r", "alpha", "a", "b")
MIN_REPEATERS = 30  # fewer repeat buyers cannot carry four parameters


@dataclass(frozen=True)
class BgNbd:
    """Parameters of the model: purchases Gamma(r, alpha), dropout Beta(a, b); time in the unit of the fit."""

    r: float
    alpha: float
    a: float
    b: float

    def as_array(self) -> Floats:
        """Return r, alpha, a, b."""
        return np.array([self.r, self.alpha, self.a, self.b])


def fit_bgnbd(statistics: pd.DataFrame) -> tuple[BgNbd, Estimate]:
    """Return the maximum likelihood estimate of the model, with its uncertainty.

    Parameters
    ----------
    statistics
        Columns `x`, `t_x`, `T`, as `repeat_statistics` returns them.

    Raises
    ------
    DataError
        Too few customers bought again.
    """
    repeaters = int((statistics["x"] > 0).sum())
    if repeaters < MIN_REPEATERS:
        raise DataError(
            "too few customers bought again to tell a rhythm from an end",
            expected=f"at least {MIN_REPEATERS} repeat buyers",
            got=repeaters,
        )
    # many customers share a history: each distinct one is computed once
    distinct = statistics.groupby(["x", "t_x", "T"]).size()
    x, t_x, T = (distinct.index.get_level_values(name).to_numpy(float) for name in ("x", "t_x", "T"))
    weight = distinct.to_numpy(float)

    def log_likelihood(theta: Floats) -> float:
        return float(weight @ _log_likelihood(theta, x, t_x, T))

    estimate = maximise(log_likelihood, np.log([0.5, float(np.median(T)) / 4, 1.0, 2.0]), NAMES)
    return BgNbd(*estimate.values), estimate


def log_likelihood(model: BgNbd, statistics: pd.DataFrame) -> float:
    """Return the log-likelihood of the histories under the model.

    Parameters
    ----------
    model
        The fitted model.
    statistics
        As `repeat_statistics` returns them.
    """
    x, t_x, T = (statistics[name].to_numpy(float) for name in ("x", "t_x", "T"))
    return float(_log_likelihood(model.as_array(), x, t_x, T).sum())


def probability_alive(model: BgNbd, statistics: pd.DataFrame) -> pd.Series:
    """Return the probability that each customer still buys; 1 by construction before a repeat purchase.

    Parameters
    ----------
    model
        The fitted purchase model.
    statistics
        As `repeat_statistics` returns them.
    """
    x, t_x, T = (statistics[name].to_numpy(float) for name in ("x", "t_x", "T"))
    return pd.Series(1 / (1 + _death_odds(model, x, t_x, T)), index=statistics.index, name="alive")


def expected_purchases(model: BgNbd, statistics: pd.DataFrame, time: float) -> pd.Series:
    """Return the purchases expected of each customer in the coming `time`, given the history.

    Parameters
    ----------
    model
        The fitted model.
    statistics
        As `repeat_statistics` returns them.
    time
        Length of the future, in the unit of the statistics.

    Raises
    ------
    DataError
        The estimates lie so far out that the expectation is not finite.
    """
    x, t_x, T = (statistics[name].to_numpy(float) for name in ("x", "t_x", "T"))
    r, alpha, a, b = model.as_array()
    a = a + 1e-6 if abs(a - 1) < 1e-6 else a  # the formula has a removable singularity at one
    z = time / (alpha + T + time)
    left = ((alpha + T) / (alpha + T + time)) ** (r + x)
    with np.errstate(over="ignore", invalid="ignore"):
        series = left * hyp2f1(r + x, b + x, a + b + x - 1, z)
    # where r is at the edge of its space: the same by Euler's transformation, and the limit for a large r
    other = (1 - z) ** (a - 1) * hyp1f1(a - 1, a + b + x - 1, (a + b - 1 - r) * z)
    series = np.where(np.isfinite(series), series, other)
    expected = (a + b + x - 1) / (a - 1) * (1 - series) / (1 + _death_odds(model, x, t_x, T))
    if not np.isfinite(expected).all():
        raise DataError(
            "the BG/NBD model has no forecast for these customers",
            expected="estimates inside their space",
            got=", ".join(f"{name} {value:.3g}" for name, value in zip(NAMES, model.as_array(), strict=True)),
            hint="The histories fit no rhythm of purchases that ends: too few, or all alike.",
        )
    return pd.Series(expected, index=statistics.index, name="expected")


def _log_likelihood(theta: ArrayLike, x: Floats, t_x: Floats, T: Floats) -> Floats:
    r, alpha, a, b = np.asarray(theta, dtype=float)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    lived = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + T)
    with np.errstate(divide="ignore"):
        died = np.where(
            x > 0,
            betaln(a + 1, np.maximum(b + x - 1, 1e-300)) - betaln(a, b) - (r + x) * np.log(alpha + t_x),
            -np.inf,
        )
    result: Floats = common + np.logaddexp(lived, died)
    return result


def _death_odds(model: BgNbd, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Return the odds of having stopped after the last purchase against still buying."""
    r, alpha, a, b = model.as_array()
    exponent = (r + x) * np.log((alpha + T) / (alpha + t_x))
    odds: Floats = np.where(x > 0, a / np.maximum(b + x - 1, 1e-300) * np.exp(np.minimum(exponent, 700)), 0.0)
    return odds
