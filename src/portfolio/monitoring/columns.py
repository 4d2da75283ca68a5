"""Which column is which: after a change, columns are found again by how they go with each other."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
MOST = 8  # 40,320 orders; one column more and they are nine times as many


def match_columns(before: Floats, after: Floats, label: int = 1) -> tuple[tuple[int, ...], Floats]:
    """Return the order of columns under which correlations after a change are nearest to those before.

    All orders are tried. The last `label` columns keep their place.

    Parameters
    ----------
    before, after
        Rows of the same columns; the same columns in another order, it may be.
    label
        How many columns at the end are known to have kept their place.

    Returns
    -------
    tuple
        For each column before, its place after; and the squared distance of every order, in the order of
        `itertools.permutations`.
    """
    free = before.shape[1] - label
    if before.shape[1] != after.shape[1] or not 2 <= free <= MOST:
        got = f"{before.shape[1]} and {after.shape[1]} columns, {label} fixed"
        raise DataError("columns", expected=f"as many on both sides, 2 to {MOST} of them free", got=got)
    one, other = (np.atleast_2d(np.corrcoef(rows.T)) for rows in (before, after))
    orders = np.array(list(permutations(range(free))))
    whole = np.column_stack([orders, np.tile(np.arange(free, free + label), (len(orders), 1))])
    off = np.array([np.sum((other[np.ix_(order, order)] - one) ** 2) for order in whole])
    return tuple(int(place) for place in orders[off.argmin()]), off
