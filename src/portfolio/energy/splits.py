"""Which rows teach and which rows test: at random, in blocks, in time order; and how close the two come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import UsageError

Flags = NDArray[np.bool_]


def block_split(rows: int, length: int, share: float, rng: np.random.Generator) -> Flags:
    """Return which rows test, when whole blocks of neighbouring rows are drawn at random.

    Blocks of one row are the usual random split.

    Parameters
    ----------
    rows
        How many there are, in the order of time.
    length
        Rows in a block.
    share
        Of the blocks that test.
    rng
        Source of chance.

    Raises
    ------
    UsageError
        There would be no block to test or none to learn from.
    """
    blocks = -(-rows // length)
    drawn = round(share * blocks)
    if not 0 < drawn < blocks:
        raise UsageError(
            f"blocks of {length} rows cannot be split",
            expected="at least one block to learn from and one to test",
            got=f"{blocks} blocks, {drawn} of them to test",
            hint="Take shorter blocks.",
        )
    chosen = np.zeros(blocks, dtype=bool)
    chosen[rng.permutation(blocks)[:drawn]] = True
    return np.repeat(chosen, length)[:rows]


def time_split(rows: int, share: float) -> Flags:
    """Return which rows test, when the last ones do.

    Parameters
    ----------
    rows
        How many there are, in the order of time.
    share
        Of the rows that test.
    """
    return np.arange(rows) >= round((1 - share) * rows)


def rows_to_nearest_training(test: Flags) -> NDArray[np.intp]:
    """Return for each testing row how many rows away the nearest training row is."""
    at, known = np.flatnonzero(test), np.flatnonzero(~test)
    after = np.searchsorted(known, at)
    before = np.clip(after - 1, 0, len(known) - 1)
    after = np.clip(after, 0, len(known) - 1)
    away: NDArray[np.intp] = np.minimum(np.abs(known[before] - at), np.abs(known[after] - at))
    return away
