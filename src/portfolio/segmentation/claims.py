"""What the intervals of this chapter's own statistics claim."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.special import gammaln

from portfolio.results.methods import BOOTSTRAP, NORMAL_IN_LOGS
from portfolio.segmentation.choice import explained
from portfolio.segmentation.concentration import resampled
from portfolio.segmentation.likelihood import maximise
from portfolio.statistics.claims import Claim

CUSTOMERS, SPREAD = 500, 1.0
GAP = 0.7  # half of the distance between two segments, in deviations of their customers
SHAPE, RATE = 2.0, 0.5


def gini_of_spend(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the Gini coefficient of log-normal amounts, and the true one."""
    low, high = resampled("gini", rng.lognormal(3, SPREAD, CUSTOMERS), rng)
    return low, high, float(2 * stats.norm.cdf(SPREAD / np.sqrt(2)) - 1)


def share_of_the_best(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of what the best fifth of customers bring, and the true share."""
    low, high = resampled("top_share", rng.lognormal(3, SPREAD, CUSTOMERS), rng)
    return low, high, float(stats.norm.cdf(SPREAD - stats.norm.ppf(0.8)))


def variance_explained(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the variance that two segments explain, held out, and the true share.

    The means of the segments are learnt, so a little less than the true share is reached.
    """
    labels = rng.permutation(CUSTOMERS) % 2
    outcome = 2 * GAP * labels + rng.gamma(1.0, 1.0, CUSTOMERS)
    row = explained({"two segments": labels}, outcome, rng, 300).iloc[0]
    return float(row["low"]), float(row["high"]), GAP**2 / (GAP**2 + 1)


def shape_of_gamma(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the interval of the shape of a gamma distribution by maximum likelihood, and the true shape."""
    values = rng.gamma(SHAPE, 1 / RATE, 200)
    total, logs, size = values.sum(), np.log(values).sum(), len(values)

    def log_likelihood(parameters: np.ndarray) -> float:
        shape, rate = parameters
        return float(size * (shape * np.log(rate) - gammaln(shape)) + (shape - 1) * logs - rate * total)

    table = maximise(log_likelihood, np.zeros(2), ("shape", "rate")).table()
    low, high = table.loc["shape", ["low", "high"]].to_numpy(dtype=float)
    return float(low), float(high), SHAPE


_SPEND = f"{CUSTOMERS} customers, log-normal spend with a deviation of {SPREAD:g} in logs"

CLAIMS = (
    Claim("Gini coefficient", BOOTSTRAP, _SPEND, gini_of_spend, many=1000),
    Claim("share of the best fifth", BOOTSTRAP, _SPEND, share_of_the_best, many=1000),
    Claim(
        "variance explained by segments",
        BOOTSTRAP,
        f"{CUSTOMERS} customers in two segments, long tail",
        variance_explained,
        many=1000,
    ),
    Claim(
        "parameter by maximum likelihood",
        NORMAL_IN_LOGS,
        "200 gamma values, both parameters unknown; the models of purchases themselves take too long to fit",
        shape_of_gamma,
        many=1000,
    ),
)
