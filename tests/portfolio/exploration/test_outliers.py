"""Outlier rules with known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.exploration.outliers import iqr_fences, mad_scores, neighbour_gaps, outlier_table


def test_fences_stand_one_and_a_half_ranges_out() -> None:
    """Quartiles 1 and 3 give fences at -2 and 6."""
    assert iqr_fences(pd.Series([0.0, 1, 2, 3, 4])) == (-2.0, 6.0)


def test_robust_scores_of_normal_values_are_z_scores() -> None:
    """The factor 1.4826 makes the deviation a standard deviation."""
    values = pd.Series(np.random.default_rng(0).normal(10, 3, 20_000))
    slope = np.polyfit(values, mad_scores(values), 1)[0]
    assert slope == pytest.approx(1 / 3, rel=0.02)


def test_one_wild_value_does_not_hide_itself() -> None:
    """A standard deviation would grow with it; the median deviation does not."""
    scores = mad_scores(pd.Series([1.0, 2, 3, 4, 1000]))
    assert scores.iloc[-1] > 100
    assert scores.iloc[:-1].abs().max() < 3


def test_the_robust_rule_is_silent_on_mostly_equal_values() -> None:
    """More than half dry hours: the median deviation is 0 and says nothing."""
    table = outlier_table(pd.DataFrame({"rain": [0.0, 0, 0, 0, 1]}))
    assert np.isnan(table.loc["rain", "mad"])
    assert table.loc["rain", "iqr"] == pytest.approx(0.2)


def test_a_reading_far_from_its_neighbours_has_a_gap() -> None:
    """The median of the hour is not moved by the faulty one; two origins prove nothing."""
    observed = pd.DataFrame({"time_hour": [0, 0, 0, 1, 1], "temp": [59.0, 13.0, 58.0, 50.0, 20.0]})
    assert neighbour_gaps(observed, "temp").fillna(99).tolist() == [1.0, -45.0, 0.0, 99.0, 99.0]
