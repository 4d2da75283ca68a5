"""Figures of the chapter."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.energy import figures
from portfolio.energy.building_model import BuildingModel
from portfolio.energy.change_points import fit_change_points

mpl.use("Agg")
INDEX = pd.date_range("2016-01-11", periods=288, freq="10min")
ENERGY = pd.Series(np.random.default_rng(0).uniform(10, 90, 288), index=INDEX)
TABLE = pd.DataFrame({"value": [0.5, -2.0], "low": [0.4, -3.0], "high": [0.6, -1.0]}, index=["model", "copy"])


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_profile_runs_through_the_day() -> None:
    """From midnight to midnight, with its unit."""
    ax = figures.plot_profile(ENERGY, "Wh")
    assert ax.get_xlim() == (0, 24)
    assert ax.get_ylabel().endswith("Wh")


def test_blocks_are_labelled_by_their_length() -> None:
    """And not by powers of ten."""
    scores = pd.DataFrame({"mean": [0.6, 0.2], "low": [0.5, 0.1], "high": [0.7, 0.3]}, index=[1 / 6, 24])
    labels = [text.get_text() for text in figures.plot_block_scores(scores, 0.57).get_xticklabels()]
    assert labels[0] == "10 min"
    assert "1 day" in labels


def test_scores_below_the_edge_are_drawn_at_it() -> None:
    """A row number in time order would squeeze all else together."""
    scores = pd.DataFrame({"random split": [0.6], "time order": [-11.0]}, index=["row"])
    ax = figures.plot_controls(scores, 0.57)
    assert ax.lines[1].get_xdata()[0] == -1
    assert "left edge" in ax.get_xlabel()


def test_each_horizon_has_a_panel() -> None:
    """With its title, and the axis named once."""
    panels = figures.plot_forecast_scores({"an hour": TABLE, "a day": TABLE})
    assert [panel.get_title(loc="left") or panel.get_title() for panel in panels] == [
        "an hour ahead",
        "a day ahead",
    ]
    assert panels[-1].get_xlabel().startswith("R²")


def test_the_largest_attributions_stand_on_top() -> None:
    """Eight of them, in percent."""
    share = pd.Series(np.arange(10) / 45, index=[f"c{number}" for number in range(10)])
    panel = figures.plot_attributions({"model": share})[0]
    assert next(iter(panel.get_yticklabels())).get_text() == "c9"
    assert panel.yaxis_inverted()
    assert len(panel.patches) == 8


def test_the_band_lies_between_the_quantiles() -> None:
    """And the axis begins at zero."""
    frame = pd.DataFrame({"outcome": ENERGY, "boosting": 50.0, "q10": 20.0, "q90": 80.0})
    ax = figures.plot_fan(frame, "Wh")
    assert ax.get_ylim()[0] == 0
    assert len(ax.collections) == 1


def test_coverage_is_drawn_beside_its_promise() -> None:
    """In percent, a line for each horizon."""
    table = pd.DataFrame({"value": [0.7, 0.8], "low": [0.6, 0.75], "high": [0.8, 0.9]}, index=["Feb", "Mar"])
    ax = figures.plot_coverage({"an hour": table}, 0.8)
    assert 80 in [line.get_ydata()[0] for line in ax.lines]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["Feb", "Mar"]


def test_each_fitted_form_has_a_line() -> None:
    """Named in the legend, over the points of the days."""
    x = np.linspace(0, 20, 50)
    y = 10 + np.maximum(12 - x, 0)
    fits = [fit_change_points(x, y, form) for form in ("mean", "3P heating")]
    ax = figures.plot_change_points(pd.DataFrame({"temperature": x, "energy": y}), fits)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["a day", "mean", "3P heating"]


def test_each_use_lies_within_its_margin() -> None:
    """The thriftiest stands at the bottom; a use without a margin of its own has that of all."""
    usual, margins = {"Office": 5.0, "Hotel": 6.0, "another use": 5.5}, {"Office": 0.5, "another use": 1.0}
    model = BuildingModel((), (), margins, usual, {})
    axes = figures.plot_uses(model)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Office", "Hotel"]
    (segments,) = [one.get_segments() for one in axes.collections]
    assert np.log([one[:, 0] for one in segments]) == pytest.approx(np.array([[4.5, 5.5], [5, 7]]))
