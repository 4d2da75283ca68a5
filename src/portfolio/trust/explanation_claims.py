"""What the error bars of sampled Shapley values claim, on a game whose values are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.results.methods import STUDENT_T
from portfolio.statistics import means
from portfolio.statistics.claims import Claim
from portfolio.trust import coalitions, shapley

Bounds = tuple[float, float, float]

COLUMNS, PAIRS, SPREAD = 7, 25, 0.3


def skewed_game(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a game whose columns multiply each other, so that what one adds has a long tail."""
    factors = rng.normal(0.2, SPREAD, COLUMNS)
    return np.exp(coalitions.all_coalitions(COLUMNS) @ factors)


def value_from_pairs(rng: np.random.Generator) -> Bounds:
    """Return the interval of one Shapley value from pairs of an order and its reverse, and the true one."""
    game = skewed_game(rng)
    orders = shapley.antithetic_orders(COLUMNS, 2 * PAIRS, rng)
    draws = shapley.marginals(coalitions.lookup(game), orders).reshape(PAIRS, 2, COLUMNS).mean(axis=1)
    low, high = means.student_t(pd.Series(draws[:, 0]))[1][:2]
    return low, high, float(shapley.exact(game)[0])


EXPLANATION_CLAIMS = (
    Claim("Shapley value from sampled orders", STUDENT_T,
          f"{COLUMNS} columns that multiply each other, {PAIRS} pairs of an order and its reverse",
          value_from_pairs, many=4000),
)  # fmt: skip
