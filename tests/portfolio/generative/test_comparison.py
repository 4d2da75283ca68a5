"""Families are compared by their intervals, and what suffices is the least that does."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.generative.comparison import against, fewest_steps, looks_copied


@pytest.mark.parametrize(
    ("low", "high", "place"),
    [(1.0, 2.9, "ahead"), (2.0, 3.0, "level"), (4.0, 6.0, "level"), (5.1, 7.0, "behind")],
)
def test_only_an_interval_that_stands_apart_is_ahead_or_behind(low, high, place):
    """Intervals that touch cannot be told apart."""
    assert against({"fid_low": low, "fid_high": high}, {"fid_low": 3.0, "fid_high": 5.0}) == place


def test_the_fewest_steps_within_a_tenth_of_the_best_are_found():
    """Not the best, which may need twice as many."""
    assert fewest_steps(pd.Series([20.0, 8.5, 8.0], index=[2, 4, 8])) == 4


@pytest.mark.parametrize(("copying", "copied"), [(0.5, False), (0.59, False), (0.6, True), (0.9, True)])
def test_copying_is_a_warning_from_its_threshold_on(copying, copied):
    """Half is what new digits score."""
    assert looks_copied(copying) is copied
