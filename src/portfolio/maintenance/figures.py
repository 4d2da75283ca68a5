"""Figures of the chapter on maintenance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.maintenance.cells import chambers
from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE
COLOURS = {"cold": BLUE, "room": GREEN, "hot": RED}
MARKERS = "osD^vPX"


def plot_capacity(
    discharges: pd.DataFrame, lives: pd.DataFrame, limit: float, ax: Axes | None = None
) -> Axes:
    """Draw the capacity of each cell by cycle: a cross where its life ended, a ring where the record did.

    Parameters
    ----------
    discharges
        By cell and cycle.
    lives
        `duration`, `failed` and `temperature` by cell.
    limit
        Capacity at which a life ends.
    ax
        Where to draw; a new figure if None.
    """
    ax, kind, seen = axes_or_new(ax), chambers(lives), set()
    for name, cell in discharges.groupby("battery_id"):
        chamber = str(kind[name])
        label = {"cold": "cold chamber", "room": "room temperature", "hot": "hot chamber"}[chamber]
        ax.plot(
            cell["cycle"],
            cell["capacity"],
            color=COLOURS[chamber],
            linewidth=1,
            label=None if chamber in seen else label,
        )
        seen.add(chamber)
        failed = bool(lives.loc[str(name), "failed"])
        mark: dict[str, Any] = {"marker": "x" if failed else "o", "color": "black" if failed else GREY}
        ax.plot(cell["cycle"].iloc[-1], cell["capacity"].iloc[-1], fillstyle="none", zorder=3, **mark)
    ax.axhline(limit, color=GREY, linestyle="--", label="end of life")
    ax.set(xlabel="discharge", ylabel="capacity, Ah")
    ax.legend(ncols=2, loc="upper right")
    return ax


def plot_survival(curves: Mapping[str, pd.Series], last: float, ax: Axes | None = None) -> Axes:
    """Draw survival curves as steps.

    Parameters
    ----------
    curves
        As `kaplan_meier` returns them, by name.
    last
        Where the longest record ends.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for (name, curve), colour, dash in zip(curves.items(), (BLUE, RED), ("-", "--"), strict=False):
        drawn = pd.concat([curve, pd.Series({last: curve.iloc[-1]})])
        ax.step(drawn.index, 100 * drawn, where="post", color=colour, linestyle=dash, label=name, linewidth=2)
    ax.set(xlabel="discharges", ylabel="cells still above the limit, %", ylim=(0, 102), xlim=(0, None))
    ax.legend()
    return ax


