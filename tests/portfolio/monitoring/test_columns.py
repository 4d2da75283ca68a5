"""Columns found again by their correlations."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.monitoring.columns import match_columns


def rows(count: int, seed: int) -> np.ndarray:
    """Rows of five columns that go with each other, each pair in its own way."""
    mix = np.tril(np.random.default_rng(7).uniform(0.3, 1.5, (5, 5)))
    return np.random.default_rng(seed).normal(size=(count, 5)) @ mix


@pytest.mark.parametrize("moved", [(1, 2, 3, 0), (3, 1, 0, 2), (0, 1, 2, 3)])
def test_columns_are_found_where_they_went(moved: tuple[int, ...]) -> None:
    """Also in other units; the last column keeps its place."""
    before, after = rows(3000, 0), rows(3000, 1)
    shuffled = 4 - 3 * after[:, [*moved, 4]]
    shuffled[:, 4] = after[:, 4] * -3
    order, off = match_columns(before, shuffled)
    assert [moved[place] for place in order] == [0, 1, 2, 3]
    assert off.min() < 0.05 and len(off) == 24


def test_too_many_columns_are_refused() -> None:
    """Nine free ones would be 362,880 orders."""
    with pytest.raises(DataError, match="2 to 8 of them free"):
        match_columns(np.ones((5, 10)), np.ones((5, 10)))
