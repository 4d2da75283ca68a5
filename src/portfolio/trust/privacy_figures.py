"""Figures of the chapter on privacy."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import log_scale
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE
Floats = NDArray[np.float64]


def plot_roc(curves: Mapping[str, tuple[Floats, Floats]], ax: Axes | None = None) -> Axes:
    """Draw ROC curves with both axes in logs, and chance beside them.

    Parameters
    ----------
    curves
        For each attack the scores of members and of strangers.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 4.2))[1] if ax is None else ax
    for (name, (members, strangers)), colour in zip(curves.items(), (RED, BLUE), strict=False):
        cuts = np.sort(strangers)[::-1]
        false = 100 * np.arange(len(cuts)) / len(cuts)
        true = 100 * (1 - np.searchsorted(np.sort(members), cuts, side="right") / len(members))
        ax.step(false[1:], true[1:], where="post", color=colour, label=name)
    ends = np.array([0.02, 100])
    ax.plot(ends, ends, ":", color=GREY, label="chance")
    for axis in ("x", "y"):
        log_scale(ax, axis)
    ax.set(xlim=(0.02, 100), ylim=(0.05, 110))
    ax.set(xlabel="strangers taken for members, %", ylabel="members found, %")
    ax.legend(loc="lower right")
    return ax


def plot_budget(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the members found at a rate of false alarms against epsilon, and the bound for any attack.

    Parameters
    ----------
    table
        Columns `epsilon`, `mean`, `min`, `max` and `bound`, shares in per cent.
    ax
        Where to draw; a new figure if None.
    """
    ax = plt.subplots(figsize=(6, 3.8))[1] if ax is None else ax
    reach = error_bars(table["mean"], table["min"], table["max"])
    ax.errorbar(
        table["epsilon"], table["mean"], yerr=reach, fmt="o-", color=BLUE, capsize=3, label="likelihood ratio"
    )
    ax.plot(table["epsilon"], table["bound"], "s--", color=RED, label="bound for any attack")
    ax.axhline(1, ls=":", color=GREY, label="chance")
    log_scale(ax, "y")
    log_scale(ax, "x")
    ax.set(xlabel="epsilon", ylabel="members found, %")
    ax.set_xticks(table["epsilon"], [f"{one:g}" for one in table["epsilon"]])
    ax.set_xticks([], minor=True)
    ax.legend()
    return ax