def plot_errors(errors: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the absolute error of each method on each cell, and its mean.

    Parameters
    ----------
    errors
        A row for each cell, a column for each method, in cycles.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for number, (name, row) in enumerate(errors.iterrows()):
        marker = MARKERS[number % len(MARKERS)]
        ax.plot(row, np.arange(len(row)), marker, color=GREY, alpha=0.8, markersize=6, label=str(name))
    ax.plot(errors.mean(), np.arange(errors.shape[1]), "|", color=RED, markersize=22, mew=3, label="mean")
    ax.set_yticks(np.arange(errors.shape[1]), list(errors.columns))
    ax.set(xlabel="absolute error of the remaining cycles at half life")
    ax.set_ylim(errors.shape[1] - 0.5, -0.5)
    ax.legend(fontsize=8, loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=4)
    return ax


def plot_fan(frame: pd.DataFrame, title: str, ax: Axes | None = None) -> Axes:
    """Draw the remaining cycles of one cell with their forecast.

    Parameters
    ----------
    frame
        By cycle: `remaining`, `q10`, `q50`, `q90`.
    title
        Names the cell.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    ax.fill_between(
        frame.index,
        frame["q10"],
        frame["q90"],
        color=SKY,
        alpha=0.45,
        linewidth=0,
        label="first to last decile",
    )
    ax.plot(frame["q50"], color=BLUE, label="median forecast")
    ax.plot(frame["remaining"], color="black", linestyle="--", label="what came")
    ax.set(xlabel="discharge", ylabel="remaining cycles", title=title, ylim=(0, None))
    ax.legend()
    return ax


def plot_cost_rates(rates: Mapping[str, pd.Series], ax: Axes | None = None) -> Axes:
    """Draw what replacing at each age costs, with the best age of each curve.

    Parameters
    ----------
    rates
        Cost for a thousand cycles by age, by name.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for (name, rate), colour, dash in zip(rates.items(), (BLUE, RED, GREEN), ("-", "--", "-."), strict=False):
        ax.plot(rate, color=colour, linestyle=dash, label=name)
        ax.plot([rate.idxmin()], [rate.min()], "o", color=colour)  # type: ignore[arg-type]
    top = 2.2 * max(rate.iloc[-1] for rate in rates.values())
    ax.set(xlabel="age of replacement, discharges", ylabel="cost per 1,000 discharges", ylim=(0, top))
    ax.legend()
    return ax


def plot_policies(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the cost of each policy with its interval.

    Parameters
    ----------
    table
        By policy: `value`, `low`, `high`.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.0)
    reach = error_bars(table["value"], table["low"], table["high"])
    ax.errorbar(table["value"], table.index, xerr=reach, fmt="o", color=BLUE, capsize=3)
    ax.set(xlabel="cost per 1,000 discharges, in planned replacements", ylabel="", xlim=(0, None))
    ax.set_ylim(len(table) - 0.5, -0.5)
    return ax


def plot_signals(weeks: Mapping[str, pd.DataFrame], split: pd.Timestamp, ax: Any = None) -> list[Axes]:
    """Draw signals by week, a panel for each, a line for each turbine.

    Parameters
    ----------
    weeks
        By label: weekly values, a column for each turbine.
    split
        Where the watch begins.
    ax
        Where to draw, one for each signal; a new figure if None.
    """
    drawn = plt.subplots(len(weeks), 1, figsize=(6, 2.6 * len(weeks)), sharex=True)[1] if ax is None else ax
    panels: list[Axes] = list(np.ravel(drawn))
    for panel, (label, frame) in zip(panels, weeks.items(), strict=True):
        for name, colour, dash in zip(
            frame, (BLUE, RED, GREEN, ORANGE), ("-", "--", "-.", ":"), strict=False
        ):
            panel.plot(frame[name], color=colour, linestyle=dash, linewidth=1.4, label=str(name))
        panel.axvline(split, color=GREY, linestyle="--")  # type: ignore[arg-type]
        panel.axhline(0, color=GREY, linewidth=0.8)
        panel.set_ylabel(label)
    panels[0].legend(ncols=4, fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    ticks = pd.date_range(frame.index[0].normalize(), frame.index[-1], freq="QS")
    panels[-1].set_xticks(ticks[::2], ticks[::2].strftime("%b %Y"))
    panels[-1].set_xlabel("week; the dashed line is where the watch begins")
    return panels


def plot_detection(tables: Mapping[str, pd.DataFrame], ax: Any = None) -> list[Axes]:
    """Draw the share of faults that are found in time, a panel for each kind of fault.

    Parameters
    ----------
    tables
        By kind: a row for each size, a column for each detector, in percent.
    ax
        Where to draw, one for each kind; a new figure if None.
    """
    drawn = plt.subplots(len(tables), 1, figsize=(6, 3.0 * len(tables)))[1] if ax is None else ax
    panels: list[Axes] = list(np.ravel(drawn))
    for panel, (label, frame) in zip(panels, tables.items(), strict=True):
        for number, name in enumerate(frame):
            line: dict[str, Any] = {"color": PALETTE[number], "marker": MARKERS[number], "label": str(name)}
            panel.plot(frame.index, frame[name], **line)
        panel.set(xlabel=label, ylabel="found in time, %", ylim=(-3, 103))
        panel.set_xticks(frame.index)
    panels[0].legend(fontsize=8)
    return panels
