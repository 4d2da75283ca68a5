"""Balls around points: precision, recall, density and coverage of a set of samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
ROWS = 500  # rows of a distance matrix that are held at once


@dataclass(frozen=True, eq=False)
class Manifold:
    """Points, each with a ball that reaches to its k-th nearest neighbour among them.

    Parameters
    ----------
    points
        Features, (n, d).
    radii
        Radius of each ball, (n,).
    k
        Neighbours in a ball, the point itself not counted.
    """

    points: Floats
    radii: Floats
    k: int


def distances(a: Floats, b: Floats) -> Floats:
    """Return the Euclidean distances between the rows of `a` and those of `b`, shape (n, m)."""
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.asarray(np.sqrt(np.clip(squares, 0, None)))


def manifold(points: Floats, k: int) -> Manifold:
    """Return the points with their balls.

    Raises
    ------
    DataError
        `k` is not positive, or there are not more than `k` points.
    """
    if not 0 < k < len(points):
        raise DataError(
            "neighbours of a point", expected=f"1 to {len(points) - 1} for {len(points)} points", got=k
        )
    gaps = distances(points, points)
    np.fill_diagonal(gaps, 0.0)  # rounding leaves a trace of the point itself
    return Manifold(points, np.partition(gaps, k, axis=1)[:, k], k)


def nearest_distances(points: Floats, among: Floats) -> Floats:
    """Return the distance from each point to the nearest of `among`, shape (n,)."""
    parts = [distances(points[start : start + ROWS], among).min(1) for start in range(0, len(points), ROWS)]
    return np.concatenate(parts)


def share_inside(points: Floats, balls: Manifold) -> float:
    """Return the share of points that lie in at least one ball.

    Precision if the points are samples and the balls real ones, recall the other way round
    (Kynkäänniemi et al. 2019).
    """
    return float((distances(points, balls.points) <= balls.radii).any(1).mean())


def density(points: Floats, balls: Manifold) -> float:
    """Return how many real balls lie around a sample on average, over k (Naeem et al. 2020).

    Real points score about 1; samples that crowd where real points are dense score more.
    """
    return float((distances(points, balls.points) <= balls.radii).sum(1).mean() / balls.k)


def coverage(points: Floats, balls: Manifold) -> float:
    """Return the share of real balls with at least one sample inside (Naeem et al. 2020)."""
    return float((distances(balls.points, points).min(1) <= balls.radii).mean())
