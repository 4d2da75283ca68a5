"""The Gamma-Gamma model of spend per purchase.

Source: Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value, http://www.brucehardie.com/notes/025/.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from portfolio.errors import DataError
from portfolio.segmentation.bgnbd import MIN_REPEATERS
from portfolio.segmentation.likelihood import Estimate, maximise

Floats = NDArray[np.float64]
NAMES = ("p", "q", "v")
NO_MEAN = "; q is at most 1: the mean amount of all customers does not exist"


@dataclass(frozen=True)
class GammaGamma:
    """Parameters of the model: amounts Gamma(p, nu), nu Gamma(q, v) between customers."""

    p: float
    q: float
    v: float


def fit_gamma_gamma(statistics: pd.DataFrame) -> tuple[GammaGamma, Estimate]:
    """Return the maximum likelihood estimate from repeat buyers with a positive mean spend.

    Parameters
    ----------
    statistics
        Columns `x` and `spend`, as `repeat_statistics` returns them.

    Raises
    ------
    DataError
        Too few customers bought again.
    """
    used = statistics[(statistics["x"] > 0) & (statistics["spend"] > 0)]
    if len(used) < MIN_REPEATERS:
        raise DataError(
            "too few customers bought again to tell what they spend",
            expected=f"at least {MIN_REPEATERS} repeat buyers",
            got=len(used),
        )
    x, z = used["x"].to_numpy(float), used["spend"].to_numpy(float)

    def log_likelihood(theta: Floats) -> float:
        p, q, v = theta
        parts = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        parts = parts + (p * x - 1) * np.log(z) + p * x * np.log(x) - (p * x + q) * np.log(v + x * z)
        return float(parts.sum())

    estimate = maximise(log_likelihood, np.log([2.0, 3.0, float(np.median(z))]), NAMES)
    if estimate.values[1] <= 1:
        estimate = replace(estimate, remark=NO_MEAN)
    return GammaGamma(*estimate.values), estimate


def expected_spend(model: GammaGamma, statistics: pd.DataFrame) -> pd.Series:
    """Return the mean amount expected of each customer's next purchases.

    Without repeat purchases it is the mean of all customers, p v / (q - 1). That mean does not exist where q
    is at most 1: the mean of the repeat buyers stands for it.

    Parameters
    ----------
    model
        The fitted model of spend.
    statistics
        As `repeat_statistics` returns them.
    """
    x = statistics["x"].to_numpy(float) * (statistics["spend"] > 0)
    below = model.p * x + model.q - 1
    spend: pd.Series = model.p * (model.v + x * statistics["spend"]) / below
    if model.q <= 1:
        spend = spend.where(below > 0, statistics["spend"][statistics["spend"] > 0].mean())
    return spend.rename("spend")
