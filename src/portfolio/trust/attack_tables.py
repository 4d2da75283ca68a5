"""Attacks on a table: changes of the few columns that an applicant can move, within what is plausible.

A move costs the share of the learning rows between the old value and the new, added over columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV

from portfolio.errors import DataError
from portfolio.trust.coalitions import Predict
from portfolio.trust.hiding import STEADY

Floats = NDArray[np.float64]

SETTINGS: dict[str, Any] = {"n_estimators": 120, "learning_rate": 0.05, "num_leaves": 8, **STEADY}
LEVELS = np.linspace(0.05, 0.95, 13)  # quantiles of each column that are tried


@dataclass(frozen=True)
class Choices:
    """What one applicant could have written.

    Parameters
    ----------
    rows
        Plausible rows, the applicant's own first, shape (n, columns).
    costs
        Of each, 0 for the first, shape (n,).
    """

    rows: Floats
    costs: Floats


def fit_score(features: Floats, bad: NDArray[np.int64], seed: int) -> Predict:
    """Return the probability of a bad loan: boosted trees, calibrated by folds of the rows learnt from.

    Parameters
    ----------
    features
        Shape (n, columns).
    bad
        1 where the loan turned out bad, shape (n,).
    seed
        Of the trees.
    """
    trees = LGBMClassifier(**SETTINGS, random_state=seed)
    fitted = CalibratedClassifierCV(trees, method="sigmoid", cv=5, ensemble=False).fit(features, bad)
    return lambda rows: np.asarray(fitted.predict_proba(rows)[:, 1])


def choices(row: Floats, rows: Floats, movable: tuple[int, int, int]) -> Choices:
    """Return all combinations of values that an applicant could plausibly have written.

    A value is the applicant's own or a quantile of `LEVELS`. The share of the price that is lent and the
    payment per month must lie between the outermost quantiles too, or be no further out than they were.

    Parameters
    ----------
    row
        The applicant, shape (columns,).
    rows
        Learning rows, shape (n, columns).
    movable
        Columns of amount, time and price.

    Raises
    ------
    DataError
        A movable value is not above 0, so that no ratio can be formed.
    """
    for column in movable:
        if not row[column] > 0:
            what = f"column {column} of the applicant cannot be moved"
            raise DataError(what, expected="a value above 0", got=f"{row[column]:g}")
    values = [np.r_[row[c], np.quantile(rows[:, c], LEVELS, method="nearest")] for c in movable]
    tried = np.tile(row, (len(LEVELS) + 1) ** 3).reshape(-1, len(row))
    tried[:, list(movable)] = list(product(*values))
    low, high = np.quantile(_ratios(rows, movable), LEVELS[[0, -1]], axis=0)
    own, all_ratios = _ratios(row[None], movable)[0], _ratios(tried, movable)
    low, high = np.minimum(low, own) - 1e-9, np.maximum(high, own) + 1e-9
    fits = (all_ratios >= low) & (all_ratios <= high)
    kept = tried[fits.all(axis=1)]
    costs = np.sum([_ranks(rows[:, c], row[c], kept[:, c]) for c in movable], axis=0)
    return Choices(kept, costs)


def greedy(predict: Predict, options: Choices, movable: tuple[int, int, int], cut: float) -> float:
    """Return the cost at which an applicant is accepted, moving one column at a time; infinity if never.

    Each move is the one that lowers the score most for its cost.

    Parameters
    ----------
    predict
        Probability of a bad loan of each row.
    options
        Of the applicant.
    movable
        Columns that move.
    cut
        Above it an applicant is refused.
    """
    scores, costs, here = predict(options.rows), options.costs, 0
    moves = options.rows[:, list(movable)]
    while scores[here] > cut:
        one = ((moves != moves[here]).sum(axis=1) == 1) & (costs > costs[here])
        worth = np.where(one, scores[here] - scores, 0) / np.maximum(costs - costs[here], 1e-9)
        here = int(worth.argmax())
        if worth[here] <= 0:
            return float("inf")
    return float(costs[here])


def at_random(options: Choices, budget: float, rng: np.random.Generator) -> int:
    """Return a plausible row drawn at random, or the applicant's own if none has the cost.

    Parameters
    ----------
    options
        Of the applicant.
    budget
        Largest cost; the smallest is half of it.
    rng
        Source of chance.
    """
    near = np.flatnonzero((options.costs > budget / 2) & (options.costs <= budget))
    return int(rng.choice(near)) if len(near) else 0


def _ratios(rows: Floats, movable: tuple[int, int, int]) -> Floats:
    """Return the share of the price that is lent and the payment per month, shape (n, 2)."""
    amount, time, price = rows[:, list(movable)].T
    return np.stack([amount / price, amount / time], axis=1)


def _ranks(learnt: Floats, old: float, new: Floats) -> Floats:
    """Return the share of the learning rows between two values, half of those at each end."""
    ordered = np.sort(learnt)

    def place(value: Floats) -> Floats:
        left, right = (np.searchsorted(ordered, value, side) for side in ("left", "right"))
        return (left + right) / 2 / len(ordered)

    return np.abs(place(new) - place(np.array([old])))
