"""How unequal customers are: Lorenz curve, Gini coefficient, share of the best."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from portfolio.errors import DataError
from portfolio.results.interval import Interval
from portfolio.results.methods import BOOTSTRAP

Floats = NDArray[np.float64]


def lorenz_curve(amounts: ArrayLike) -> pd.DataFrame:
    """Return cumulated shares of customers and amount, the smallest first, from (0, 0) to (1, 1)."""
    values = _valid(amounts)
    cumulated = np.r_[0.0, np.cumsum(np.sort(values))]
    return pd.DataFrame({"customers": np.linspace(0, 1, len(cumulated)), "amount": cumulated / cumulated[-1]})


def gini(amounts: ArrayLike) -> float:
    """Return the Gini coefficient: 0 if all spend the same, near 1 if one spends all.

    Examples
    --------
    >>> gini([1, 1, 1]), round(gini([0, 0, 0, 1]), 2)
    (0.0, 0.75)
    """
    values = np.sort(_valid(amounts))
    n = len(values)
    return float((2 * np.arange(1, n + 1) - n - 1) @ values / (n * values.sum()))


def top_share(amounts: ArrayLike, share: float = 0.2) -> float:
    """Return the part of the total that the best `share` of customers bring.

    Parameters
    ----------
    amounts
        What each customer spent.
    share
        Of the customers.
    """
    values = np.sort(_valid(amounts))[::-1]
    return float(values[: max(1, round(share * len(values)))].sum() / values.sum())


def resampled(statistic: str, amounts: ArrayLike, rng: np.random.Generator, resamples: int = 300) -> Interval:
    """Return the 95 % bootstrap interval of `gini` or `top_share`, customers drawn with replacement.

    Parameters
    ----------
    statistic
        Its name in this module.
    amounts
        What each customer spent.
    rng
        Source of chance.
    resamples
        How often customers are drawn again.
    """
    values = _valid(amounts)
    function = {"gini": gini, "top_share": top_share}[statistic]
    draws = [function(values[rng.integers(0, len(values), len(values))]) for _ in range(resamples)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(low, high, BOOTSTRAP)


def _valid(amounts: ArrayLike) -> Floats:
    values = np.asarray(amounts, dtype=float)
    if len(values) == 0 or values.min() < 0 or values.sum() <= 0:
        raise DataError("concentration needs amounts that are not negative and not all zero")
    return values
