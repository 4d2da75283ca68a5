"""Figures of the chapter on a booking by chat."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_accuracy(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the share of right intents of each method, a dot for each language.

    Parameters
    ----------
    table
        A row for each method, a column for each language, in percent.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.6))[1] if ax is None else ax
    places = np.arange(len(table))[::-1]
    for (language, shares), colour, sign in zip(table.items(), (BLUE, RED), "os", strict=True):
        ax.plot(shares, places, sign, color=colour, label=language, markersize=8)
    ax.set_yticks(places, table.index)
    ax.set(xlabel="intents right on test sentences, %", xlim=(0, 102), ylim=(-0.5, len(table) - 0.5))
    ax.legend(loc="center left")
    return ax


def plot_acceptance(scores: Mapping[str, tuple[NDArray[np.float64], float]], ax: Axes | None = None) -> Axes:
    """Draw the distribution function of the score for messages of each kind, with their thresholds.

    Parameters
    ----------
    scores
        For each kind of message its scores and the threshold above which one counts as understood, or nan.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.8))[1] if ax is None else ax
    for (name, (values, threshold)), colour, line in zip(
        scores.items(), (BLUE, GREEN, RED), ("-", "-.", "--"), strict=False
    ):
        ax.ecdf(values, color=colour, linestyle=line, label=name)
        if np.isfinite(threshold):
            ax.axvline(threshold, color=colour, linestyle=":", label=f"threshold, {name}")
    ax.set(xlabel="score: log-sum-exp of the logits", ylabel="share of messages up to it")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.2), ncols=2, fontsize=9)
    return ax


def plot_success(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the share of right bookings by the rate of typing slips, with intervals.

    Parameters
    ----------
    table
        Columns `agent`, `rate` (slips per hundred characters), `value`, `low`, `high`, in percent.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.6))[1] if ax is None else ax
    for (name, rows), colour, sign in zip(
        table.groupby("agent", sort=False), (BLUE, SKY, RED, ORANGE), "osD^", strict=False
    ):
        reach = error_bars(rows["value"], rows["low"], rows["high"])
        ax.errorbar(
            rows["rate"], rows["value"], yerr=reach, fmt=f"{sign}-", color=colour, capsize=3, label=name
        )
    ax.set(xlabel="typing slips per hundred characters", ylabel="right bookings, %", ylim=(0, 103))
    ax.legend(loc="lower left")
    return ax


def plot_watch(rates: pd.DataFrame, alarms: pd.Series, changed: int, ax: Axes | None = None) -> Axes:
    """Draw weekly rates of the indicators, and where the alarm rang.

    Parameters
    ----------
    rates
        A row for each week, a column for each indicator, in percent.
    alarms
        Whether it rang, by week.
    changed
        The first week after the change.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.6))[1] if ax is None else ax
    for (name, values), colour, sign in zip(rates.items(), (BLUE, GREEN, PINK), "os^", strict=False):
        ax.plot(values, f"{sign}-", color=colour, label=str(name))
    ax.axvline(changed - 0.5, color=GREY, linestyle="--")
    rung = alarms.index[alarms]
    ax.plot(
        rung, np.full(len(rung), rates.to_numpy().max() * 1.08), "v", color=RED, markersize=9, label="alarm"
    )
    ax.set(xlabel="week", ylabel="conversations, %", ylim=(0, None))
    ax.set_xticks(range(len(rates)), [str(week + 1) for week in range(len(rates))])
    ax.legend(loc="center left", bbox_to_anchor=(0.1, 0.68), fontsize=10)
    return ax
