"""Figures of the segmentation draw what they are given."""

from __future__ import annotations

import json
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.segmentation import figures as plots
from portfolio.segmentation import interactive as live

NAMES = ["regulars", "came back", "once"]


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    """Close what a test drew."""
    yield
    plt.close("all")


@pytest.fixture
def labels() -> pd.Series:
    """Return thirty customers in three segments."""
    return pd.Series(pd.Categorical.from_codes(np.arange(30) % 3, NAMES))


@pytest.fixture
def points() -> np.ndarray:
    """Return thirty points."""
    return np.random.default_rng(0).normal(size=(30, 2))


def test_the_stability_figure_marks_the_choice() -> None:
    """The line to pass and the chosen number are in the legend; without a choice nothing is marked."""
    table = pd.DataFrame(
        {"ari": [0.9, 0.8], "worst": 0.6, "best": 0.95, "low": 0.7, "silhouette": 0.4}, index=[2, 3]
    )
    ax = plots.plot_stability(table, 0.85, 2)
    assert "chosen" in [text.get_text() for text in ax.get_legend().get_texts()]
    plain = plots.plot_stability(table, 0.85, None)
    assert "chosen" not in [text.get_text() for text in plain.get_legend().get_texts()]


def test_a_biplot_joins_labels_of_parallel_arrows(points: np.ndarray, labels: pd.Series) -> None:
    """Two features with the same loadings share one label."""
    loadings = pd.DataFrame({"PC1": [0.9, 0.9, -0.5], "PC2": [0.1, 0.1, 0.8]}, index=["a", "b", "c"])
    ax = plots.plot_biplot(points, labels, loadings, pd.Series([0.6, 0.3]))
    assert {"a, b", "c"} <= {text.get_text() for text in ax.texts}


def test_every_segment_is_in_the_legend_of_a_map(points: np.ndarray, labels: pd.Series) -> None:
    """Colours without names would say nothing."""
    axes = plots.plot_maps({"one": points, "two": points}, labels)
    assert [text.get_text() for text in axes[-1].get_legend().get_texts()] == NAMES


def test_an_indicator_outside_its_band_is_marked() -> None:
    """The red square stands where the alarm rings, and nowhere else."""
    foreseen = np.full((3, 2), 0.5)
    seen = foreseen.copy()
    seen[2, 1] = 0.9
    axes = plots.plot_watch(
        [28, 56, 84], seen, foreseen, np.full((3, 2), 0.01), 3.0, ["share of a", "amount"]
    )
    marked = [axes[place].lines[2].get_xdata().tolist() for place in (0, 1)]
    assert marked == [[], [84]]


def test_the_lorenz_figure_says_what_the_best_bring() -> None:
    """Its annotation holds the share."""
    curve = pd.DataFrame({"customers": [0, 0.5, 1], "amount": [0, 0.2, 1]})
    assert "63%" in plots.plot_lorenz(curve, 0.2, 0.63).texts[0].get_text()


@pytest.mark.parametrize("refresh", [0, 56])
def test_the_refresh_is_drawn_if_there_is_one(refresh: int) -> None:
    """A contract that orders no age has no line."""
    table = pd.DataFrame({"ari": [0.9, 0.8], "low": 0.7, "high": 0.95, "stale": 0.5}, index=[28, 56])
    ax = plots.plot_ageing(table, table, 0.8, refresh)
    assert [text.get_text() for text in ax.texts] == (["new fit"] if refresh else [])


def test_a_mean_outside_the_middle_half_is_drawn() -> None:
    """A few odd resamples pull the mean below the first quartile, as in a shop where most buy once."""
    table = pd.DataFrame({"ari": [0.6, 0.5], "low": 0.7, "high": 0.9, "stale": 0.1}, index=[0, 28])
    assert plots.plot_ageing(table, table, 0.8, 28).get_ylim()[0] <= 0.1


def test_the_other_figures_name_their_axes(points: np.ndarray) -> None:
    """Every axis has a label."""
    groups = pd.DataFrame({"actual": [1.0, 2], "low": 0.5, "high": 2.5, "expected": 1.0}, index=["a", "b, c"])
    methods = pd.DataFrame({"ari": [0.9], "worst": 0.8, "best": 1, "explained": 0.2, "low": 0.1, "high": 0.3})
    drawn = [
        plots.plot_calibration(groups, "class"),
        plots.plot_methods(methods),
        plots.plot_profiles(pd.DataFrame([[10.0, 90]], index=["a"], columns=["x", "y"])),
        plots.plot_waiting(pd.DataFrame({"never": [0.5, 0.4]}, index=[28, 56]), 0.2),
        plots.plot_retention(pd.DataFrame([[0.1, 0.2]], index=["2020-01 (5)"], columns=[1, 2]), 28),
        *plots.plot_shapes(pd.DataFrame({"a": [1.0, 2, 3]}), points[:3, :1], ["a"])[:1],
    ]
    assert all(ax.get_xlabel() or ax.get_ylabel() for ax in drawn)


def test_the_flow_counts_every_customer() -> None:
    """What flows out of a stage is what was in it, and only outer stages are named."""
    flow = pd.DataFrame([[5, 1, 0], [2, 3, 4], [0, 0, 9]], index=NAMES, columns=NAMES)
    figure = live.migration_flow([flow, flow], ["one", "two", "three"], NAMES)
    link, node = figure.data[0].link, figure.data[0].node
    assert sum(link.value) == 2 * flow.to_numpy().sum()
    assert list(node.label) == [*NAMES, "", "", "", *NAMES]


def test_newcomers_are_grey_in_the_flow() -> None:
    """A stage before the first purchase is no segment."""
    flow = pd.DataFrame([[5], [2]], index=["regulars", "not yet"], columns=["regulars"])
    colours = live.migration_flow([flow], ["one", "two"], ["regulars"]).data[0].node.color
    assert colours[1] == live.GREY


def test_the_explorer_offers_every_feature_on_both_axes(labels: pd.Series) -> None:
    """Two menus, one trace for each segment, no customer named, plain JSON."""
    frame = pd.DataFrame({"recency": np.arange(30.0), "frequency": 1.0}, index=[f"id{n}" for n in range(30)])
    figure = live.segment_explorer(
        frame, labels, {"recency": "days", "frequency": "purchases"}, logs=["frequency"]
    )
    assert [trace.name for trace in figure.data] == NAMES
    assert [len(menu.buttons) for menu in figure.layout.updatemenus] == [2, 2]
    assert figure.layout.yaxis.type == "log"
    assert "id7" not in json.dumps(figure.to_plotly_json(), default=str)


def test_a_drawn_sample_is_small_and_sorted() -> None:
    """At most the rows asked for."""
    drawn = live.sampled(100, 10, np.random.default_rng(0))
    assert len(drawn) == 10
    assert (np.diff(drawn) > 0).all()
