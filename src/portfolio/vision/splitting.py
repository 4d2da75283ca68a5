"""Which photos may not lie on both sides of a split, and splits that keep them together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
QUARTERS = 4


def _correlations(images: NDArray[np.float32], kind: NDArray[np.str_]) -> NDArray[np.float32]:
    """Return the correlation of each photo with each other, after the mean photo of its type is taken off."""
    rows = images.reshape(len(images), -1).astype(np.float32)
    for one in np.unique(kind):
        rows[kind == one] -= rows[kind == one].mean(axis=0)
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    found = rows @ rows.T
    np.fill_diagonal(found, -1)
    return found


def nearest_photo(images: NDArray[np.float32], kind: NDArray[np.str_]) -> pd.DataFrame:
    """Return for each photo the one that it resembles most: `photo`, `correlation`, `places` between them.

    Parameters
    ----------
    images
        Reduced photos, (n, height, width).
    kind
        Types; the mean photo of a type is taken off before photos are compared.
    """
    found = _correlations(images, kind)
    nearest = found.argmax(axis=1)
    away = np.abs(nearest - np.arange(len(images)))
    return pd.DataFrame({"photo": nearest, "correlation": found.max(axis=1), "places": away})


def duplicate_groups(images: NDArray[np.float32], kind: NDArray[np.str_], least: float) -> Ints:
    """Return a number for each photo, the same for photos that chains of close resemblance join.

    Parameters
    ----------
    images
        Reduced photos, (n, height, width).
    kind
        Types.
    least
        Correlation from which two photos count as near-duplicates.
    """
    first, second = np.nonzero(np.triu(_correlations(images, kind) >= least, k=1))
    shape = (len(images), len(images))
    graph = coo_matrix((np.ones(len(first)), (first, second)), shape=shape)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def stretches(kind: NDArray[np.str_], length: int) -> Ints:
    """Return a number for each photo: stretches of consecutive places, each of one type.

    Parameters
    ----------
    kind
        Types, in the order of the files.
    length
        Photos of a stretch, about.
    """
    run = np.cumsum(np.r_[0, kind[1:] != kind[:-1]])
    numbers, following = np.empty(len(kind), dtype=np.int64), 0
    for one in np.unique(run):
        places = np.flatnonzero(run == one)
        for part in np.array_split(places, max(1, round(len(places) / length))):
            numbers[part] = following
            following += 1
    return numbers


def quarters(strata: NDArray[np.str_], groups: Ints, seed: int) -> Ints:
    """Return the quarter, 0 to 3, of each photo: strata in equal shares, groups whole.

    Parameters
    ----------
    strata
        What is to be found in equal shares in each quarter.
    groups
        Photos with the same number stay together.
    seed
        Of the draw.
    """
    folds = StratifiedGroupKFold(QUARTERS, shuffle=True, random_state=seed)
    numbers = np.empty(len(strata), dtype=np.int64)
    for number, (_, held) in enumerate(folds.split(np.zeros(len(strata)), strata, groups)):
        numbers[held] = number
    return numbers


def overlapping_squares(columns: Floats, rows: Floats, category: NDArray[np.str_], side: int) -> Ints:
    """Return a number for each square of an image, the same where chains of overlaps join squares of a class.

    Squares of different images may be joined, since no image is named: too much is kept together, not too
    little.

    Parameters
    ----------
    columns, rows
        Of the middle pixel.
    category
        Class of the square.
    side
        Pixels of a square's side.
    """
    near = np.abs(columns[:, None] - columns) < side
    near &= np.abs(rows[:, None] - rows) < side
    near &= category[:, None] == category
    return np.asarray(connected_components(coo_matrix(near), directed=False)[1], dtype=np.int64)
