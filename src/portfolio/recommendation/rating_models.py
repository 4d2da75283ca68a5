"""Predict stars: biases, nearest neighbours, matrix factorisations.

Koren (2008), Factorization meets the neighborhood; Koren (2010), Factor in the neighbors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
Predict = Callable[[Codes, Codes], Floats]
LOWEST, HIGHEST = 1.0, 5.0


@dataclass(frozen=True)
class Biases:
    """A mean and what each user and item adds to it; an unknown one adds nothing."""

    mean: float
    user: Floats
    item: Floats

    def __call__(self, user: Codes, item: Codes) -> Floats:
        """Return the stars that these biases predict.

        Parameters
        ----------
        user, item
            Codes.
        """
        predicted: Floats = self.mean + self.user[user] + self.item[item]
        return predicted


def fit_biases(
    user: Codes, item: Codes, stars: Floats, shape: tuple[int, int], shrink: tuple[float, float] = (15, 10)
) -> Biases:
    """Return biases by alternating least squares, ten times.

    Parameters
    ----------
    user, item, stars
        The ratings that teach.
    shape
        Numbers of users and items.
    shrink
        Ratings of zero that are added to each user and each item.
    """
    mean, (users, items) = stars.mean(), shape
    of_user, of_item = np.zeros(users), np.zeros(items)
    per_user, per_item = np.bincount(user, minlength=users), np.bincount(item, minlength=items)
    for _ in range(10):
        left = stars - mean - of_user[user]
        of_item = np.bincount(item, left, items) / (shrink[1] + per_item)
        left = stars - mean - of_item[item]
        of_user = np.bincount(user, left, users) / (shrink[0] + per_user)
    return Biases(float(mean), of_user, of_item)


def fit_knn_baseline(
    user: Codes, item: Codes, stars: Floats, shape: tuple[int, int], neighbours: int = 40
) -> Predict:
    """Return the prediction from those among the most similar users who rated the item.

    Similarity is one over one plus the mean squared difference over common items.

    Parameters
    ----------
    user, item, stars
        The ratings that teach.
    shape
        Numbers of users and items.
    neighbours
        Largest number of users asked.
    """
    biases = fit_biases(user, item, stars, shape)
    given, rated = np.zeros(shape), np.zeros(shape)
    given[user, item], rated[user, item] = stars, 1.0
    common, squares = rated @ rated.T, given**2 @ rated.T
    differences = squares + squares.T - 2 * given @ given.T
    similar = np.where(common > 0, 1 / (differences / np.maximum(common, 1) + 1), 0.0)
    off = given - biases.mean - biases.user[:, None] - biases.item
    known_users: Mask = rated.sum(axis=1) > 0
    known_items: Mask = rated.sum(axis=0) > 0

    def predict(user: Codes, item: Codes) -> Floats:
        predicted = biases(user, item)
        for one in np.unique(item[known_items[item]]):
            rows = np.flatnonzero((item == one) & known_users[user])
            raters = np.flatnonzero(rated[:, one])
            weight = similar[np.ix_(user[rows], raters)]  # (rows, raters)
            if len(raters) > neighbours:
                last = np.argsort(-weight, axis=1, kind="stable")[:, neighbours:]
                np.put_along_axis(weight, last, 0.0, axis=1)
            total = weight.sum(axis=1)
            predicted[rows] += np.where(total > 0, weight @ off[raters, one] / np.maximum(total, 1e-300), 0)
        return predicted

    return predict


def in_order_of_users(user: Codes) -> Codes:
    """Return the ratings in the order of descent: users by first appearance, each one's as they stand."""
    first = np.full(int(user.max(initial=0)) + 1, len(user), dtype=np.int64)
    np.minimum.at(first, user, np.arange(len(user)))
    return np.argsort(first[user], kind="stable")


