"""Forecasts that add up."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.forecasting.hierarchy import (
    METHODS,
    build_hierarchy,
    incoherence,
    projection,
    reconcile,
    shrunk_covariance,
)

TREE = build_hierarchy(["b", "a", "b", "a", "c"])
RNG = np.random.default_rng(0)
ERRORS = RNG.normal(size=(40, len(TREE.summing))) * np.linspace(5, 1, len(TREE.summing))
SHARES = np.full(5, 0.2)


def test_the_matrix_sums_groups_and_the_whole() -> None:
    """Rows are the whole, the groups by name, the articles."""
    assert TREE.groups == ("a", "b", "c")
    assert (TREE.summing @ np.array([1, 2, 4, 8, 16])).tolist() == [31, 10, 5, 16, 1, 2, 4, 8, 16]
    assert [len(range(*part.indices(9))) for part in TREE.levels.values()] == [1, 3, 5]


@pytest.mark.parametrize("method", METHODS)
def test_every_way_adds_up(method: str) -> None:
    """The largest difference is rounding; before, it was not."""
    forecasts = RNG.gamma(2, 10, (6, 4, 9))
    made = reconcile(TREE, forecasts, projection(TREE, method, ERRORS, SHARES))
    assert incoherence(TREE, forecasts) > 1 and incoherence(TREE, made) < 1e-9


@pytest.mark.parametrize("method", [name for name in METHODS if name != "top-down"])
def test_what_adds_up_is_left_alone(method: str) -> None:
    """Projections keep what lies on the plane; top-down does not."""
    coherent = RNG.gamma(2, 10, 5) @ TREE.summing.T
    matrix = projection(TREE, method, ERRORS, SHARES)
    assert np.allclose(reconcile(TREE, coherent, matrix), coherent)
    assert not np.allclose(reconcile(TREE, coherent, projection(TREE, "top-down", ERRORS, SHARES)), coherent)


def test_mint_with_the_true_covariance_beats_ols_and_bottom_up() -> None:
    """On average over many draws, as the theory has it: the trace of its error is the smallest."""
    root = RNG.normal(size=(9, 9)) / 2 + np.diag(np.linspace(6, 1, 9))
    errors = RNG.normal(size=(4000, 9)) @ root.T
    truth = np.arange(5.0) @ TREE.summing.T
    off = {
        name: ((reconcile(TREE, truth + errors, projection(TREE, name, errors, SHARES)) - truth) ** 2).mean()
        for name in ("MinT", "OLS", "bottom-up")
    }
    assert off["MinT"] < min(off["OLS"], off["bottom-up"])


def test_correlations_of_chance_are_shrunk_and_true_ones_are_kept() -> None:
    """Independent errors give nearly a diagonal; strongly bound ones keep their correlation."""
    chance = shrunk_covariance(RNG.normal(size=(20, 30)))
    assert np.allclose(np.diag(chance) > 0, True) and np.abs(chance - np.diag(np.diag(chance))).max() < 0.2
    shared = RNG.normal(size=(200, 1)) + 0.1 * RNG.normal(size=(200, 4))
    bound = shrunk_covariance(shared)
    assert bound[0, 1] / np.sqrt(bound[0, 0] * bound[1, 1]) > 0.95


def test_wrong_input_is_one_clear_error() -> None:
    """An unknown way lists the known ones; a series without errors has no weight."""
    with pytest.raises(DataError, match="bottom-up, top-down, OLS, WLS, MinT"):
        projection(TREE, "middle-out", ERRORS, SHARES)
    with pytest.raises(DataError, match="no series without errors"):
        shrunk_covariance(np.zeros((10, 3)))
    with pytest.raises(DataError, match="at least one article"):
        build_hierarchy([])
