"""Splits at random, in blocks and in time order."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.energy.splits import block_split, rows_to_nearest_training, time_split
from portfolio.errors import UsageError


def test_blocks_stay_whole() -> None:
    """Each block of ten rows is on one side, and a quarter of the blocks test."""
    test = block_split(1000, 10, 0.25, np.random.default_rng(0))
    assert set(test.reshape(100, 10).sum(axis=1)) == {0, 10}
    assert test.sum() == 250


def test_the_last_block_may_be_short() -> None:
    """The rows need not be a multiple of the length."""
    assert len(block_split(1003, 10, 0.25, np.random.default_rng(0))) == 1003


def test_one_block_cannot_be_split() -> None:
    """Nothing would be left to learn from."""
    with pytest.raises(UsageError, match="Take shorter blocks"):
        block_split(100, 100, 0.25, np.random.default_rng(0))


def test_the_last_rows_test_in_time_order() -> None:
    """And no row that teaches comes after one that tests."""
    test = time_split(8, 0.25)
    assert np.flatnonzero(test).tolist() == [6, 7]


def test_distances_count_rows_to_the_nearest_that_teaches() -> None:
    """On either side, also at the ends."""
    test = np.array([True, True, False, True, True, True, False])
    assert rows_to_nearest_training(test).tolist() == [2, 1, 1, 2, 1]
