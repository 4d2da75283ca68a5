"""Partial dependence and accumulated local effects, against what is known of simple models."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.trust import effects

RNG = np.random.default_rng(0)
X = RNG.uniform(0, 1, 20_000)
TOGETHER = np.stack([X, X + 0.05 * RNG.normal(size=20_000)], axis=1)
EDGES = effects.edges_of(X, 20)


def test_both_are_the_slope_of_a_linear_model() -> None:
    """And centred on the rows."""
    model = lambda rows: 3 * rows[:, 0] - rows[:, 1]  # noqa: E731
    wanted = 3 * (EDGES - X.mean())
    assert np.allclose(effects.partial_dependence(model, TOGETHER, 0, EDGES), wanted)
    assert np.allclose(effects.accumulated_effects(model, TOGETHER, 0, EDGES), wanted)


def test_of_a_product_of_columns_that_go_together_they_differ_as_theory_says() -> None:
    """Partial dependence has the mean of the other column as slope, accumulated effects the near value."""
    model = lambda rows: rows[:, 0] * rows[:, 1]  # noqa: E731
    curve = effects.accumulated_effects(model, TOGETHER, 0, EDGES)
    assert np.allclose(curve, EDGES**2 / 2 - (X**2 / 2).mean(), atol=0.01)
    flat = effects.partial_dependence(model, TOGETHER, 0, EDGES)
    assert np.allclose(flat, 0.5 * (EDGES - 0.5), atol=0.01)


def test_values_that_are_frequent_make_one_edge() -> None:
    """And a column without variation none."""
    assert effects.edges_of(np.array([0.0] * 90 + [1.0, 2.0]), 10).tolist() == [0.0, 2.0]
    with pytest.raises(DataError, match="without variation"):
        effects.edges_of(np.ones(5), 3)
