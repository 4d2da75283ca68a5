"""Figures name what they draw."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from portfolio.trust import explanation_figures as plots

mpl.use("Agg")


def test_dots_name_rows_and_columns() -> None:
    """The first row on top, and no legend for a single column."""
    table = pd.DataFrame({"exact": [0.5, -0.2], "sampled": [0.45, -0.1]}, index=["Age", "Job"])
    ends = pd.DataFrame({"low": [0.4, -0.2], "high": [0.5, 0.0]}, index=table.index)
    ax = plots.plot_dots(table, "contribution", ends)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Age", "Job"]
    assert ax.yaxis_inverted() and ax.get_xlabel() == "contribution"
    assert plots.plot_dots(table[["exact"]], "x").get_legend() is None
    plt.close("all")


def test_errors_are_drawn_on_two_logarithmic_axes() -> None:
    """With the calls as ticks and a line for each method."""
    errors = pd.DataFrame(
        {"method": ["a", "a", "b", "b"], "calls": [10, 20, 10, 20], "error": [0.4, 0.2, 0.3, 0.1]}
    )
    ax = plots.plot_errors(errors, 64)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [text.get_text() for text in ax.get_xticklabels()] == ["10", "20"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    plt.close("all")


def test_effects_are_lines_with_a_legend() -> None:
    """Both axes are named."""
    at = np.arange(3.0)
    ax = plots.plot_effects({"one": (at, at), "two": (at, -at)}, at, ("amount", "effect"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("amount", "effect")
    plt.close("all")
