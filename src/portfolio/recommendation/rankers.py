"""Rank films from likes: popularity, neighbours, EASE, factorisations, content.

Each fitted ranker scores histories, users by items with 1 for a like, also of users it has never seen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Score = Callable[[sparse.csr_array], Floats]


def fit_popularity(likes: sparse.csr_array) -> Score:
    """Return a ranker that gives every user the number of likes of each item."""
    popularity = np.asarray(likes.sum(axis=0), dtype=float).ravel()
    return lambda history: np.tile(popularity, (history.shape[0], 1))


def weighted(weights: Floats) -> Score:
    """Return a ranker that adds up, for each item, the weights that lead there from the liked ones.

    Parameters
    ----------
    weights
        Items by items: from the row to the column.
    """
    return lambda history: np.asarray(history @ weights, dtype=float)


def item_cosine(likes: sparse.csr_array, shrink: float = 0.0) -> Floats:
    """Return the cosine between the columns of likes, 0 on the diagonal.

    Parameters
    ----------
    likes
        Users by items.
    shrink
        Added to the denominator: pairs with few common likes count less.
    """
    common = (likes.T @ likes).toarray()
    size = np.sqrt(np.diag(common))
    cosine: Floats = common / np.maximum(np.outer(size, size) + shrink, 1e-300)
    np.fill_diagonal(cosine, 0.0)
    return cosine


def nearest_only(similarity: Floats, neighbours: int) -> Floats:
    """Return a similarity in which each column keeps its largest entries.

    Parameters
    ----------
    similarity
        Items by items.
    neighbours
        How many; equal ones by their row.
    """
    if neighbours >= len(similarity):
        return similarity
    dropped = np.argsort(-similarity, axis=0, kind="stable")[neighbours:]
    kept = similarity.copy()
    np.put_along_axis(kept, dropped, 0.0, axis=0)
    return kept


def ease_weights(likes: sparse.csr_array, shrink: float, content: Floats | None = None) -> Floats:
    """Return the weights of EASE: ridge regression of each item on all others (Steck 2019).

    Parameters
    ----------
    likes
        Users by items.
    shrink
        Ridge penalty.
    content
        Items by features; it enters as further users who like what has the feature.
    """
    gram = (likes.T @ likes).toarray()
    if content is not None:
        gram = gram + content @ content.T
    inverse = np.linalg.inv(gram + shrink * np.eye(len(gram)))
    weights: Floats = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def als_step(other: Floats, likes: sparse.csr_array, alpha: float, shrink: float) -> Floats:
    """Return the factors of all rows for fixed factors of the columns (Hu, Koren and Volinsky 2008).

    A like has weight 1 + alpha, everything else weight 1 and target 0.

    Parameters
    ----------
    other
        Factors of the columns.
    likes
        Rows by columns.
    alpha, shrink
        Further weight of a like, ridge penalty.
    """
    width = other.shape[1]
    base = other.T @ other + shrink * np.eye(width)
    ends, columns = likes.indptr, likes.indices
    grams, sums = np.empty((len(ends) - 1, width, width)), np.empty((len(ends) - 1, width))
    for row in range(len(ends) - 1):
        liked = other[columns[ends[row] : ends[row + 1]]]
        grams[row] = base + alpha * liked.T @ liked
        sums[row] = (1 + alpha) * liked.sum(axis=0)
    return np.asarray(np.linalg.solve(grams, sums[..., None])[..., 0], dtype=float)


def fit_als(
    likes: sparse.csr_array, factors: int, alpha: float, shrink: float, seed: int, sweeps: int = 10
) -> tuple[Score, Floats]:
    """Return a ranker by weighted matrix factorisation, and the factors of its items.

    Parameters
    ----------
    likes
        Users by items.
    factors, alpha, shrink
        See `als_step`.
    seed
        Of the first factors.
    sweeps
        Rounds of alternating least squares.
    """
    rng = np.random.default_rng(seed)
    items = rng.normal(0, 0.1, (likes.shape[1], factors))
    back = likes.T.tocsr()
    for _ in range(sweeps):
        users = als_step(items, likes, alpha, shrink)
        items = als_step(users, back, alpha, shrink)
    return lambda history: als_step(items, history, alpha, shrink) @ items.T, items


def _bpr_epochs(
    users: Codes, liked: Codes, other: Codes, p: Floats, q: Floats, bias: Floats, rate: float, shrink: float
) -> None:
    for n in range(len(users)):
        u, i, j = users[n], liked[n], other[n]
        gap = bias[i] - bias[j]
        for f in range(p.shape[1]):
            gap += p[u, f] * (q[i, f] - q[j, f])
        slope = 1 / (1 + np.exp(gap))
        bias[i] += rate * (slope - shrink * bias[i])
        bias[j] += rate * (-slope - shrink * bias[j])
        for f in range(p.shape[1]):
            before_u, before_i, before_j = p[u, f], q[i, f], q[j, f]
            p[u, f] += rate * (slope * (before_i - before_j) - shrink * before_u)
            q[i, f] += rate * (slope * before_u - shrink * before_i)
            q[j, f] += rate * (-slope * before_u - shrink * before_j)


@cache
def _compiled() -> Any:
    from numba import njit  # a service that only reads weights never pays for it

    return njit(_bpr_epochs)


def fit_bpr(
    likes: sparse.csr_array, factors: int, shrink: float, seed: int, epochs: int, rate: float = 0.05
) -> Floats:
    """Return scores by Bayesian personalised ranking: likes above what was not liked (Rendle et al. 2009).

    In each epoch as many pairs are drawn as there are likes; an item that the user likes is no counterpart.

    Parameters
    ----------
    likes
        Users by items.
    factors, shrink
        Number of factors, ridge penalty.
    seed
        Of factors and draws.
    epochs, rate
        Rounds and step.

    Returns
    -------
    numpy.ndarray
        Users by items, of the users it was fitted to.
    """
    rng = np.random.default_rng(seed)
    count, items = likes.shape
    p, q = rng.normal(0, 0.1, (count, factors)), rng.normal(0, 0.1, (items, factors))
    bias = np.zeros(items)
    rows, columns = likes.nonzero()
    known = likes.toarray() > 0
    for _ in range(epochs):
        drawn, other = rng.integers(len(rows), size=len(rows)), rng.integers(items, size=len(rows))
        kept = ~known[rows[drawn], other]
        pairs = rows[drawn][kept], columns[drawn][kept], other[kept]
        _compiled()(*(one.astype(np.int64) for one in pairs), p, q, bias, rate, shrink)
    scores: Floats = p @ q.T + bias
    return scores
