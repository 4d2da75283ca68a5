"""Figures of the chapter on drift and season."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

MARKS = ("o-", "s--", "^:", "D-.")


def plot_years(shares: pd.DataFrame, change: float, ax: Axes | None = None) -> Axes:
    """Draw the share of days predicted correctly in each year, a line for each column.

    Parameters
    ----------
    shares
        In percent; indexed by the year, counted from the first.
    change
        Year in which the columns move.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.8))[1] if ax is None else ax
    for number, name in enumerate(shares):
        ax.plot(shares.index, shares[name], MARKS[number], color=PALETTE[number], markersize=3, label=name)
    ax.axvline(change, color=PALETTE[-1], linewidth=1)
    ax.set(xlabel="year of the record", ylabel="days predicted correctly (%)")
    ax.legend(loc="lower left")
    return ax


def plot_false_alarms(rates: pd.DataFrame, wanted: float, ax: Axes | None = None) -> Axes:
    """Draw the share of quiet streams with an alarm, by detector and population.

    Parameters
    ----------
    rates
        In percent; a row for each detector, a column for each population.
    wanted
        The share for which limits were set, in percent.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.4))[1] if ax is None else ax
    places = np.arange(len(rates))
    for number, name in enumerate(rates):
        at = places + 0.18 * (number - 1)
        ax.plot(rates[name], at, MARKS[number][0], color=PALETTE[number], label=name)
    ax.axvline(wanted, color=PALETTE[-1], linewidth=1)
    ax.set_yticks(places, rates.index)
    ax.invert_yaxis()
    ax.set(xlabel="quiet streams with an alarm (%)", xlim=(-3, 103))
    ax.legend(loc="lower center")
    return ax


def plot_savings(tables: Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Draw what each policy saves against never fitting anew, with intervals.

    Parameters
    ----------
    tables
        By name of the data: indexed by policy, `saved`, `low`, `high`.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.4))[1] if ax is None else ax
    for number, (name, table) in enumerate(tables.items()):
        at = np.arange(len(table)) + 0.2 * (number - 0.5)
        reach = error_bars(table["saved"], table["low"], table["high"])
        ax.errorbar(
            table["saved"], at, xerr=reach, fmt=MARKS[number][0], color=PALETTE[number], capsize=3, label=name
        )
        ax.set_yticks(range(len(table)), table.index)
    ax.axvline(0, color=PALETTE[-1], linewidth=1)
    ax.invert_yaxis()
    ax.set(xlabel="saved against never fitting anew, per hundred days")
    ax.legend(loc="lower left")
    return ax
