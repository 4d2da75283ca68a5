"""Figures of the chapter."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.maintenance import figures

mpl.use("Agg")
CURVE = pd.Series({0.0: 1.0, 10.0: 0.5, 20.0: 0.25})


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def test_an_end_has_a_cross_and_a_cut_record_a_ring() -> None:
    """One mark for each cell."""
    discharges = pd.DataFrame({"battery_id": ["a", "a", "b", "b"], "cycle": [1, 2, 1, 2], "capacity": 1.5})
    lives = pd.DataFrame({"temperature": [8.0, 32.0], "failed": [True, False]}, index=["a", "b"])
    ax = figures.plot_capacity(discharges, lives, 1.4)
    assert sorted(line.get_marker() for line in ax.lines if line.get_marker() in "xo") == ["o", "x"]


def test_a_survival_curve_is_drawn_to_the_last_record() -> None:
    """In percent."""
    ax = figures.plot_survival({"all": CURVE}, 30.0)
    assert ax.lines[0].get_xdata()[-1] == 30
    assert ax.lines[0].get_ydata()[0] == 100


def test_errors_have_a_mean_on_each_row() -> None:
    """One mark a cell, one for the mean."""
    errors = pd.DataFrame({"line": [1.0, 3.0], "boosting": [2.0, 2.0]}, index=["a", "b"])
    ax = figures.plot_errors(errors)
    assert len(ax.lines) == 3
    assert ax.lines[-1].get_xdata().tolist() == [2, 2]


def test_a_fan_has_a_band() -> None:
    """And what came."""
    frame = pd.DataFrame({"q10": 1.0, "q50": 2.0, "q90": 3.0, "remaining": [3, 2, 1]}, index=[1, 2, 3])
    ax = figures.plot_fan(frame, "cell a")
    assert ax.get_title() == "cell a"
    assert len(ax.collections) == 1


def test_the_best_age_has_a_dot() -> None:
    """At the lowest point."""
    ax = figures.plot_cost_rates({"five": pd.Series({5.0: 3.0, 10.0: 1.0, 15.0: 2.0})})
    assert ax.lines[1].get_xdata()[0] == 10


def test_policies_are_drawn_from_zero() -> None:
    """With their intervals."""
    table = pd.DataFrame({"value": [5.0, 2.0], "low": [4.0, 1.0], "high": [7.0, 3.0]}, index=["wait", "age"])
    assert figures.plot_policies(table).get_xlim()[0] == 0


def test_signals_have_a_panel_each() -> None:
    """With a line where the watch begins."""
    weeks = pd.DataFrame({"A": [0.0, 1.0]}, index=pd.date_range("2014-12-29", periods=2, freq="7D"))
    panels = figures.plot_signals({"power": weeks, "thermometer": weeks}, pd.Timestamp("2015-01-01"))
    assert [panel.get_ylabel() for panel in panels] == ["power", "thermometer"]


def test_detection_is_drawn_by_size() -> None:
    """A line for each detector."""
    table = pd.DataFrame({"chart": [10.0, 90.0], "forest": [5.0, 50.0]}, index=[2, 5])
    panels = figures.plot_detection({"loss, %": table})
    assert len(panels[0].lines) == 2
    assert np.allclose(panels[0].get_xticks(), [2, 5])
