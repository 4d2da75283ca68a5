"""The game that Shapley values divide: what a model says when only some columns of a row are known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Masks = NDArray[np.bool_]
Predict = Callable[[Floats], Floats]
Value = Callable[[Masks], Floats]

AT_ONCE = 400_000  # rows in one call of the model
MOST_COLUMNS = 20  # whose coalitions fit into memory


def all_coalitions(columns: int) -> Masks:
    """Return every set of columns as a mask, shape (2**columns, columns); row number s is the binary s.

    Raises
    ------
    DataError
        There are too many to enumerate.

    Examples
    --------
    >>> all_coalitions(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    if not 1 <= columns <= MOST_COLUMNS:
        raise DataError(
            "coalitions cannot be enumerated",
            expected=f"1 to {MOST_COLUMNS} columns",
            got=columns,
            hint="Sample them instead.",
        )
    return (np.arange(2**columns)[:, None] >> np.arange(columns) & 1).astype(bool)


def codes(masks: Masks) -> NDArray[np.int64]:
    """Return the number of each coalition in the order of `all_coalitions`; columns are the last axis."""
    found: NDArray[np.int64] = masks @ (1 << np.arange(masks.shape[-1]))
    return found


def lookup(values: Floats) -> Value:
    """Return a game whose values were all computed before, in the order of `all_coalitions`."""
    return lambda masks: values[codes(masks)]


def check_row(row: Floats, others: Floats) -> None:
    """Refuse a row that does not fit the rows that it is held against.

    Parameters
    ----------
    row
        Shape (d,).
    others
        Background or neighbours, shape (m, d).

    Raises
    ------
    DataError
        Shapes differ, there are no other rows, or a value is missing.
    """
    if others.ndim != 2 or row.shape != others.shape[1:] or not len(others):
        raise DataError(
            "a row and what it is held against do not fit",
            expected="shapes (d,) and (m, d) with m of 1 or more",
            got=f"{row.shape} and {others.shape}",
        )
    if not (np.isfinite(row).all() and np.isfinite(others).all()):
        raise DataError("a missing or infinite value cannot be mixed into other rows",
                        expected="finite numbers", hint="Fill the gaps first, and count them.")  # fmt: skip


def interventional(predict: Predict, row: Floats, background: Floats, masks: Masks) -> Floats:
    """Return the mean prediction when the columns of each coalition are set to the row's values.

    The other columns come from each background row in turn. All coalitions go to the model in few large
    calls.

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    row
        What is explained, shape (d,).
    background
        Whom it is compared with, shape (m, d).
    masks
        Coalitions, shape (n, d).
    """
    check_row(row, background)
    chunks = np.array_split(masks, max(1, len(masks) * len(background) // AT_ONCE))
    means = [
        predict(np.where(chunk[:, None], row, background).reshape(-1, len(row)))
        .reshape(len(chunk), -1)
        .mean(axis=1)
        for chunk in chunks
    ]
    return np.concatenate(means)


def conditional(predict: Predict, row: Floats, rows: Floats, masks: Masks, neighbours: int = 20) -> Floats:
    """Return the mean prediction given the columns of each coalition, estimated from similar real rows.

    The other columns come from the rows that are nearest to the explained one in the columns of the
    coalition: the empirical approach of Aas, Jullum and Løland 2021, with neighbours in place of kernel
    weights. Distances are Euclidean in units of each column's standard deviation.

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    row
        What is explained, shape (d,).
    rows
        Real rows, shape (m, d).
    masks
        Coalitions, shape (n, d).
    neighbours
        Rows that are averaged over.
    """
    check_row(row, rows)
    spread = rows.std(axis=0)
    apart = ((rows - row) / np.where(spread > 0, spread, 1)) ** 2  # shape (m, d)
    count, found = min(neighbours, len(rows)), []
    for chunk in np.array_split(masks, max(1, len(masks) * len(rows) // 4_000_000)):
        away = chunk.astype(float) @ apart.T
        near = np.argpartition(away, count - 1, axis=1)[:, :count]
        near[~chunk.any(axis=1)] = np.linspace(0, len(rows) - 1, count).astype(int)  # nothing is known
        mixed = np.where(chunk[:, None], row, rows[near])
        found.append(predict(mixed.reshape(-1, len(row))).reshape(len(chunk), count).mean(axis=1))
    return np.concatenate(found)
