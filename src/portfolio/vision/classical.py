"""Features that were designed by people: gradients, textures, key points, words of a visual vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage
from skimage.exposure import equalize_adapthist
from skimage.feature import ORB, SIFT, local_binary_pattern, match_descriptors
from sklearn.cluster import MiniBatchKMeans

from portfolio.errors import UsageError, nearest

Floats = NDArray[np.float32]
CELL, BINS = 15, 9
RADII = ((8, 1.0), (8, 2.0))


def _untyped(function: Any) -> Any:
    """Return a function of a library that states no types."""
    return function


def _equalised(images: Floats) -> Floats:
    """Return each image with its grey values replaced by their ranks in it."""
    flat = images.reshape(len(images), -1)
    ranks = np.argsort(np.argsort(flat, axis=1, kind="stable"), axis=1)
    return (ranks / (flat.shape[1] - 1)).reshape(images.shape).astype(np.float32)


def _clahe(images: Floats) -> Floats:
    return np.stack([equalize_adapthist(one, clip_limit=0.01) for one in images]).astype(np.float32)


TREATMENTS: dict[str, Callable[[Floats], Floats]] = {
    "as they are": lambda images: images,
    "Gaussian filter": lambda images: ndimage.gaussian_filter(images, (0, 1, 1)),
    "median filter": lambda images: ndimage.median_filter(images, (1, 3, 3)),
    "equalised": _equalised,
    "CLAHE": _clahe,
}


def prepared(images: Floats, treatment: str) -> Floats:
    """Return images after a filter or an equalisation.

    Parameters
    ----------
    images
        (n, height, width), 0 to 1.
    treatment
        A key of `TREATMENTS`.

    Raises
    ------
    UsageError
        No such treatment.
    """
    if treatment not in TREATMENTS:
        raise UsageError(f"treatment {treatment!r}", hint=nearest(treatment, TREATMENTS))
    return TREATMENTS[treatment](images)


def hog_cells(images: Floats, cell: int = CELL, bins: int = BINS) -> Floats:
    """Return histograms of oriented gradients, one for each cell: (n, rows, columns, bins).

    Parameters
    ----------
    images
        (n, height, width).
    cell
        Pixels of a cell's side.
    bins
        Orientations between 0 and 180 degrees.
    """
    down, right = np.zeros_like(images), np.zeros_like(images)
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    right[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    strength = np.hypot(down, right)
    angle = np.rad2deg(np.arctan2(down, right)) % 180
    of_bin = np.minimum((angle / (180 / bins)).astype(np.int8), bins - 1)
    count, height, width = images.shape
    shape = (count, height // cell, cell, width // cell, cell)
    sums = [np.where(of_bin == one, strength, 0).reshape(shape).mean(axis=(2, 4)) for one in range(bins)]
    return np.stack(sums, axis=-1).astype(np.float32)


def normalised_blocks(cells: Floats) -> Floats:
    """Return the histograms of each two by two cells, scaled to length one and cut at 0.2 (L2-Hys)."""
    parts = [cells[:, :-1, :-1], cells[:, :-1, 1:], cells[:, 1:, :-1], cells[:, 1:, 1:]]
    blocks = np.concatenate(parts, axis=-1)  # (n, rows - 1, columns - 1, 4 * bins)
    for most in (0.2, np.inf):
        blocks = blocks / np.sqrt((blocks**2).sum(axis=-1, keepdims=True) + 1e-10)
        blocks = np.minimum(blocks, most)
    found: Floats = blocks.reshape(len(cells), -1).astype(np.float32)
    return found


def local_binary_histograms(images: Floats) -> Floats:
    """Return the share of each uniform local binary pattern in each image, at two radii."""
    grey, pattern = (images * 255).astype(np.uint8), _untyped(local_binary_pattern)
    rows = []
    for image in grey:
        codes = [pattern(image, points, radius, "uniform") for points, radius in RADII]
        parts = [np.bincount(code.astype(int).ravel(), minlength=10) for code in codes]
        rows.append(np.concatenate(parts) / image.size)
    return np.asarray(rows, dtype=np.float32)


def visual_words(cells: Floats, learnt: NDArray[np.bool_], words: int, seed: int) -> Floats:
    """Return how often each word of a visual vocabulary stands in each image.

    Parameters
    ----------
    cells
        Descriptors by place, (n, rows, columns, width).
    learnt
        Images from which the vocabulary is learnt.
    words
        In the vocabulary.
    seed
        Of the clustering.
    """
    flat = np.sqrt(cells.reshape(len(cells), -1, cells.shape[-1]))
    grouped = MiniBatchKMeans(words, random_state=seed, n_init=3, batch_size=4096)
    grouped.fit(flat[learnt].reshape(-1, flat.shape[-1]))
    labels = grouped.predict(flat.reshape(-1, flat.shape[-1])).reshape(len(cells), -1)
    counts = [np.bincount(row, minlength=words) for row in labels]
    return np.asarray(np.sqrt(np.asarray(counts) / flat.shape[1]), dtype=np.float32)


def keypoint_matches(
    left: Floats, right: Floats, disparity: Floats, method: str, within: float = 2.0
) -> pd.DataFrame:
    """Return the matches between two photos of a stereo pair, and whether the measured disparity agrees.

    Parameters
    ----------
    left, right
        Grey, 0 to 1.
    disparity
        Measured shift of each pixel of the left photo, in pixels; not finite where unknown.
    method
        `SIFT` or `ORB`.
    within
        Pixels that a match may lie beside the measured place, in each direction.
    """
    sift, orb = _untyped(SIFT), _untyped(ORB)
    found = []
    for photo in (left, right):
        one = sift() if method == "SIFT" else orb(n_keypoints=1500)
        one.detect_and_extract(photo)
        found.append((one.keypoints, one.descriptors))
    (places, first), (others, second) = found
    pairs = _untyped(match_descriptors)(first, second, cross_check=True, max_ratio=0.8)
    here, there = places[pairs[:, 0]], others[pairs[:, 1]]
    shift = disparity[tuple(np.round(here).astype(int).T)]
    known = np.isfinite(shift)
    off = np.abs(here - there - np.column_stack([np.zeros(len(shift)), np.where(known, shift, 0)]))
    right_place = (off <= within).all(axis=1)
    table = pd.DataFrame({"row": here[:, 0], "column": here[:, 1], "right": right_place})
    found_table: pd.DataFrame = table.loc[known]
    return found_table
