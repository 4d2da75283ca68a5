"""Figures of the chapter."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.forecasting import figures
from portfolio.forecasting.conformal import rolling_conformal
from portfolio.forecasting.interactive import fan_chart
from portfolio.forecasting.subjects import Subject

mpl.use("Agg")
RNG = np.random.default_rng(0)
DATES = pd.date_range("2014-01-01", periods=40)
DAYS = RNG.uniform(2, 9, size=(40, 24))


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def subject(works: np.ndarray) -> Subject:
    """An invented series."""
    return Subject(DAYS, DATES, works, np.arange(40) % 7, {}, {}, "GW", 1000.0, 168, {})


def test_kinds_of_days_are_drawn_where_there_are_two() -> None:
    """And one curve where there is no calendar."""
    two = figures.plot_days(subject((np.arange(40) % 7 < 5).astype(int)))
    assert len(two.lines) == 2
    assert two.get_ylabel() == "GW"
    assert len(figures.plot_days(subject(np.zeros(40, dtype=int))).lines) == 1


def test_the_bound_is_marked_and_the_best_stands_below() -> None:
    """It is no forecast, and says so."""
    table = pd.DataFrame(
        {"MASE": [0.7, 0.5, 0.4], "low": [np.nan, 0.45, np.nan], "high": [np.nan, 0.55, np.nan]},
        index=["naive", "net", "bound: x"],
    )
    ax = figures.plot_scores(table)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["naive", "net", "bound: x"]
    legend = ax.get_legend()
    assert legend is not None
    assert legend.get_texts()[0].get_text().endswith("no forecast")


def test_hours_ahead_count_from_the_end_of_the_first_step() -> None:
    """To a whole day."""
    ax = figures.plot_by_lead({"a": np.ones(48)}, "GW")
    assert np.asarray(ax.lines[0].get_xdata())[[0, -1]].tolist() == [0.5, 24]


def test_each_network_has_its_curve() -> None:
    """Over whole epochs."""
    ax = figures.plot_curves({"GRU": [0.6, 0.5], "PatchTST": [0.7, 0.4]})
    assert np.asarray(ax.lines[1].get_xdata()).tolist() == [1, 2]


def test_coverage_is_drawn_beside_its_promise() -> None:
    """In percent."""
    ax = figures.plot_coverage({"split": np.full(40, 0.8)}, DATES, 0.8)
    assert np.asarray(ax.lines[0].get_ydata())[-1] == pytest.approx(80)
    assert np.asarray(ax.lines[1].get_ydata())[0] == 80


def test_the_fan_moves_along_the_days() -> None:
    """A week is shown, and a slider for the rest."""
    band = rolling_conformal(DAYS, DAYS + 0.1, 20, 0.8, 20)
    chart = fan_chart(DAYS[20:], DAYS[20:] + 0.1, {"80 %": band}, DATES[20:], "GW")
    assert chart.layout.xaxis.rangeslider.visible
    assert len(chart.data) == 4
    assert len(chart.data[0].x) == 20 * 24
