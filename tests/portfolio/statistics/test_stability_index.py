"""The population stability index: known values, bins, and what chance does to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from portfolio.statistics.stability_index import largest_by_chance, psi, psi_of_counts, reference_bins


def test_a_sample_has_not_drifted_from_itself() -> None:
    """The index of equal counts is 0, and of proportional ones too."""
    counts = np.array([10.0, 20, 30])
    assert psi(counts, counts) == 0
    assert psi(counts, 7 * counts) == pytest.approx(0)


def test_the_index_of_a_small_example() -> None:
    """Shares one half and one half against one quarter and three quarters."""
    expected = (0.25 - 0.5) * np.log(0.5) + (0.75 - 0.5) * np.log(1.5)
    assert psi([50, 50], [25, 75]) == pytest.approx(expected)


def test_a_bin_that_is_empty_in_both_says_nothing() -> None:
    """An unused bin changes nothing, one that is empty on one side counts as half a row."""
    assert psi([50, 50, 0], [25, 75, 0]) == psi([50, 50], [25, 75])
    assert psi([50, 50, 0], [50, 50, 10]) == psi([50, 50, 0.5], [50, 50, 10])


def test_many_pairs_at_once() -> None:
    """A stack of counts gives the index of each."""
    then, now = np.array([50, 50]), np.array([[25, 75], [50, 50]])
    assert psi_of_counts(then, now) == pytest.approx([psi(then, now[0]), 0])


def test_missing_and_new_values_have_bins() -> None:
    """A column that loses its values, or gains a new one, drifts."""
    numbers, texts = pd.Series(np.arange(100.0)), pd.Series(["a", "b"] * 50)
    bins = reference_bins(numbers)
    assert bins.count(numbers.mask(numbers < 50))[-1] == 50
    assert reference_bins(texts).count(pd.Series(["a", "c", "d"])).tolist() == [1, 0, 2]


def test_by_chance_the_index_is_a_chi_squared_of_both_sizes() -> None:
    """Of one column it is near chi squared times (1 / rows + 1 / size), with one degree less than bins."""
    rng = np.random.default_rng(0)
    codes, size = np.arange(4000) % 5, 1000
    largest = largest_by_chance([codes], size, 2000, rng)
    scale = 1 / len(codes) + 1 / size
    for share in (0.5, 0.95):
        assert np.quantile(largest, share) == pytest.approx(scale * chi2.ppf(share, 4), rel=0.07)


def test_more_columns_grow_larger_by_chance() -> None:
    """The largest over independent columns passes that of one; a copied column changes nothing."""
    rng = np.random.default_rng(0)
    codes = [rng.integers(0, 5, 500) for _ in range(6)]
    alone, copied, many = (
        largest_by_chance(some, 200, 200, np.random.default_rng(1))
        for some in (codes[:1], codes[:1] * 3, codes)
    )
    assert (copied == alone).all()
    assert many.mean() > 1.5 * alone.mean()