def _descend(
    user: Codes, item: Codes, stars: Floats, mean: float,
    p: Floats, q: Floats, y: Floats, rate: float, shrink: float, epochs: int, implicit: bool,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Run stochastic gradient descent over ratings sorted by user; `p`, `q` and `y` are changed in place.

    In SVD++ each step moves every y of the user by the same vector after shrinking it by the same factor. So
    the steps of one user are kept as one factor and one vector, and applied to the y's at the end: the same
    numbers, for the cost of SVD.
    """
    of_user, of_item = np.zeros(len(p)), np.zeros(len(q))
    width = p.shape[1]
    for _ in range(epochs):
        start = 0
        while start < len(user):
            u, end = user[start], start
            while end < len(user) and user[end] == u:
                end += 1
            size = end - start
            root = np.sqrt(size)
            total = np.zeros(width)  # sum of the y's of this user
            if implicit:
                for n in range(start, end):
                    total += y[item[n]]
            factor, moved = 1.0, np.zeros(width)
            for n in range(start, end):
                i = item[n]
                dot = 0.0
                for f in range(width):
                    dot += q[i, f] * (p[u, f] + total[f] / root)
                error = stars[n] - (mean + of_user[u] + of_item[i] + dot)
                of_user[u] += rate * (error - shrink * of_user[u])
                of_item[i] += rate * (error - shrink * of_item[i])
                for f in range(width):
                    before_p, before_q, seen = p[u, f], q[i, f], total[f] / root
                    p[u, f] += rate * (error * before_q - shrink * before_p)
                    q[i, f] += rate * (error * (before_p + seen) - shrink * before_q)
                    if implicit:
                        step = rate * error * before_q / root
                        moved[f] = (1 - rate * shrink) * moved[f] + step
                        total[f] = (1 - rate * shrink) * total[f] + size * step
                factor *= 1 - rate * shrink
            if implicit:
                for n in range(start, end):
                    y[item[n]] = factor * y[item[n]] + moved
            start = end
    return of_user, of_item


@cache
def _compiled() -> Any:
    from numba import njit  # a service that only reads weights never pays for it

    return njit(_descend)


def fit_svd(
    user: Codes, item: Codes, stars: Floats, shape: tuple[int, int], seed: int, plus: bool = False
) -> Predict:
    """Return SVD, or SVD++ if `plus`, by stochastic gradient descent with the settings of scikit-surprise.

    Parameters
    ----------
    user, item, stars
        The ratings that teach.
    shape
        Numbers of users and items.
    seed
        Of the first factors.
    plus
        Whether the films that a user rated count, whatever the stars.
    """
    order = in_order_of_users(user)
    factors, rate = (20, 0.007) if plus else (100, 0.005)
    rng = np.random.RandomState(seed)
    # users and items are numbered as they first appear among these ratings, so that a seed means the same
    users, items = _by_appearance(user), _by_appearance(item)
    p, q = np.zeros((shape[0], factors)), np.zeros((shape[1], factors))
    y = np.zeros((shape[1] if plus else 1, factors))
    p[users] = rng.normal(0, 0.1, (len(users), factors))
    q[items] = rng.normal(0, 0.1, (len(items), factors))
    if plus:
        y[items] = rng.normal(0, 0.1, (len(items), factors))
    mean = float(stars.mean())
    taught = user[order], item[order], stars[order]
    of_user, of_item = _compiled()(*taught, mean, p, q, y, rate, 0.02, 20, plus)
    if plus:
        size = np.bincount(user, minlength=shape[0])
        total = np.zeros_like(p)
        np.add.at(total, user, y[item])
        p = p + total / np.sqrt(np.maximum(size, 1))[:, None]

    def predict(user: Codes, item: Codes) -> Floats:
        predicted: Floats = mean + of_user[user] + of_item[item] + (p[user] * q[item]).sum(axis=1)
        return predicted

    return predict


def _by_appearance(codes: Codes) -> Codes:
    found, first = np.unique(codes, return_index=True)
    return found[np.argsort(first)]


def fit_svd_als(
    user: Codes, item: Codes, stars: Floats, shape: tuple[int, int], seed: int,
    factors: int = 10, shrink: float = 0.1, sweeps: int = 10,
) -> Predict:  # fmt: skip
    """Return biases and factors of what they leave, by alternating least squares.

    The shrinkage grows with the ratings of each user and item (Zhou et al. 2008).

    Parameters
    ----------
    user, item, stars
        The ratings that teach.
    shape
        Numbers of users and items.
    seed
        Of the first factors.
    factors, shrink, sweeps
        Numbers of factors, shrinkage for each rating, rounds.
    """
    biases = fit_biases(user, item, stars, shape)
    left = stars - biases(user, item)
    rng = np.random.default_rng(seed)
    p, q = np.zeros((shape[0], factors)), rng.normal(0, 0.1, (shape[1], factors))
    for _ in range(sweeps):
        for own, other, mine, theirs in ((user, item, p, q), (item, user, q, p)):
            mine[:] = least_squares(own, theirs[other], left, len(mine), shrink)
    return lambda user, item: biases(user, item) + (p[user] * q[item]).sum(axis=1)


def least_squares(own: Codes, x: Floats, y: Floats, count: int, shrink: float) -> Floats:
    """Return the ridge solution of each owner of rows, shape (count, columns of x); no rows, no factors.

    Parameters
    ----------
    own
        Who owns each row.
    x, y
        Columns and target of each row.
    count
        Owners.
    shrink
        Of each owner, for each of its rows.
    """
    order = np.argsort(own, kind="stable")
    x, y = x[order], y[order]
    ends = np.cumsum(np.bincount(own, minlength=count))
    solved = np.zeros((count, x.shape[1]))
    for one, end in enumerate(ends):
        rows = slice(ends[one - 1] if one else 0, end)
        if (size := end - rows.start) > 0:
            gram = x[rows].T @ x[rows] + shrink * size * np.eye(x.shape[1])
            solved[one] = np.linalg.solve(gram, x[rows].T @ y[rows])
    return solved


def errors(predicted: Floats, stars: Floats, ends: tuple[float, float] = (LOWEST, HIGHEST)) -> Floats:
    """Return how far predictions, cut off at the ends of the scale, lie from the stars.

    Parameters
    ----------
    predicted, stars
        Of the same ratings.
    ends
        Of the scale.
    """
    off: Floats = np.clip(predicted, *ends) - stars
    return off
