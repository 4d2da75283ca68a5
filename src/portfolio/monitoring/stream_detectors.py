"""Detectors on streams of errors and on windows of columns: Page-Hinkley, DDM, ADWIN, mean discrepancy.

Those on errors return a statistic for each step of many streams at once; an alarm is a step above a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Path = Callable[[Floats], Floats]
WARM_UP = 30  # steps without an alarm


def page_hinkley(errors: Floats, slack: float = 0.005) -> Floats:
    """Return the sum of the errors above their running mean, less its lowest value so far (Page 1954).

    Parameters
    ----------
    errors
        One stream in each row.
    slack
        Taken off at each step.
    """
    steps = errors - _running_mean(errors) - slack
    sums = steps.cumsum(axis=1)
    return _warmed(sums - np.minimum.accumulate(np.minimum(sums, 0), axis=1))


def ddm(errors: Floats) -> Floats:
    """Return by how many deviations the error rate lies above its lowest so far (Gama et al. 2004).

    Parameters
    ----------
    errors
        One stream of zeros and ones in each row.
    """
    rate, count = _running_mean(errors), np.arange(1, errors.shape[1] + 1)
    spread = np.sqrt(rate * (1 - rate) / count)
    rate, spread = rate[:, WARM_UP:], spread[:, WARM_UP:]
    total = rate + spread
    best = np.maximum.accumulate(
        np.where(total <= np.minimum.accumulate(total, axis=1), np.arange(total.shape[1]), 0), axis=1
    )
    low, wide = np.take_along_axis(rate, best, 1), np.take_along_axis(spread, best, 1)
    found = np.zeros(errors.shape)
    found[:, WARM_UP:] = np.divide(total - low, wide, out=np.zeros(total.shape), where=wide > 0)
    return found


def adwin(errors: Floats, every: int = 32, least: int = 5) -> Floats:
    """Return how unlikely the largest difference of two parts of the window is (Bifet and Gavaldà 2007).

    An alarm at confidence `delta` is a statistic above log(2 / delta): the bound of the paper, solved for its
    confidence. The window is the stream from its start and is not cut: only the first alarm counts here.

    Parameters
    ----------
    errors
        One stream in each row.
    every
        Steps between two tests; the statistic stays between them.
    least
        Smallest part of a window.
    """
    found, sums = np.zeros(errors.shape), errors.cumsum(axis=1)
    for end in range(every, errors.shape[1] + 1, every):
        old = np.arange(least, end - least + 1)
        new = end - old
        total = sums[:, end - 1 : end]
        gap = np.abs(sums[:, old - 1] / old - (total - sums[:, old - 1]) / new)
        mean = total / end
        variance = mean * (1 - mean)
        harmonic = 1 / (1 / old + 1 / new)
        linear, square = np.sqrt(2 * variance / harmonic), 2 / (3 * harmonic)
        root = (np.sqrt(linear**2 + 4 * square * gap) - linear) / (2 * square)
        found[:, end - 1 :] = (root**2).max(axis=1, keepdims=True) - np.log(np.log(end))
    return _warmed(found)


PATHS: Mapping[str, Path] = {"Page-Hinkley": page_hinkley, "DDM": ddm, "ADWIN": adwin}
USUAL = {"Page-Hinkley": 50.0, "DDM": 3.0, "ADWIN": float(np.log(2 / 0.002))}  # limits that libraries set


def mmd_test(past: Floats, now: Floats, block: int = 1, permutations: int = 199, seed: int = 0) -> float:
    """Return the p-value of the maximum mean discrepancy of two windows (Gretton et al. 2012).

    Gaussian kernel, the median distance as its width. Blocks of rows in a row are permuted whole.

    Parameters
    ----------
    past, now
        Rows in order; their numbers are multiples of `block`.
    block
        Rows of a block; 1 permutes single rows.
    permutations
        How many.
    seed
        Of the permutations.
    """
    if len(past) % block or len(now) % block:
        raise DataError("windows", expected=f"a multiple of {block} rows", got=f"{len(past)} and {len(now)}")
    rows = np.vstack([past, now])
    distance = cdist(rows, rows, "sqeuclidean")
    kernel = np.exp(-distance / np.median(distance[distance > 0]))
    signs = np.r_[np.full(len(past) // block, -1 / len(past)), np.full(len(now) // block, 1 / len(now))]
    rng = np.random.default_rng(seed)
    orders = np.vstack([signs, *(rng.permutation(signs) for _ in range(permutations))])
    weights = np.repeat(orders, block, axis=1)
    statistic = np.einsum("pi,pi->p", weights @ kernel, weights)
    return float((statistic >= statistic[0] - 1e-12).mean())


def first_alarms(path: Floats, limit: float) -> NDArray[np.intp]:
    """Return the first step of each stream at which the statistic is above a limit, the length if none is.

    Parameters
    ----------
    path
        The statistic, one stream in each row.
    limit
        Above which an alarm is raised.
    """
    above = path > limit
    first: NDArray[np.intp] = np.where(above.any(axis=1), above.argmax(axis=1), path.shape[1])
    return first


def _running_mean(errors: Floats) -> Floats:
    return errors.cumsum(axis=1) / np.arange(1, errors.shape[1] + 1)


def _warmed(path: Floats) -> Floats:
    path[:, :WARM_UP] = 0.0
    return path
