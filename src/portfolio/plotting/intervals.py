"""Error bars of any interval, also of one that leaves its value out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def error_bars(value: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Return how far intervals reach down and up from their values, as matplotlib takes it.

    A mean may lie outside the middle half of what it was taken over, or an estimate outside its bootstrap
    interval. The bar then ends at the value on that side: no reach is negative, which matplotlib refuses.

    Returns
    -------
    numpy.ndarray
        Shape (2, n) for n values; a missing bound stays missing and is not drawn.

    Examples
    --------
    >>> error_bars([1.0, 5.0], [0.5, 1.0], [2.0, 4.0]).tolist()
    [[0.5, 4.0], [1.0, 0.0]]
    """
    at, below, above = (np.asarray(part, dtype=float) for part in (value, low, high))
    reach: NDArray[np.float64] = np.maximum(np.stack([at - below, above - at]), 0.0)
    return reach
