"""Which inputs matter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from portfolio.scoping.inputs import Input, Pert, uniforms
from portfolio.scoping.sensitivity import mixed_values, tornado


def test_a_tornado_has_the_widest_swing_on_top_and_its_ends_in_order():
    """The one that counts ten times, and downwards."""
    ones = [Input(name, Pert(0, 1, 2), "", "x") for name in ("small", "large")]
    table = tornado(ones, lambda frame: (frame["small"] - 10 * frame["large"]).to_numpy())
    assert list(table.index) == ["large", "small"]
    assert (table["low"] < table["high"]).all()


def test_mixed_values_give_the_shares_of_a_linear_model():
    """Three parts with variances of 1, 4 and 9 have fourteenths of the whole."""
    halves = np.split(uniforms(6, 12, seed=0), 2, axis=1)
    mixed = mixed_values(lambda at: at @ np.array([1.0, 2.0, 3.0]), *halves)
    shares = stats.sobol_indices(func=mixed, n=2**12).first_order.ravel()
    assert shares == pytest.approx(np.array([1, 4, 9]) / 14, abs=0.01)


def test_samples_stay_as_they_were():
    """A column is swapped in a copy."""
    first, second = np.zeros((4, 2)), np.ones((4, 2))
    mixed = mixed_values(lambda at: at.sum(axis=1), first, second)
    assert first.sum() == 0
    assert mixed["f_AB"].tolist() == [[[1, 1, 1, 1]], [[1, 1, 1, 1]]]
