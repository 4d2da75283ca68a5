"""Figures of the chapter on fairness."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE
SHAPES = "osDv^P*"


def plot_error_rates(
    rates: pd.DataFrame, published: Mapping[tuple[str, str], float], ax: Axes | None = None
) -> Axes:
    """Draw rates by group with their intervals, and published ones as crosses.

    Parameters
    ----------
    rates
        Columns `group`, `rate`, `value`, `low`, `high`, as shares.
    published
        Per cent by rate and group.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    names = list(dict.fromkeys(rates["rate"]))
    for number, (group, rows) in enumerate(rates.groupby("group", sort=False)):
        table = 100 * rows.set_index("rate").loc[names, ["value", "low", "high"]]
        at = np.arange(len(names)) + 0.24 * (number - 0.5)
        reach = error_bars(table["value"], table["low"], table["high"])
        colour = (RED, BLUE)[number % 2]
        ax.errorbar(table["value"], at, xerr=reach, fmt=SHAPES[number], color=colour, capsize=3, label=group)
        printed = [published.get((name, str(group)), np.nan) for name in names]
        label = "printed for Black and for white" if number == 0 else None
        ax.plot(printed, at, "x", color=GREY, markersize=9, label=label)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="share of people, %", ylabel="", ylim=(len(names) - 0.5, -0.5))
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, 1.3), ncols=2, fontsize=10)
    return ax


def plot_calibration(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw for each score and group the share arrested again, with intervals.

    Parameters
    ----------
    table
        As `calibration_by_group` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for number, (group, rows) in enumerate(table.groupby("group")):
        reach = 100 * error_bars(rows["value"], rows["low"], rows["high"])
        at = rows["score"] + 0.16 * (number - 0.5)
        colour = (RED, BLUE)[number % 2]
        ax.errorbar(at, 100 * rows["value"], yerr=reach, fmt=SHAPES[number], color=colour, label=group)
    ax.set(xlabel="COMPAS decile score", ylabel="arrested again, %", ylim=(0, 100), xticks=range(1, 11))
    ax.legend()
    return ax


def plot_cutoffs(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw what false positives and negatives of each group each cut-off leaves.

    Parameters
    ----------
    table
        As `rates_by_cutoff` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for number, (group, rows) in enumerate(table.groupby("group")):
        colour, style = (RED, BLUE)[number % 2], ("-", "--")[number % 2]
        x, y = 100 * rows["false positives"], 100 * rows["false negatives"]
        ax.plot(x, y, style, color=colour, label=group)
        half = int(np.argmin(np.abs(rows["cutoff"].to_numpy() - 0.5)))
        ax.plot(x.iloc[half], y.iloc[half], SHAPES[number], color=colour, markersize=9)
    ax.set(xlabel="false positives, %", ylabel="false negatives, %", xlim=(0, 100), ylim=(0, 100))
    ax.legend()
    return ax


def plot_coverage(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how often intervals cover the truth, by the number of people in each group.

    Parameters
    ----------
    table
        Indexed by the number of people, a column for each method, in per cent.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    colours = (GREY, GREEN, ORANGE, BLUE, RED, PINK)
    for name, colour, shape in zip(table.columns, colours, SHAPES, strict=False):
        style = "--" if name.endswith(("error", "bootstrap")) else "-"
        ax.plot(table.index, table[name], style, marker=shape, color=colour, label=name)
    ax.axhspan(93.5, 96.5, color=SKY, alpha=0.3)
    log_scale(ax, "x")
    ax.set_xticks(list(table.index), [f"{people:,}" for people in table.index])
    ax.minorticks_off()
    ax.set(xlabel="people in each group", ylabel="truth covered, %")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, 1.36), ncols=2, fontsize=8)
    return ax


def plot_prices(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how often each way of deciding is right against its largest gap, with the gap's interval.

    Parameters
    ----------
    table
        As `summary` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    for (name, row), colour, shape in zip(table.iterrows(), PALETTE, SHAPES, strict=False):
        reach = error_bars([row["largest gap"]], [row["low"]], [row["high"]])
        ax.errorbar(
            row["largest gap"], row["right"], xerr=reach, fmt=shape, color=colour, capsize=3, label=str(name)
        )
    ax.set(xlabel="largest gap between men and women, points", ylabel="right decisions, %")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, 1.36), ncols=2, fontsize=9)
    return ax


def plot_groups(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a rate of each group with its interval, the largest group on top, with its number of people.

    Parameters
    ----------
    table
        Columns `group`, `people`, `value`, `low`, `high`, as shares.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    rows = table.sort_values("people", ascending=False)
    reach = 100 * error_bars(rows["value"], rows["low"], rows["high"])
    ax.errorbar(100 * rows["value"], np.arange(len(rows)), xerr=reach, fmt="o", color=BLUE, capsize=3)
    names = [f"{group} ({people:,})" for group, people in zip(rows["group"], rows["people"], strict=True)]
    ax.set_yticks(range(len(rows)), names, fontsize=9)
    ax.set(xlabel="higher incomes that are missed, %", ylabel="")
    ax.invert_yaxis()
    return ax
