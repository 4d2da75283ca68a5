"""Figures of the chapter on photographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE
Floats = NDArray[np.float32]
GREYS = 32  # steps of grey in a picture


def _few_greys(picture: NDArray[np.generic]) -> Floats:
    """Return a picture in 32 steps of grey from its darkest to its brightest: a page loads it faster."""
    grey = picture.astype(np.float32)
    low, high = float(grey.min()), float(grey.max())
    return np.round((grey - low) / max(high - low, 1e-9) * (GREYS - 1))


def plot_pictures(
    pictures: Sequence[NDArray[np.generic]], titles: Sequence[str], note: str = "", columns: int = 4
) -> list[Axes]:
    """Draw pictures in grey side by side, each with a title, and a note on their licence below.

    Parameters
    ----------
    pictures
        Each (height, width).
    titles
        One for each.
    note
        Below them all.
    columns
        In a row.
    """
    rows = -(-len(pictures) // columns)
    figure, panels = plt.subplots(rows, columns, figsize=(6, 6 / columns * rows * 1.2 + 0.2), squeeze=False)
    for panel in panels.ravel():
        panel.set_axis_off()
    for panel, picture, title in zip(panels.ravel(), pictures, titles, strict=False):
        panel.imshow(_few_greys(picture), cmap="gray", interpolation="nearest")
        panel.set_title(title, fontsize=9)
    figure.text(0.5, 0.005, note, ha="center", fontsize=8)
    return list(panels.ravel())


def plot_protocols(table: pd.DataFrame, published: Mapping[str, float], ax: Axes | None = None) -> Axes:
    """Draw the accuracy of each method under two ways of splitting, with the range over three splits.

    Parameters
    ----------
    table
        A row for each method and split: `method`, `protocol`, `accuracy` in per cent.
    published
        Accuracies in per cent that are drawn as lines, by name.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    methods = list(dict.fromkeys(table["method"]))
    for number, (protocol, rows) in enumerate(table.groupby("protocol", sort=False)):
        summary = rows.groupby("method")["accuracy"].agg(["mean", "min", "max"]).loc[methods]
        reach = error_bars(summary["mean"], summary["min"], summary["max"])
        at = np.arange(len(methods)) + 0.22 * (number - 0.5)
        marker, colour = ("os"[number % 2], (BLUE, RED)[number % 2])
        ax.errorbar(summary["mean"], at, xerr=reach, fmt=marker, color=colour, capsize=3, label=str(protocol))
    for (name, value), dash in zip(published.items(), ("--", ":", "-."), strict=False):
        ax.axvline(value, color=GREY, linestyle=dash, linewidth=1, label=name)
    ax.set_yticks(range(len(methods)), methods)
    ax.set(xlabel="accuracy on photos that were not learnt from, %", ylabel="")
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.3, 1.34), ncols=2, fontsize=8)
    return ax


def plot_places(places: pd.Series, chance: float, ax: Axes | None = None) -> Axes:
    """Draw how far apart in the list of files each photo and the one most like it lie.

    Parameters
    ----------
    places
        Between the two.
    chance
        Share within sixty places among photos of the same type, if resemblance did not matter.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.2)
    within = np.arange(1, 301)
    ax.plot(
        within, [100 * (places <= one).mean() for one in within], color=BLUE, label="the photo most like it"
    )
    ax.plot(within, 100 * chance * within / 60, color=GREY, linestyle="--", label="any photo of its type")
    ax.axvline(60, color=RED, linewidth=1, linestyle=":", label="about one module")
    ax.set(xlabel="places in the list of files", ylabel="within so many places, % of photos", ylim=(0, 100))
    ax.legend(loc="center right")
    return ax


def plot_map(points: Floats, groups: Mapping[str, NDArray[np.bool_]], ax: Axes | None = None) -> Axes:
    """Draw photos as points of a plane, a colour and a sign for each group.

    Parameters
    ----------
    points
        (n, 2).
    groups
        Which points belong to each, by name.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    for (name, chosen), colour, marker in zip(groups.items(), (SKY, BLUE, ORANGE, RED), "osD^", strict=False):
        ax.plot(*points[chosen].T, marker, color=colour, markersize=3, linestyle="", label=name)
    ax.set(xlabel="first coordinate of t-SNE, no unit", ylabel="second coordinate, no unit")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=2)
    return ax


def plot_costs(curve: pd.DataFrame, chosen: float, ax: Axes | None = None) -> Axes:
    """Draw the cost of a photo by the probability from which a cell is rejected.

    Parameters
    ----------
    curve
        By threshold, in columns: where the threshold is chosen, and where it is tested.
    chosen
        The threshold that is used.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    for (name, column), colour, dash in zip(curve.items(), (GREY, BLUE), ("--", "-"), strict=False):
        ax.plot(curve.index, column, dash, color=colour, label=str(name))
    ax.axvline(chosen, color=RED, linewidth=1, linestyle=":", label="threshold in use")
    ax.set(xlabel="reject from this probability", ylabel="cost of a photo, in false alarms", ylim=(0, None))
    ax.legend()
    return ax


def plot_reliability(
    probability: NDArray[np.float64], defective: NDArray[np.bool_], ax: Axes | None = None
) -> Axes:
    """Draw the share of defects against the probability, over ten groups of equally many photos.

    Parameters
    ----------
    probability, defective
        What was said, and what was the case.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    parts = np.array_split(np.argsort(probability, kind="stable"), 10)
    ax.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="as it says")
    said, seen = [probability[part].mean() for part in parts], [defective[part].mean() for part in parts]
    ax.plot(said, seen, "o-", color=BLUE, label="photos of the tests")
    ax.set(xlabel="probability of a defect, mean of a tenth of the photos", ylabel="share with a defect")
    ax.legend()
    return ax


def plot_deletion(curves: Mapping[str, NDArray[np.float64]], ax: Axes | None = None) -> Axes:
    """Draw the mean score while patches are covered in an order, a line for each order.

    Parameters
    ----------
    curves
        Mean scores by patches covered, by name of the order.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    styles = zip((BLUE, RED, GREY), "os^", strict=True)
    for (name, curve), (colour, marker) in zip(curves.items(), styles, strict=False):
        ax.plot(range(len(curve)), curve, f"{marker}-", color=colour, label=name, markersize=4)
    ax.set(xlabel="patches covered", ylabel="mean probability of a defect", ylim=(0, 1))
    ax.legend()
    return ax
