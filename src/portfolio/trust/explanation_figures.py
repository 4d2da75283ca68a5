"""Figures of the chapter on explanations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

GREY = PALETTE[-1]
MARKS = "os^Dv"


def plot_dots(
    table: pd.DataFrame, label: str, bars: pd.DataFrame | None = None, ax: Axes | None = None
) -> Axes:
    """Draw a dot for each column of a table in each of its rows, the first row on top.

    Parameters
    ----------
    table
        Values; rows and columns are named in the figure.
    label
        Of the axis.
    bars
        Ends of an interval for the last column, `low` and `high`.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 1.2 + 0.24 * len(table))
    places, count = np.arange(len(table)), table.shape[1]
    for number, name in enumerate(table):
        shifted = places + 0.22 * (number - (count - 1) / 2)
        reach = None
        if bars is not None and number == count - 1:
            reach = error_bars(table[name], bars["low"], bars["high"])
        ax.errorbar(table[name], shifted, xerr=reach, fmt=MARKS[number], color=PALETTE[number],
                    markersize=5, capsize=2, label=str(name))  # fmt: skip
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set_yticks(places, [str(name) for name in table.index])
    ax.invert_yaxis()
    ax.set(xlabel=label)
    if count > 1:
        ax.legend()
    return ax


def plot_errors(errors: pd.DataFrame, everything: int, ax: Axes | None = None) -> Axes:
    """Draw the median relative error of each method by model calls, on two logarithmic axes.

    Parameters
    ----------
    errors
        Columns `method`, `calls` and `error`.
    everything
        Calls that give the exact values, drawn as a line.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    medians = errors.groupby(["method", "calls"], sort=False)["error"].median().unstack("method", sort=False)
    styles = ("o-", "s-", "^-", "D-", "v--", "x:")
    for (name, line), style, colour in zip(medians.items(), styles, PALETTE, strict=False):
        ax.plot(line.index, line, style, color=colour, label=str(name), markersize=5)
    ax.axvline(everything, color=GREY, linestyle="--")
    log_scale(ax, "x")
    log_scale(ax, "y")
    ax.set_xticks(medians.index, [str(calls) for calls in medians.index])
    ax.set_xticks([], minor=True)
    ax.set(xlabel="calls of the model (coalitions asked)", ylabel="relative error, median")
    ax.legend(fontsize="small", ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.18))
    return ax


def plot_effects(
    curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]],
    values: NDArray[np.float64],
    labels: tuple[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Draw how a prediction moves with one column, a line for each way to compute it.

    Parameters
    ----------
    curves
        Values of the column and effects, by name.
    values
        Of the column in the rows, drawn as ticks at the bottom.
    labels
        Of the two axes.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for (name, (at, effect)), style, colour in zip(
        curves.items(), ("o-", "s--", "^:"), PALETTE, strict=False
    ):
        ax.plot(at, effect, style, color=colour, label=name, markersize=4)
    ax.plot(values, np.full(len(values), 0.02), "|", color=GREY, alpha=0.3,
            transform=ax.get_xaxis_transform())  # fmt: skip
    ax.axhline(0, color=GREY, linewidth=1)
    ax.set(xlabel=labels[0], ylabel=labels[1])
    ax.legend()
    return ax
