"""Figures of the chapter on attacks."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE
SHAPES = "osDv"


def plot_digits(rows: Sequence[NDArray[np.generic]], titles: Sequence[Sequence[str]]) -> list[Axes]:
    """Draw rows of digits, each with the answer of the network above it.

    Parameters
    ----------
    rows
        Pixels of some images, shape (n, 784), for each row.
    titles
        One for each image of each row.
    """
    panels = plt.subplots(len(rows), len(rows[0]), figsize=(6, 1.45 * len(rows)), squeeze=False)[1]
    for line, images, words in zip(panels, rows, titles, strict=True):
        for panel, image, word in zip(line, images, words, strict=True):
            panel.imshow(np.asarray(image).reshape(28, 28), cmap="gray_r", vmin=0, vmax=1)
            panel.set_title(word, fontsize=9)
            panel.set_axis_off()
    return list(panels.ravel())


def plot_two_sides(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw for each network the accuracy under attack as a line, and the certified one as its lower edge.

    Parameters
    ----------
    table
        Columns `network`, `epsilon`, `survives`, `low`, `high`, `certified`, shares in per cent.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    for number, (name, rows) in enumerate(table.groupby("network", sort=False)):
        colour = (RED, BLUE, GREEN)[number % 3]
        reach = error_bars(rows["survives"], rows["low"], rows["high"])
        fmt = f"{SHAPES[number % 4]}-"
        ax.errorbar(
            rows["epsilon"], rows["survives"], yerr=reach, fmt=fmt, color=colour, capsize=3, label=name
        )
        ax.plot(rows["epsilon"], rows["certified"], ":", color=colour)
        ax.fill_between(rows["epsilon"], rows["certified"], rows["survives"], color=colour, alpha=0.12)
    ax.plot([], [], ":", color=GREY, label="certified")
    ax.set(xlabel="reach of the attack in each pixel", ylabel="right answers, %", ylim=(0, 100))
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, 1.24), ncols=2, fontsize=9)
    return ax


def plot_poisoning(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the accuracy against the share of wrong labels, with the range over seeds.

    Parameters
    ----------
    table
        Columns `share`, `mean`, `min`, `max`, all in per cent.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    reach = error_bars(table["mean"], table["min"], table["max"])
    ax.errorbar(table["share"], table["mean"], yerr=reach, fmt="o-", color=BLUE, capsize=3)
    ax.set(xlabel="labels made wrong, %", ylabel="right answers, %", ylim=(0, 100))
    return ax


def plot_queries(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw for each network the accuracy against the number of queries, between what bounds it.

    Parameters
    ----------
    table
        Columns `network`, `queries`, `mean`, `min`, `max`, and `gradient` and `certified`, the same in each
        row of a network; shares in per cent.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    for number, (name, rows) in enumerate(table.groupby("network", sort=False)):
        colour = (RED, BLUE, GREEN)[number % 3]
        ax.plot(rows["queries"], rows["mean"], f"{SHAPES[number % 4]}-", color=colour, label=name)
        ax.fill_between(rows["queries"], rows["min"], rows["max"], color=colour, alpha=0.15)
        ax.plot(rows["queries"], rows["gradient"], "--", color=colour)
        ax.plot(rows["queries"], rows["certified"], ":", color=colour)
    ax.plot([], [], "--", color=GREY, label="with the gradient")
    ax.plot([], [], ":", color=GREY, label="certified")
    marks = sorted(set(table["queries"]))
    ax.set_xscale("log")
    ax.set_xticks(marks, [f"{one:,}" for one in marks])
    ax.minorticks_off()
    ax.set(xlabel="queries for each image", ylabel="right answers, %", ylim=(0, 100))
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, 1.24), ncols=3, fontsize=9)
    return ax
