"""Figures of the chapter on sales."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from portfolio.forecasting import sales_figures as figures

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_test_is_shaded_from_its_first_week() -> None:
    """And the line shows every week."""
    total = pd.Series(range(10), index=pd.date_range("2010-01-04", periods=10, freq="7D"), dtype=float)
    ax = figures.plot_weeks(total, 6)
    assert ax.lines[0].get_ydata().tolist() == total.tolist()
    assert ax.patches[0].get_x() == mpl.dates.date2num(total.index[6])


def test_both_scores_stand_on_the_row_of_their_forecast() -> None:
    """The smallest RMSSE at the top."""
    table = pd.DataFrame(
        {"RMSSE": [0.9, 0.7], "MASE": [0.5, 0.8], "low": [None, 0.6], "high": [None, 0.75]},
        index=["no sale", "boosting"],
    ).astype(float)
    ax = figures.plot_two_scores(table)
    assert ax.lines[0].get_xdata().tolist() == [0.9, 0.7]
    assert [line.get_xdata().tolist() for line in ax.lines if line.get_marker() == "D"] == [[0.5, 0.8]]


def test_each_way_has_a_marker_at_each_level() -> None:
    """Levels are rows."""
    table = pd.DataFrame(
        [[0.6, 0.8], [0.7, 0.9]], index=["not reconciled", "OLS"], columns=["total", "articles"]
    )
    ax = figures.plot_levels(table)
    assert [line.get_xdata().tolist() for line in ax.lines] == table.to_numpy().tolist()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["total", "articles"]


def test_errors_are_drawn_by_origin() -> None:
    """A line for each method."""
    errors = pd.DataFrame({"Theta": [1.0, 2], "ARIMA": [3.0, 1]})
    ax = figures.plot_yearly_errors(errors, pd.date_range("1958-01-01", periods=2, freq="MS"))
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 2], [3, 1]]
