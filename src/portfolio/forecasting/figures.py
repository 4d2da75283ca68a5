"""Figures of the chapter on forecasts of demand and wind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.forecasting.subjects import Subject
from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

Floats = NDArray[np.float64]
BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def _hours(steps: int) -> Floats:
    return (np.arange(steps) + 1) * 24 / steps


def plot_days(subject: Subject, ax: Axes | None = None) -> Axes:
    """Draw the mean through the day with the band of eight days in ten, by kind of day where there are two.

    Parameters
    ----------
    subject
        The series.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    at = np.arange(subject.per_day) * 24 / subject.per_day
    kinds = {1: ("working days", BLUE), 0: ("weekends and holidays", RED)}
    if not subject.works.any():
        kinds = {0: ("all days", BLUE)}
    for kind, (name, colour) in kinds.items():
        rows = subject.days[subject.works == kind]
        low, high = np.nanquantile(rows, [0.1, 0.9], axis=0)
        ax.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
        ax.plot(at, np.nanmean(rows, axis=0), color=colour, label=name)
    ax.set(xlabel="time of day, hours", ylabel=subject.unit, xlim=(0, 24), ylim=(0, None))
    ax.set_xticks(range(0, 25, 4))
    ax.legend(loc="upper left")
    return ax


def plot_scores(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the MASE of each forecast, those of networks with the range over their seeds.

    Parameters
    ----------
    table
        A row for each forecast: `MASE`, and `low` and `high` where there is a range.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    shown = table.sort_values("MASE", ascending=False)
    low, high = shown["low"].fillna(shown["MASE"]), shown["high"].fillna(shown["MASE"])
    reach = error_bars(shown["MASE"], low, high)
    ax.errorbar(shown["MASE"], shown.index, xerr=reach, fmt="o", color=BLUE, capsize=3)
    bound = [name for name in shown.index if name.startswith("bound")]
    ax.plot(shown.loc[bound, "MASE"], bound, "o", color=RED, zorder=5, label="bound, no forecast")
    ax.axvline(1, color=GREY, linewidth=1)
    ax.set(xlabel="MASE on the test days (1: seasonal naive)", ylabel="")
    ax.legend(loc="lower left")
    return ax


def plot_by_lead(errors: Mapping[str, Floats], unit: str, ax: Axes | None = None) -> Axes:
    """Draw the mean absolute error by how far ahead the step lies.

    Parameters
    ----------
    errors
        By forecast, one value for each step.
    unit
        Of the errors.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    styles = zip((GREY, ORANGE, GREEN, BLUE, RED), (":", "--", "-.", "-", "--"), strict=True)
    for (name, error), (colour, dash) in zip(errors.items(), styles, strict=False):
        ax.plot(_hours(len(error)), error, color=colour, linestyle=dash, label=name)
    ax.set(
        xlabel="hours ahead of midnight", ylabel=f"mean absolute error, {unit}", xlim=(0, 24), ylim=(0, None)
    )
    ax.set_xticks(range(0, 25, 4))
    ax.legend(loc="upper left", fontsize=9)
    return ax


def plot_curves(curves: Mapping[str, Sequence[float]], ax: Axes | None = None) -> Axes:
    """Draw the error on the validation days after each epoch, a line for each network.

    Parameters
    ----------
    curves
        By network.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.2)
    for (name, curve), colour, dash in zip(curves.items(), (BLUE, RED), ("-", "--"), strict=False):
        ax.plot(np.arange(len(curve)) + 1, curve, color=colour, linestyle=dash, marker="o", label=name)
    ax.set(xlabel="epoch", ylabel="MASE on the validation days")
    ax.legend()
    return ax


def plot_coverage(
    shares: Mapping[str, Floats], dates: pd.DatetimeIndex, coverage: float, ax: Axes | None = None
) -> Axes:
    """Draw the share of outcomes inside their interval over the last two weeks, day by day.

    Parameters
    ----------
    shares
        By method: the share of each day's steps, missing where a day is missing.
    dates
        Of the days.
    coverage
        The share that was promised.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    for (name, share), colour, dash in zip(shares.items(), (RED, BLUE), ("--", "-"), strict=False):
        fortnight = pd.Series(100 * share, index=dates).rolling(14, min_periods=10).mean()
        ax.plot(fortnight, color=colour, linestyle=dash, label=name)
    ax.axhline(100 * coverage, color=GREY, label="promised")
    ax.set(xlabel="day", ylabel="inside, last 14 days, %")
    ax.tick_params(axis="x", rotation=30)
    ax.legend()
    return ax
