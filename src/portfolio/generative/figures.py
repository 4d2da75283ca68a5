"""Figures of generators that draw pictures: sheets of digits, courses of training, what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

Floats = NDArray[np.float64]
Pictures = NDArray[np.floating[Any]]
BLUE, RED, GREEN, GREY = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]
COLOURS, MARKERS = PALETTE, "os^Dv"
LINES = ("-", "-.", ":")
SIDE, GAP = 28, 3


def sheet(pictures: Pictures, columns: int) -> Floats:
    """Return pictures (n, 28, 28) side by side as one image, row by row, with paper between them."""
    rows = -(-len(pictures) // columns)
    page = np.zeros((rows * (SIDE + GAP), columns * (SIDE + GAP)))
    for number, picture in enumerate(pictures):
        top, left = (number // columns) * (SIDE + GAP), (number % columns) * (SIDE + GAP)
        page[top : top + SIDE, left : left + SIDE] = picture
    return page


def plot_sheets(sheets: Mapping[str, Pictures], columns: int = 10) -> list[Axes]:
    """Draw named rows of pictures (n, 28, 28) one below the other, the name above each."""
    rows = [-(-len(pictures) // columns) for pictures in sheets.values()]
    height = sum(0.6 * row * 10 / columns + 0.4 for row in rows)
    _, axes = plt.subplots(len(sheets), 1, figsize=(6, height), height_ratios=rows, squeeze=False)
    for ax, (name, pictures) in zip(axes.ravel(), sheets.items(), strict=True):
        ax.imshow(sheet(pictures, columns), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(name, fontsize=12, loc="left")
        ax.set_axis_off()
    return list(axes.ravel())


def plot_game(things: Floats, real: Floats, drawn: Floats, verdict: Floats) -> Axes:
    """Draw two distributions over things and the best verdict between them, with the line of 1/2."""
    ax = axes_or_new(None)
    ax.fill_between(things, real / real.max(), color=BLUE, alpha=0.25, label="real, scaled")
    ax.fill_between(things, drawn / drawn.max(), color=RED, alpha=0.25, label="generated, scaled")
    ax.plot(things, verdict, color="black", label="optimal discriminator: probability of real")
    ax.axhline(0.5, color=GREY, linestyle="--", label="1/2")
    ax.set(xlabel="value of a sample, one dimension", ylabel="probability", ylim=(0, 1.05))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=11)
    return ax


def plot_slopes(scores: Floats, slopes: Mapping[str, Floats]) -> Axes:
    """Draw how strongly each loss pulls at a drawn picture, over the discriminator's score of it."""
    ax = axes_or_new(None)
    for number, (name, slope) in enumerate(slopes.items()):
        ax.plot(scores, slope, color=COLOURS[number], linestyle="-" if number else "--", label=name)
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set(
        xlabel="logit of a generated image (0: undecided, below: judged generated)",
        ylabel="gradient, absolute value",
    )
    ax.legend()
    return ax


def plot_course(losses: Mapping[str, Floats], reference: float, quality: Floats, floor: float) -> list[Axes]:
    """Draw the two losses by epoch above, and the distance to real digits below.

    Parameters
    ----------
    losses
        Loss of each side by epoch.
    reference
        Loss of a discriminator that says 1/2 to everything.
    quality
        Distance to real digits by epoch, NaN where it was not measured.
    floor
        Distance between real digits and real digits.
    """
    top, below = plt.subplots(2, 1, figsize=(6, 5.6), sharex=True)[1]
    for number, (name, values) in enumerate(losses.items()):
        epochs = np.arange(1, len(values) + 1)
        top.plot(epochs, values, color=COLOURS[number], marker=MARKERS[number], markersize=4, label=name)
    top.axhline(reference, color=GREY, linestyle="--", label="log 4: probability 1/2 for everything")
    top.set(ylabel="loss, nats")
    top.legend(fontsize=11)
    known = np.flatnonzero(~np.isnan(quality))
    below.plot(known + 1, quality[known], color="black", marker="o", label="generated digits")
    below.axhline(floor, color=GREY, linestyle="--", label="real digits")
    below.set(xlabel="epoch", ylabel="FID of the classifier", ylim=(0, None))
    below.legend(fontsize=11)
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    return [top, below]


def plot_digits_drawn(shares: pd.DataFrame, least: float) -> list[Axes]:
    """Draw the share of confident samples of each digit (columns), a row of bars for each way (rows)."""
    axes = plt.subplots(len(shares), 1, figsize=(6, 1.35 * len(shares) + 0.5), sharex=True, squeeze=False)[1]
    for ax, (name, row) in zip(axes.ravel(), shares.iterrows(), strict=True):
        colours = [BLUE if share >= least else RED for share in row]
        ax.bar(np.arange(len(row)), 100 * row, color=colours)
        ax.axhline(100 * least, color=GREY, linewidth=1)
        ax.set(ylabel="%", title=name)
        ax.title.set_fontsize(12)
        ax.yaxis.set_major_locator(MaxNLocator(3))
    axes[-1, 0].set(xlabel="digit predicted by the classifier", xticks=np.arange(shares.shape[1]))
    return list(axes.ravel())


