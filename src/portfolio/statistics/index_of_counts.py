"""The population stability index of two counts over the same bins."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LEAST = 0.5  # an empty bin counts as half a row, so that it does not make the index infinite


def psi(expected: ArrayLike, observed: ArrayLike) -> float:
    """Return the population stability index of two counts over the same bins; 0 if their shares are equal.

    The sum of (observed - expected) * log(observed / expected) over shares; the sum of both Kullback-Leibler
    divergences. Siddiqi (2006). A bin that is empty in both says nothing.

    Parameters
    ----------
    expected
        Counts of the bins then.
    observed
        Counts of the bins now.
    """
    return float(psi_of_counts(np.asarray(expected), np.asarray(observed)))


def psi_of_counts(expected: NDArray[Any], observed: NDArray[Any]) -> NDArray[np.float64]:
    """Return `psi` of counts of shape (..., bins), one for each pair.

    Parameters
    ----------
    expected
        Counts of the bins then.
    observed
        Counts of the bins now.
    """
    used = (expected > 0) | (observed > 0)
    filled = (np.where(used, np.maximum(counts, _LEAST), 0.0) for counts in (expected, observed))
    p, q = (counts / counts.sum(axis=-1, keepdims=True) for counts in filled)
    ratio = np.divide(q, p, out=np.ones(used.shape), where=used)
    index: NDArray[np.float64] = ((q - p) * np.log(ratio)).sum(axis=-1)
    return index
