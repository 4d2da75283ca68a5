"""Fading curves that are drawn on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.maintenance.cells import RESERVE
from portfolio.maintenance.fade import (
    double_exponential,
    double_exponential_remaining,
    exponential_remaining,
    extrapolate,
)

CYCLE = np.arange(1.0, 51.0)


def test_an_exponential_fade_is_drawn_on_exactly() -> None:
    """To the cycle at which it meets the limit."""
    capacity = 2 * np.exp(-0.004 * CYCLE)
    assert exponential_remaining(CYCLE, capacity, 1.4) == pytest.approx(np.log(2 / 1.4) / 0.004 - 50)


def test_a_capacity_that_rises_never_ends() -> None:
    """It is cut at the reserve; so is a single discharge."""
    assert exponential_remaining(CYCLE, 1.5 + 0.001 * CYCLE, 1.4) == RESERVE
    assert exponential_remaining(CYCLE[:1], np.array([1.8]), 1.4) == RESERVE


def test_two_exponentials_are_found() -> None:
    """A slow fade with a knee that has begun."""
    truth = np.array([1.9, -0.002, -0.001, 0.1])
    capacity = double_exponential(truth, CYCLE)
    ahead = 50 + np.arange(RESERVE)
    end = (double_exponential(truth, ahead) < 1.4).argmax()
    assert abs(double_exponential_remaining(CYCLE, capacity, 1.4) - end) <= 3


def test_a_forecast_sees_its_own_past_alone() -> None:
    """Later discharges do not move it."""
    table = pd.DataFrame({"battery_id": "a", "cycle": CYCLE, "capacity": 2 * np.exp(-0.004 * CYCLE)})
    changed = table.copy()
    changed.loc[30:, "capacity"] = 0.1
    rows = table.index[[20]]
    pd.testing.assert_frame_equal(extrapolate(table, rows, 1.4), extrapolate(changed, rows, 1.4))
