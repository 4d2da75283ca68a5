"""Figures of the credit score: labelled axes, and what they must show is on them."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from portfolio.scoring import figures as plots


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Draw without a screen, and close each figure."""
    mpl.use("Agg")
    yield
    plt.close("all")


def test_the_cost_curve_marks_cutoffs_and_decisions_without_model() -> None:
    """Theory, one half, the band of the folds and both levels are in the legend."""
    curve = pd.DataFrame({"cost": [0.7, 0.4, 1.4]}, index=[0.0, 0.2, 1.0])
    base = {"accept all": 1.4, "refuse all": 0.7}
    ax = plots.plot_cost_curve([curve, curve], np.array([0.15, 0.2]), 1 / 6, base)
    told = {text.get_text() for text in ax.get_legend().get_texts()}  # type: ignore[union-attr]
    assert {"theory", "one half", "accept all", "refuse all", "cut-offs tuned in the folds"} <= told
    assert ax.get_xlabel() == "refused above this probability"


def test_the_race_has_a_row_for_each_model() -> None:
    """In the order of the table, the first on top."""
    table = pd.DataFrame({"value": [1.0, 2], "low": [0.5, 1], "high": [1.5, 3]}, index=["dummy", "scorecard"])
    ax = plots.plot_race(table, "cost", {"no model": 2.5})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["dummy", "scorecard"]
    assert ax.yaxis_inverted()


def test_waterfalls_end_where_the_parts_lead() -> None:
    """The last bar ends at base plus sum, and the title says so."""
    row = pd.Series({"a": 0.5, "b": -0.2, "c": 0.1})
    (ax,) = plots.plot_waterfalls({"refused": (-1.0, row)}, -1.6, rows=2)
    last = ax.patches[-1]
    assert last.get_x() + last.get_width() == pytest.approx(-0.6)
    assert ax.get_title(loc="left").startswith("refused: log-odds -0.60") or "-0.60" in ax.get_title()


def test_reliability_has_a_diagonal() -> None:
    """What is said is what happens: the line to compare with."""
    table = pd.DataFrame({"predicted": [0.1, 0.5], "observed": [0.2, 0.4], "count": [5, 5]})
    ax = plots.plot_reliability({"as it came": table})
    assert list(ax.lines[0].get_xdata()) == list(ax.lines[0].get_ydata())
    assert ax.get_ylabel() == "observed share of bad"


def test_text_features_are_grey_in_the_strips() -> None:
    """A text has no rank to colour, and a table of texts only is drawn all the same."""
    values = pd.DataFrame({"town": [0.1, -0.2], "debt": [0.3, 0.4]})
    ax = plots.plot_beeswarm(values, pd.DataFrame({"town": ["a", "b"], "debt": [1.0, np.nan]}))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["debt", "town"]


def test_columns_past_the_alarm_are_red() -> None:
    """Two colours, on both sides of the threshold."""
    ax = plots.plot_drift(pd.Series({"a": 0.3, "b": 0.01}), 0.1)
    assert ax.patches[0].get_facecolor() != ax.patches[1].get_facecolor()