def plot_strength(courses: Mapping[str, tuple[Floats, Floats]]) -> list[Axes]:
    """Draw, by epoch, the share told apart and the generator's gradient of several pairs."""
    top, below = plt.subplots(2, 1, figsize=(6, 5.2), sharex=True)[1]
    for number, (name, (apart, gradient)) in enumerate(courses.items()):
        style: dict[str, Any] = {"color": COLOURS[number], "marker": MARKERS[number], "label": name}
        top.plot(np.arange(1, len(apart) + 1), 100 * apart, **style)
        below.plot(np.arange(1, len(gradient) + 1), gradient, **style)
    log_scale(below, "y")
    top.axhline(50, color=GREY, linestyle="--")
    top.set(ylabel="discriminator right, %")
    below.set(xlabel="epoch", ylabel="gradient of the\ngenerator, norm")
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    top.legend(fontsize=11)
    return [top, below]


def plot_weights(times: Floats, signal: Floats, spread: Floats, simulated: pd.DataFrame) -> Axes:
    """Draw the weights of picture and noise over time, with what a simulation found."""
    ax = axes_or_new(None)
    ax.plot(times, signal, color=BLUE, label="weight of the image")
    ax.plot(times, spread, color=RED, linestyle="--", label="weight of the noise")
    ax.plot(simulated["time"], simulated["signal"], "o", color=BLUE, label="simulated, image")
    ax.plot(simulated["time"], simulated["noise"], "s", color=RED, label="simulated, noise")
    ax.set(xlabel="time, 0 is a clean picture and 1 is noise", ylabel="weight")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=11)
    return ax


def plot_by(
    table: pd.DataFrame, columns: Mapping[str, str], floor: float, xlabel: str, *, log: bool = False
) -> Axes:
    """Draw a distance over the table's index for some columns, named for the legend, with the floor."""
    ax = axes_or_new(None)
    for number, (column, name) in enumerate(columns.items()):
        ax.plot(table.index, table[column], color=COLOURS[number], marker=MARKERS[number], label=name)
    ax.axhline(floor, color=GREY, linestyle="--", label="real digits")
    if log:
        ax.set_xscale("log", base=2)
    ax.set_xticks(list(table.index), [f"{value:g}" for value in table.index])
    ax.minorticks_off()
    ax.set(xlabel=xlabel, ylabel="FID of the classifier", ylim=(0, None))
    ax.legend(fontsize=11)
    return ax


def plot_trade(table: pd.DataFrame, xlabel: str) -> Axes:
    """Draw shares from 0 to 1, one line for each column, over the table's index."""
    ax = axes_or_new(None)
    for number, name in enumerate(table.columns):
        ax.plot(table.index, table[name], color=COLOURS[number], marker=MARKERS[number], label=name)
    ax.set_xticks(list(table.index))
    ax.set(xlabel=xlabel, ylabel="share", ylim=(0, 1.03))
    ax.legend(fontsize=11)
    return ax


def plot_families(table: pd.DataFrame, floor: float) -> Axes:
    """Draw the distance of each family with its interval, and the real-against-real floor."""
    ax = axes_or_new(None, 1.2 + 0.6 * len(table))
    place = np.arange(len(table))
    error = error_bars(table["fid"], table["fid_low"], table["fid_high"])
    ax.errorbar(table["fid"], place, xerr=error, fmt="o", color=BLUE, capsize=4, markersize=8)
    ax.axvline(floor, color=GREY, linestyle="--", label="real digits against real digits")
    ax.set(
        yticks=place, yticklabels=table.index, xlabel="FID of the classifier, less is better", xlim=(0, None)
    )
    ax.set_ylim(-0.6, len(table) - 0.4)
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.3), fontsize=11)
    return ax


def plot_passing(course: pd.DataFrame, rivals: pd.DataFrame, floor: float, name: str) -> Axes:
    """Draw the distance of a family over its training, and finished rivals as levels with their intervals.

    Parameters
    ----------
    course
        Columns `fid`, `fid_low`, `fid_high`; a row for each look, by epoch.
    rivals
        The same columns; a row for each rival.
    floor
        Distance between real digits and real digits.
    name
        Of the family that is followed.
    """
    ax = axes_or_new(None, 4.4)
    style: dict[str, Any] = {"capsize": 4, "color": BLUE, "marker": "o"}
    reach = error_bars(course["fid"], course["fid_low"], course["fid_high"])
    ax.errorbar(course.index, course["fid"], reach, label=name, **style)
    for number, (rival, row) in enumerate(rivals.iterrows(), 1):
        ax.axhspan(row["fid_low"], row["fid_high"], color=COLOURS[number], alpha=0.2, linewidth=0)
        ax.axhline(row["fid"], color=COLOURS[number], linestyle=LINES[number], label=f"{rival}, finished")
    ax.axhline(floor, color=GREY, linestyle="--", label="real digits")
    ax.set(xlabel="epoch of its training", ylabel="FID of the classifier", yscale="log")
    ax.set_xlim(0, None)
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter("")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, fontsize=11)
    return ax
