"""The population stability index, and how large it grows by chance when nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.statistics.index_of_counts import psi, psi_of_counts

__all__ = [
    "MISSING", "Bins", "alarm_threshold", "batch_counts", "largest_by_chance", "psi", "psi_of_counts",
    "reference_bins",
]  # fmt: skip
MISSING = "(missing)"
_CHUNK = 4_000_000  # weights held at a time

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Bins:
    """Bins of a reference population, fixed once: edges of a number or levels of a text, and their counts."""

    edges: NDArray[np.float64] | None
    levels: tuple[str, ...]
    counts: NDArray[np.int64]

    def code(self, column: pd.Series) -> NDArray[np.int64]:
        """Return the bin of each value; the last is missing of a number, rare or new of a text."""
        return _codes(column, self.edges, self.levels)

    def count(self, column: pd.Series) -> NDArray[np.int64]:
        """Return how many values of a column fall into each bin."""
        return np.bincount(self.code(column), minlength=len(self.counts))


def reference_bins(column: pd.Series, bins: int = 10, rare: float = 0.02) -> Bins:
    """Return the bins of a column: tenths of a number, frequent levels of a text; missing has its own.

    Parameters
    ----------
    column
        The reference; true and false are texts.
    bins
        Bins of equal share that a number is cut into; equal edges are merged.
    rare
        Levels of a text with a smaller share are one bin.
    """
    edges, levels = None, tuple[str, ...]()
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = column.dropna().to_numpy(dtype=float)
        shares = np.linspace(0, 1, bins + 1)[1:-1]
        edges = np.unique(np.quantile(values, shares)) if len(values) else np.empty(0)
        size = len(edges) + 2
    else:
        found = column.astype(object).fillna(MISSING).value_counts(normalize=True)
        levels = tuple(sorted(map(str, found[found >= rare].index)))
        size = len(levels) + 1
    return Bins(edges, levels, np.bincount(_codes(column, edges, levels), minlength=size))


def largest_by_chance(
    codes: Sequence[NDArray[np.int64]], size: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Return the largest index over the columns in repeats in which nothing has changed.

    In each repeat the reference **and** the batch are drawn anew from the rows at hand, whole rows, so that
    columns stay as dependent as they are. Holding the reference fixed would ignore its own sampling error,
    which the index of a real batch contains as well, and alarms would come several times too often.

    Parameters
    ----------
    codes
        Bin of each row of the reference, one array a column.
    size
        Rows of a batch.
    draws
        Repeats.
    """
    widths = [int(column.max()) + 1 for column in codes]
    found = []
    for both in _weights(len(codes[0]), size, draws, rng):
        largest = np.zeros(len(both[0]))
        for column, width in zip(codes, widths, strict=True):
            is_in = np.eye(width, dtype=np.float32)[column]  # (rows, bins)
            again, fresh = (weights @ is_in for weights in both)  # (draws, bins)
            largest = np.maximum(largest, psi_of_counts(again, fresh))
        found.append(largest)
    return np.concatenate(found)


def alarm_threshold(
    codes: Sequence[NDArray[np.int64]],
    size: int,
    rate: float,
    draws: int,
    rng: np.random.Generator,
) -> float:
    """Return the value that the largest index passes by chance for a share `rate` of unchanged batches.

    Parameters
    ----------
    codes, size, draws
        As `largest_by_chance` takes them.
    rate
        Share of false alarms, over references and batches.
    """
    level = min(1.0, (1 - rate) * (draws + 1) / draws)  # a new repeat has no rank yet
    return float(np.quantile(largest_by_chance(codes, size, draws, rng), level, method="higher"))


def batch_counts(codes: NDArray[np.int64], bins: int) -> NDArray[np.int64]:
    """Return how many of each batch fall into each bin: codes of shape (batches, rows) to (batches, bins).

    Parameters
    ----------
    codes
        The cluster of each row, from 0.
    bins
        How many.
    """
    apart = codes + bins * np.arange(len(codes))[:, None]
    return np.bincount(apart.ravel(), minlength=bins * len(codes)).reshape(len(codes), bins)


def _weights(rows: int, size: int, draws: int, rng: np.random.Generator) -> Iterator[tuple[Weights, Weights]]:
    """Yield how often each row is in each reference and in each batch, some draws at a time."""
    step = max(1, _CHUNK // rows)
    for start in range(0, draws, step):
        some = min(step, draws - start)
        both = np.empty((some, 2, rows), dtype=np.float32)
        for one in both:  # reference and batch in turn: the stream of a loop that is written by hand
            one[0] = np.bincount(rng.integers(0, rows, rows), minlength=rows)
            one[1] = np.bincount(rng.integers(0, rows, size), minlength=rows)
        yield both[:, 0], both[:, 1]


def _codes(
    column: pd.Series, edges: NDArray[np.float64] | None, levels: tuple[str, ...]
) -> NDArray[np.int64]:
    if edges is not None:
        values = column.to_numpy(dtype=float)
        return np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left"))
    number, distinct = pd.factorize(column.astype(object).fillna(MISSING))
    place = {level: bin_number for bin_number, level in enumerate(levels)}
    return np.array([place.get(str(one), len(levels)) for one in distinct], dtype=np.int64)[number]
