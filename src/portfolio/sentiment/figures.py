"""Figures of the chapter on the sentiment of messages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_scores(table: pd.DataFrame, bar: float, ax: Axes | None = None) -> Axes:
    """Draw macro-F1 against the seconds of training, with the range over seeds.

    Parameters
    ----------
    table
        A row for each model: `f1`, `low`, `high`, `seconds`.
    bar
        Score that is drawn as a line.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    reach = np.abs(table[["low", "high"]].to_numpy().T - table["f1"].to_numpy())
    ax.errorbar(table["seconds"], table["f1"], yerr=reach, fmt="o", color=BLUE, capsize=3)
    ax.axhline(bar, color=RED, linestyle="--", linewidth=1)
    for place, (name, row) in enumerate(table.iterrows()):
        # above or below the whole range: beside the dot a phone draws the words over the bars
        above = bool(place % 2)
        ax.annotate(
            str(name),
            (row["seconds"], row["high" if above else "low"]),
            (0, 5 if above else -5),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
        )
    log_scale(ax, "x")
    ax.margins(0.3, 0.2)
    ax.set(xlabel="processor seconds of one training", ylabel="macro-F1 on the test")
    return ax


def plot_learning(curves: Mapping[str, pd.Series], ax: Axes | None = None) -> Axes:
    """Draw a score by the number of labels, a line for each model.

    Parameters
    ----------
    curves
        By model, each by number of labels.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    for (name, curve), colour, mark in zip(curves.items(), (BLUE, RED), "os", strict=False):
        ax.plot(curve.index, curve, f"{mark}-", color=colour, label=name)
    log_scale(ax, "x")
    labels = sorted({int(count) for curve in curves.values() for count in curve.index})
    ax.set_xticks(labels, [f"{count:,}" for count in labels])
    ax.set_xticks([], minor=True)
    ax.set(xlabel="labelled messages to learn from", ylabel="macro-F1")
    ax.legend()
    return ax


def plot_reliability(tables: Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Draw how often a complaint followed against the probability that was said.

    Parameters
    ----------
    tables
        By name, each with `said` and `happened`.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    ax.plot([0, 1], [0, 1], color=GREY, linewidth=1, label="calibrated")
    for (name, table), colour, mark in zip(tables.items(), (RED, BLUE), "so", strict=False):
        ax.plot(table["said"], table["happened"], f"{mark}-", color=colour, label=name)
    ax.set(xlabel="probability of a complaint", ylabel="share of complaints", xlim=(0, 1), ylim=(0, 1))
    ax.legend(loc="upper left")
    return ax


def plot_stream(sums: NDArray[np.float64], threshold: float, change: int, ax: Axes | None = None) -> Axes:
    """Draw the cumulative sums of a few streams, the change and the threshold.

    Parameters
    ----------
    sums
        (streams, messages).
    threshold
        Above which an alarm is raised.
    change
        Message at which complaints rise.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    ax.plot(sums.T, color=BLUE, linewidth=1, alpha=0.6)
    ax.axhline(threshold, color=RED, linestyle="--", label="alarm")
    ax.axvline(change, color=GREY, label="change")
    ax.set(xlabel="messages", ylabel="cumulative sum", xlim=(0, sums.shape[1]), ylim=(0, 3 * threshold))
    ax.legend(loc="upper left")
    return ax
