"""The alarm sees a rise, keeps quiet without one, and compares whole conversations."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.dialogue import figures
from portfolio.dialogue.watch import INDICATORS, alarm_p, largest_rise, weeks


def test_the_largest_rise_is_a_standard_score() -> None:
    """Of the indicator that rose most; one that never moved counts nought."""
    reference = np.zeros((100, 3))
    reference[:20, 0] = 1
    week = np.zeros((100, 3))
    week[:40, 0] = 1
    assert largest_rise(reference, week) == pytest.approx(0.2 / np.sqrt(0.3 * 0.7 * 0.02))
    assert largest_rise(week, week) == 0


def test_a_rise_is_seen_and_a_fall_is_not() -> None:
    """It is an alarm for what gets worse."""
    rng = np.random.default_rng(0)
    low, high = ((rng.random((200, 3)) < rate).astype(float) for rate in (0.1, 0.3))
    assert alarm_p(low, high, rng, 99) == pytest.approx(0.01)
    assert alarm_p(high, low, rng, 99) > 0.5


def test_nothing_at_all_is_not_alarming_more_often_than_promised() -> None:
    """All noughts: ties are broken by chance."""
    rng = np.random.default_rng(1)
    p = [alarm_p(np.zeros((20, 3)), np.zeros((10, 3)), rng, 19) for _ in range(400)]
    assert 0.02 < np.mean(np.array(p) <= 0.05) < 0.09


def test_weeks_are_full() -> None:
    """A rest is left for the next."""
    table = pd.DataFrame(0.0, index=range(25), columns=list(INDICATORS))
    assert [len(week) for week in weeks(table, 10)] == [10, 10]


def test_figures_are_drawn() -> None:
    """Each with its labels."""
    lines = pd.DataFrame({"English": [10.0, 90.0], "French": [12.0, 80.0]}, index=["majority", "joint"])
    points = pd.DataFrame(
        {"agent": ["a", "a"], "rate": [0, 5], "value": [100.0, 90.0], "low": [95, 80], "high": [100, 95]}
    )
    rates = pd.DataFrame(np.ones((3, 3)), columns=list(INDICATORS))
    drawn = [
        figures.plot_accuracy(lines),
        figures.plot_acceptance({"a": (np.arange(5.0), np.nan), "b": (np.arange(4.0), 2.0)}),
        figures.plot_success(points),
        figures.plot_watch(rates, pd.Series([False, False, True]), 2),
    ]
    assert all(ax.get_xlabel() for ax in drawn)
    plt.close("all")
