"""Figures of the chapter on a model in production."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def plot_months(
    table: pd.DataFrame, names: dict[str, str], unit: str, percent: bool = False, ax: Axes | None = None
) -> Axes:
    """Draw means by month with intervals, one line for each name.

    Parameters
    ----------
    table
        As `by_month` returns it.
    names
        Columns, and what the legend calls them.
    unit
        Of the vertical axis.
    percent
        Whether values are shares to be drawn in percent.
    ax
        Where to draw; a new figure if None.
    """
    ax, factor = axes_or_new(ax), 100 if percent else 1
    for number, (name, label) in enumerate(names.items()):
        rates = factor * table[name][["value", "low", "high"]]
        at = rates.index + 0.08 * (number - (len(names) - 1) / 2)
        reach = error_bars(rates["value"], rates["low"], rates["high"])
        colour, style = PALETTE[number], ("o-", "s--", "^:")[number]
        ax.errorbar(at, rates["value"], yerr=reach, fmt=style, color=colour, capsize=3, label=label)
    ax.set_xticks(table.index, [MONTHS[month - 1] for month in table.index])
    ax.set(xlabel="month of 2013", ylabel=unit, ylim=(0, None))
    ax.legend(loc="lower left")
    return ax


def plot_alarm_days(alarms: pd.DataFrame, detectors: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw a mark for each detector on each morning with an alarm.

    Parameters
    ----------
    alarms
        By morning, a column for each detector.
    detectors
        From top to bottom.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    for row, name in enumerate(detectors):
        days = alarms.index[alarms[name].astype(bool)]
        ax.plot(days, np.full(len(days), row), "|", color=BLUE, markersize=11)
    ax.set_yticks(range(len(detectors)), detectors)
    ax.set_ylim(len(detectors) - 0.5, -0.5)
    ticks = pd.date_range(alarms.index.min().replace(day=1), alarms.index.max(), freq="MS")
    ax.set_xticks(ticks, [MONTHS[tick.month - 1] for tick in ticks])
    ax.set_xlabel("2013")
    return ax


def plot_delays(seen: pd.DataFrame, faults: Sequence[str], horizon: int) -> list[Axes]:
    """Draw for each fault the shortest, median and longest delay of each detector, and the share seen.

    Parameters
    ----------
    seen
        As `seen_table` returns it.
    faults
        One panel each.
    horizon
        Days that are looked at.
    """
    axes = plt.subplots(len(faults), 1, figsize=(6, 2.7 * len(faults)), sharex=True)[1]
    for ax, fault in zip(np.atleast_1d(axes), faults, strict=True):
        table = seen[fault]
        at = np.arange(len(table))
        ax.hlines(at, table["min"], table["max"], color=SKY, linewidth=4)
        ax.plot(table["median"], at, "o", color=BLUE)
        for row, share in enumerate(table["seen"]):
            ax.text(horizon + 0.6, row, f"{100 * share:.0f} %", va="center", fontsize=8)
        ax.set_yticks(at, table.index)
        ax.set(xlim=(0, horizon + 2.5), ylim=(len(table) - 0.5, -0.5))
        ax.set_title(f"{fault} (right: share of starts at which it is seen)", fontsize=10)
    np.atleast_1d(axes)[-1].set_xlabel("days from the start of the fault to the first alarm")
    return list(np.atleast_1d(axes))


def plot_savings(saved: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw what each rule of retraining saves against another, with intervals.

    Parameters
    ----------
    saved
        Indexed by rule: `saved`, `low`, `high`.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 0.45 * len(saved) + 1.2)
    at = np.arange(len(saved))
    reach = error_bars(saved["saved"], saved["low"], saved["high"])
    ax.errorbar(saved["saved"], at, xerr=reach, fmt="o", color=BLUE, capsize=3)
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set_yticks(at, saved.index)
    ax.set_ylim(len(saved) - 0.5, -0.5)
    ax.set_xlabel("saved in nine months, in prices of one action")
    return ax


def plot_power(power: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how often a challenger is promoted by the days in the shadow, one line for each true gain.

    Parameters
    ----------
    power
        As `promotion_power` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for number, gain in enumerate(power):
        style = ("o-", "s--", "^:", "d-.")[number % 4]
        ax.plot(power.index, 100 * power[gain], style, color=PALETTE[number], label=f"{gain:.3f}")
    ax.set(xlabel="days in the shadow", ylabel="promoted, % of comparisons", ylim=(-2, 102))
    ax.legend(title="true gain in log loss")
    return ax
