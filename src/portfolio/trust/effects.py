"""How a prediction moves with one column: partial dependence and accumulated local effects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.trust.coalitions import Predict

Floats = NDArray[np.float64]


def edges_of(values: Floats, bins: int) -> Floats:
    """Return the edges of bins that hold about as many values each, equal ones once.

    Parameters
    ----------
    values
        Of one column, shape (n,).
    bins
        At most.

    Raises
    ------
    DataError
        The column has a single value.
    """
    edges: Floats = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))
    if len(edges) < 2:
        raise DataError("a column without variation has no effect to draw", expected="two or more values",
                        got=len(edges))  # fmt: skip
    return edges


def partial_dependence(predict: Predict, rows: Floats, column: int, at: Floats) -> Floats:
    """Return the mean prediction when a column is set to each value in every row, centred on the rows.

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    rows
        Shape (n, d).
    column
        Which one is set.
    at
        Values that it is set to, shape (k,).
    """
    found = []
    for value in at:
        changed = rows.copy()
        changed[:, column] = value
        found.append(predict(changed).mean())
    curve = np.array(found)
    return curve - _mean_over(rows[:, column], at, curve)


def accumulated_effects(predict: Predict, rows: Floats, column: int, edges: Floats) -> Floats:
    """Return accumulated local effects at the edges (Apley and Zhu 2020), centred on the rows.

    Each row moves only between the two edges around its own value.

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    rows
        Shape (n, d).
    column
        Whose effect is drawn.
    edges
        Of the bins, shape (k + 1,), increasing.
    """
    place = np.clip(np.searchsorted(edges, rows[:, column], "left"), 1, len(edges) - 1)
    low, high = rows.copy(), rows.copy()
    low[:, column], high[:, column] = edges[place - 1], edges[place]
    moved = predict(high) - predict(low)
    counts = np.bincount(place, minlength=len(edges))[1:]
    steps = np.bincount(place, moved, minlength=len(edges))[1:] / np.maximum(counts, 1)
    curve = np.concatenate([[0.0], steps.cumsum()])
    return curve - _mean_over(rows[:, column], edges, curve)


def _mean_over(values: Floats, at: Floats, curve: Floats) -> float:
    return float(np.interp(values, at, curve).mean())
