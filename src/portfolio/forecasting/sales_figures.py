"""Figures of the chapter on the sales of a shop."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

Floats = NDArray[np.float64]
BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_weeks(total: pd.Series, first: int, ax: Axes | None = None) -> Axes:
    """Draw the pieces sold week by week, and where the test begins.

    Parameters
    ----------
    total
        Thousands of pieces, indexed by week.
    first
        Number of the first week of the test.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.2)
    ax.plot(total.index, total, color=BLUE)
    ax.axvspan(total.index[first], total.index[-1], color=GREY, alpha=0.2, linewidth=0, label="test")
    ax.set(xlabel="week", ylabel="pieces sold, thousands", ylim=(0, None))
    ax.tick_params(axis="x", rotation=30)
    ax.legend(loc="upper left")
    return ax


def plot_two_scores(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw RMSSE and MASE of each forecast of the articles, with the range over draws where there is one.

    Parameters
    ----------
    table
        A row for each forecast: `RMSSE` and `MASE`, and `low` and `high` of the RMSSE where there is a range.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    shown = table.sort_values("RMSSE", ascending=False)
    low, high = shown["low"].fillna(shown["RMSSE"]), shown["high"].fillna(shown["RMSSE"])
    reach = error_bars(shown["RMSSE"], low, high)
    ax.errorbar(shown["RMSSE"], shown.index, xerr=reach, fmt="o", color=BLUE, capsize=3, label="RMSSE")
    ax.plot(shown["MASE"], shown.index, "D", color=ORANGE, markerfacecolor="none", label="MASE")
    ax.set(xlabel="mean over the articles (1: as the week before)", ylabel="")
    ax.legend(loc="upper right")
    return ax


def plot_levels(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the RMSSE of each level, a marker for each way to make forecasts add up.

    Parameters
    ----------
    table
        Ways by levels; the first row is the forecast that does not add up.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    markers = zip("oD^sv<", (GREY, BLUE, ORANGE, PINK, GREEN, RED), strict=True)
    offsets = np.linspace(0.25, -0.25, len(table))
    for (way, row), (marker, colour), off in zip(table.iterrows(), markers, offsets, strict=False):
        ax.plot(row, np.arange(len(row)) + off, marker, color=colour, label=way)
    ax.set_yticks(range(table.shape[1]), table.columns)
    ax.set(xlabel="RMSSE on the test weeks", ylabel="")
    ax.invert_yaxis()
    ax.legend(loc="upper right", fontsize=9)
    return ax


def plot_yearly_errors(errors: pd.DataFrame, dates: pd.DatetimeIndex, ax: Axes | None = None) -> Axes:
    """Draw the mean absolute error of the year after each origin, a line for each method.

    Parameters
    ----------
    errors
        Origins by methods.
    dates
        The last month known at each origin.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    styles = zip((GREY, ORANGE, BLUE, RED), (":", "--", "-", "-."), strict=True)
    for name, (colour, dash) in zip(errors, styles, strict=False):
        ax.plot(dates, errors[name], color=colour, linestyle=dash, label=name)
    ax.set(xlabel="last month known", ylabel="mean absolute error, thousands")
    ax.set_ylim(0, 1.35 * errors.to_numpy().max())  # room for the legend
    ax.tick_params(axis="x", rotation=30)
    ax.legend(loc="upper left", ncol=2, fontsize=9)
    return ax
