"""Figures of the chapter on networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE, SEQUENTIAL

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_peptide_scores(table: pd.DataFrame, tests: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw the accuracy of each method in three tests, with the range over three splits.

    Parameters
    ----------
    table
        `method`, `test`, `accuracy` in per cent, a row for each split.
    tests
        In the order of the legend.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    methods = list(dict.fromkeys(table["method"]))
    styles = zip("osD", (BLUE, ORANGE, RED), strict=True)
    for number, (test, (marker, colour)) in enumerate(zip(tests, styles, strict=False)):
        rows = table[table["test"] == test]
        found = rows.groupby("method")["accuracy"].agg(["mean", "min", "max"]).loc[methods]
        reach = error_bars(found["mean"], found["min"], found["max"])
        at = np.arange(len(methods)) + 0.2 * (number - 1)
        ax.errorbar(found["mean"], at, xerr=reach, fmt=marker, color=colour, capsize=3, label=test)
    ax.set_yticks(range(len(methods)), methods)
    ax.set(xlabel="accuracy on peptides that were not learnt from, %", ylabel="")
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.35, 1.3), fontsize=8)
    return ax


def plot_speaks_up(share: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw which test speaks up for which fault, as a grid of shares of the trainings.

    Parameters
    ----------
    share
        A row for each training, a column for each test, from 0 to 1.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 5.4)
    ax.imshow(share.to_numpy(), cmap=SEQUENTIAL, vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(share.shape[1]), list(share.columns), rotation=60, ha="right", fontsize=8)
    ax.set_yticks(range(share.shape[0]), list(share.index), fontsize=8)
    ax.set(xlabel="test", ylabel="what is wrong with the training")
    ax.grid(visible=False)
    return ax


def plot_rate_range(curve: pd.DataFrame, chosen: float, ax: Axes | None = None) -> Axes:
    """Draw the loss while the learning rate grows, a line for each training.

    Parameters
    ----------
    curve
        Losses by learning rate; a column for each training.
    chosen
        The rate that is used.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.2)
    for (name, losses), dash in zip(curve.items(), ("-", "--", ":"), strict=False):
        ax.plot(curve.index, losses, dash, color=BLUE, label=str(name))
    ax.axvline(chosen, color=RED, linewidth=1, label="rate in use")
    ax.set(xlabel="learning rate", ylabel="loss of the batch, nats", ylim=(0, 5))
    log_scale(ax, "x")
    ax.legend()
    return ax


def plot_gradient_norms(norms: Mapping[str, Sequence[float]], ax: Axes | None = None) -> Axes:
    """Draw the norm of the first gradient by layer, a line for each network.

    Parameters
    ----------
    norms
        From the first hidden layer after the input to the last, by name of the network.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    styles = zip("osD^v", (BLUE, RED, GREEN, ORANGE, PINK), strict=True)
    for (name, values), (marker, colour) in zip(norms.items(), styles, strict=False):
        ax.plot(range(2, 2 + len(values)), values, f"{marker}-", color=colour, label=name, markersize=4)
    ax.set(xlabel="hidden layer", ylabel="norm of the first gradient")
    log_scale(ax, "y")
    ax.legend(fontsize=8)
    return ax


def plot_sequence_attention(
    sequences: Sequence[str], weights: NDArray[np.float32], ax: Axes | None = None
) -> Axes:
    """Draw the share of attention that each letter of some sequences gets.

    Parameters
    ----------
    sequences
        In letters.
    weights
        (n, length).
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 0.42 * len(sequences) + 1.0)
    longest = max(len(one) for one in sequences)
    ax.imshow(weights[:, :longest], cmap=SEQUENTIAL, aspect="auto", vmin=0)
    top = weights.max()
    for row, one in enumerate(sequences):
        for place, letter in enumerate(one[:longest]):
            dark = weights[row, place] > top / 2
            ax.text(place, row, letter, ha="center", va="center", fontsize=7, color="w" if dark else "k")
    ax.set_yticks(range(len(sequences)), [f"peptide {row + 1}" for row in range(len(sequences))])
    ax.set(xlabel="place in the sequence, from 0", ylabel="")
    ax.grid(visible=False)
    return ax


def plot_patch_attention(
    images: NDArray[np.uint8], weights: NDArray[np.float32], titles: Sequence[str]
) -> list[Axes]:
    """Draw images of digits, with the share of attention of each patch below.

    Parameters
    ----------
    images
        (n, 28, 28).
    weights
        (n, 49).
    titles
        One for each image.
    """
    _, panels = plt.subplots(2, len(images), figsize=(6, 3.2), squeeze=False)
    for column, (image, map_, title) in enumerate(zip(images, weights, titles, strict=True)):
        panels[0, column].imshow(image, cmap="gray_r")
        panels[0, column].set_title(title, fontsize=9)
        panels[1, column].imshow(map_.reshape(7, 7), cmap=SEQUENTIAL, vmin=0)
    for panel in panels.ravel():
        panel.set_axis_off()
    return list(panels.ravel())
