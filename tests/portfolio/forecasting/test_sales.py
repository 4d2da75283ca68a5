"""Means of groups with their intervals."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.forecasting.sales import mean_interval, means_by, plot_means

mpl.use("Agg")

MENU = pd.DataFrame({"place": ["a", "a", "b", "b"], "calories": [100.0, 200.0, 700.0, 900.0]})


def test_an_interval_of_two_values_is_the_one_of_the_table() -> None:
    """Student's t with one degree of freedom is 12.706 at 97.5 %."""
    mean, low, high = mean_interval(pd.Series([100.0, 200.0, None]), 0.95)
    assert mean == 150
    assert (high - mean, mean - low) == pytest.approx((12.7062 * 50, 12.7062 * 50), rel=1e-4)


def test_more_confidence_needs_a_wider_interval() -> None:
    """And the narrower one lies inside."""
    _, low, high = mean_interval(MENU["calories"], 0.8)
    _, lower, higher = mean_interval(MENU["calories"], 0.99)
    assert lower < low < high < higher


def test_a_single_value_has_no_interval() -> None:
    """Nothing is known of its spread."""
    with pytest.raises(DataError, match="two or more; got 1"):
        mean_interval(pd.Series([1.0, None]), 0.95)


def test_groups_come_with_the_largest_mean_first() -> None:
    """Each with the interval of its own values."""
    table = means_by(MENU, "calories", "place", 0.95)
    assert table["mean"].to_dict() == {"b": 800, "a": 150}
    assert tuple(table.loc["a"]) == mean_interval(MENU["calories"][:2], 0.95)


def test_a_figure_names_its_axis_and_has_the_largest_mean_on_top() -> None:
    """The order is that of the table."""
    ax = plot_means(means_by(MENU, "calories", "place", 0.95), "calories (kcal)")
    assert ax.get_xlabel() == "calories (kcal)"
    assert [text.get_text() for text in ax.get_yticklabels()] == ["b", "a"]
    assert ax.yaxis_inverted()
    plt.close("all")
