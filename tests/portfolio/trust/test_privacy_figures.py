"""Figures of the chapter on privacy."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from portfolio.plotting import use_theme
from portfolio.trust import privacy_figures as plots


def test_the_roc_curve_passes_through_the_rates_counted_by_hand() -> None:
    """At one stranger in a hundred, the step lies at the members above the second highest stranger."""
    members, strangers = np.array([10.0, 98.5, 99.5, 120.0]), np.arange(100.0)
    ax = plots.plot_roc({"loss": (members, strangers)})
    line = ax.get_lines()[0]
    false, true = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    assert true[false == 1.0] == 75.0
    plt.close("all")


def test_ticks_of_logs_are_plain_numbers() -> None:
    """The theme does not read the notation of formulas."""
    use_theme()
    row = {"epsilon": 1.0, "mean": 1.0, "min": 0.8, "max": 1.3, "bound": 2.7}
    table = pd.DataFrame([row, row | {"epsilon": 16.0, "bound": 100.0}])
    ax = plots.plot_budget(table)
    ax.figure.canvas.draw()
    ticks = [one.get_text() for one in (*ax.get_xticklabels(), *ax.get_yticklabels())]
    assert "16" in ticks
    assert not any("$" in one for one in ticks)
    assert [one.get_ydata()[0] for one in ax.get_lines() if one.get_linestyle() == ":"] == [1]
    plt.close("all")
