"""Error bars reach from a value to its bounds, and never backwards."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portfolio.plotting.intervals import error_bars

NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_matplotlib_draws_an_interval_that_leaves_its_value_out(one: float, two: float, value: float) -> None:
    """Whatever the value, no reach is negative, and the further bound is reached."""
    low, high = sorted((one, two))
    reach = error_bars([value], [low], [high])
    assert (reach >= 0).all()
    assert value + reach[1, 0] >= high or np.isclose(value + reach[1, 0], high)
    assert value - reach[0, 0] <= low or np.isclose(value - reach[0, 0], low)


def test_a_value_inside_keeps_its_bounds() -> None:
    """Drawn as they are given."""
    ax = plt.subplots()[1]
    bars = ax.errorbar([0], [2.0], error_bars([2.0], [1.5], [4.0]))[2][0]
    assert bars.get_segments()[0][:, 1].tolist() == [1.5, 4.0]
    plt.close("all")


def test_a_missing_bound_stays_missing() -> None:
    """Nothing is drawn in its place."""
    assert np.isnan(error_bars([1.0], [np.nan], [2.0])[0, 0])
