"""Figures of the chapter on fairness: what stands on their axes."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from portfolio.trust import fairness_figures as plots

mpl.use("Agg")


def test_rates_and_printed_ones_lie_where_they_say() -> None:
    """In per cent, a row for each rate."""
    rows = [("a", "fp", 0.3, 0.2, 0.4), ("b", "fp", 0.1, 0.05, 0.2)]
    table = pd.DataFrame(rows, columns=["group", "rate", "value", "low", "high"])
    ax = plots.plot_error_rates(table, {("fp", "a"): 44.0})
    drawn = np.concatenate([np.asarray(line.get_xdata(), dtype=float) for line in ax.lines])
    assert {30.0, 10.0, 44.0} <= set(np.round(drawn[np.isfinite(drawn)], 6))
    plt.close("all")


def test_small_groups_stand_below_with_their_numbers() -> None:
    """The largest on top."""
    columns = ["group", "people", "value", "low", "high"]
    table = pd.DataFrame([("few", 5, 0.5, 0.1, 0.9), ("many", 1500, 0.4, 0.3, 0.5)], columns=columns)
    ax = plots.plot_groups(table)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["many (1,500)", "few (5)"]
    plt.close("all")


def test_the_band_of_coverage_is_drawn() -> None:
    """With the sizes as ticks."""
    table = pd.DataFrame({"rate, Wilson": [95.0, 94.0]}, index=[30, 1000])
    ax = plots.plot_coverage(table)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["30", "1,000"]
    plt.close("all")
