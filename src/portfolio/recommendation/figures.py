"""Figures of the chapter on recommendations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_errors(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the RMSE of each method twice: random folds, and the last ratings by time.

    Parameters
    ----------
    table
        By method: `random folds`, `time order`.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    for name, colour, marker in (("random folds", BLUE, "o"), ("time order", RED, "s")):
        ax.plot(table[name], table.index, marker, color=colour, label=name, markersize=8)
    ax.set(xlabel="RMSE, stars (lower is better)", ylabel="")
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, 1.2), ncols=2)
    return ax


def plot_scores(table: pd.DataFrame, label: str, ax: Axes | None = None) -> Axes:
    """Draw a score with its interval for each method.

    Parameters
    ----------
    table
        By method: `value`, `low`, `high`.
    label
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    reach = error_bars(table["value"], table["low"], table["high"])
    ax.errorbar(table["value"], table.index, xerr=reach, fmt="o", color=BLUE, capsize=3)
    ax.set(xlabel=label, ylabel="", xlim=(0, None))
    ax.locator_params(axis="x", nbins=5)  # decimals side by side run into each other on a phone
    ax.invert_yaxis()
    return ax


def plot_cold(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw NDCG of new users by the number of ratings that are known of them.

    Parameters
    ----------
    table
        By number of known ratings, a column for each method.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    styles = zip(
        table, (GREY, ORANGE, RED, GREEN, BLUE, PINK), ("--", ":", "-.", "-", "-", "--"), strict=False
    )
    for name, colour, line in styles:
        ax.plot(table.index, table[name], line, color=colour, label=name, marker="o")
    ax.set(xlabel="first ratings that are known", ylabel="NDCG at ten", ylim=(0, None))
    ax.set_xticks(list(table.index))
    ax.legend()
    return ax


def plot_sampled(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw sampled NDCG by the number of films that were drawn, and the full one at the right end.

    Parameters
    ----------
    table
        By what the list was ranked against, as a text; a column for each method.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    styles = zip(table, (GREY, ORANGE, RED, GREEN, BLUE, PINK), strict=False)
    at = np.arange(len(table))
    for name, colour in styles:
        ax.plot(at, table[name], color=colour, label=name, marker="o")
    ax.set_xticks(at, table.index)
    ax.set(xlabel="films against which the likes are ranked", ylabel="NDCG at ten", ylim=(0, None))
    ax.legend(ncols=2)
    return ax


def plot_replays(
    values: Mapping[str, np.ndarray], truths: Mapping[str, float], ax: Axes | None = None
) -> Axes:
    """Draw what replay says over many logs, and what a live test would have said.

    Parameters
    ----------
    values
        Estimates by policy.
    truths
        Live rewards by policy.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.2)
    for place, ((name, found), colour) in enumerate(zip(values.items(), (GREY, RED, BLUE), strict=False)):
        low, high = np.percentile(found, [2.5, 97.5])
        ax.plot([low, high], [place, place], color=colour, linewidth=6, alpha=0.4)
        ax.plot(found.mean(), place, "o", color=colour)
        ax.plot(truths[name], place, "|", color="black", markersize=18)
    ax.set_yticks(range(len(values)), list(values))
    ax.set(xlabel="share of visits with a like", ylabel="")
    ax.invert_yaxis()
    return ax
