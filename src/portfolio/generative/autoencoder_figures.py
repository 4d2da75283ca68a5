"""Figures of the autoencoders: digits on grids, clouds of codes, bounds, and anomalies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.theme import PALETTE

Array = NDArray[Any]
Style = dict[str, Any]
BLUE, RED, GREEN, GREY = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]
LINES = ("-", "--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = "os^Dv<>"


def sheet(images: Array) -> Array:
    """Return images (rows, columns, h, w) as one picture with a pixel of grey between them, 1 is ink."""
    rows, columns, height, width = images.shape
    picture = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), 0.35)
    for row in range(rows):
        for column in range(columns):
            top, left = row * (height + 1), column * (width + 1)
            picture[top : top + height, left : left + width] = images[row, column]
    return picture


def plot_rows(rows: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw rows of digits, each with its name at the left; every row is (n, 28, 28), ink is 1."""
    images = np.stack([np.asarray(row) for row in rows.values()])
    ax = axes_or_new(ax, 4.9 / images.shape[1] * images.shape[0] + 0.25)
    _ink(ax, sheet(images))
    middles = [29 * row + 13.5 for row in range(len(rows))]
    ax.set_yticks(middles, list(rows))
    ax.set_xticks([])
    return ax


def plot_traversals(images: Array, names: Sequence[str], values: Sequence[float]) -> Axes:
    """Draw digits (rows, columns, 28, 28): one coordinate of the code per row, its value along the row."""
    ax = plt.subplots(figsize=(6, 6 * images.shape[0] / images.shape[1] * 1.2 + 0.7))[1]
    _ink(ax, sheet(images))
    ax.set_yticks([29 * row + 13.5 for row in range(len(names))], list(names))
    ax.set_xticks([29 * column + 13.5 for column in range(len(values))], [f"{value:g}" for value in values])
    ax.set(xlabel="value of the coordinate, standard deviations of the prior", ylabel="coordinate")
    return ax


def plot_plane(images: Array, reach: float) -> Axes:
    """Draw the digits (side, side, 28, 28) of a grid of codes in the plane."""
    ax = plt.subplots(figsize=(6, 6.2))[1]
    picture = sheet(images)
    ax.imshow(1 - picture, cmap="gray", vmin=0, vmax=1, extent=(-reach, reach, -reach, reach))
    ax.set(xlabel="first coordinate of the code", ylabel="second coordinate of the code")
    ax.grid(visible=False)
    return ax


def plot_cloud(points: Array, labels: Array, ax: Axes | None = None) -> Axes:
    """Draw codes in the plane as the digits they stand for, with the circles of the prior."""
    ax = axes_or_new(ax, 5.8)
    for spread in (1, 2):
        ax.add_patch(Circle((0, 0), spread, fill=False, color=GREY, linewidth=1))
    for (x, y), label in zip(points, labels, strict=True):
        ax.text(x, y, str(label), color=PALETTE[label % len(PALETTE)], fontsize=9, ha="center", va="center")
    reach = float(np.abs(points).max()) * 1.05
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    ax.set(xlabel="first coordinate of the code", ylabel="second coordinate of the code")
    ax.grid(visible=False)
    return ax


def plot_training(curves: Mapping[str, Array], ylabel: str, ax: Axes | None = None) -> Axes:
    """Draw curves over epochs, the first epoch is 1."""
    ax = axes_or_new(ax)
    for place, (name, values) in enumerate(curves.items()):
        epochs = np.arange(1, len(values) + 1)
        ax.plot(epochs, values, LINES[place], color=PALETTE[place], label=name)
    ax.set(xlabel="epoch", ylabel=ylabel)
    ax.legend()
    return ax


def plot_bounds(ks: Sequence[int], bounds: Array, errors: Array, ax: Axes | None = None) -> Axes:
    """Draw the negative bound against the number of codes per image, with its standard error."""
    ax = axes_or_new(ax)
    ax.errorbar(ks, bounds, errors, color=BLUE, marker="o", capsize=4)
    ax.set_xscale("log", base=2)
    ax.set_xticks(list(ks), [str(k) for k in ks])
    ax.set(xlabel="codes per image, k", ylabel="negative bound, nats per image")
    return ax


def plot_gradients(estimates: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw how far single estimates of a gradient lie from their mean, on a logarithmic axis."""
    ax = axes_or_new(ax, 3.4)
    spread = [np.linalg.norm(drawn - drawn.mean(axis=0), axis=1) for drawn in estimates.values()]
    names = [name.replace(", ", ",\n").replace("the draw", "the\ndraw") for name in estimates]
    ax.boxplot(spread, orientation="horizontal", tick_labels=names, showfliers=False, widths=0.5)
    log_scale(ax, "x")
    ax.set(xlabel="distance of one estimate from their mean")
    ax.invert_yaxis()
    return ax


def plot_trade(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw divergence against reconstruction for settings, one line per column `latent`, betas in order."""
    ax = axes_or_new(ax, 4.2)
    for place, (size, rows) in enumerate(table.groupby("latent")):
        style: Style = {"color": PALETTE[place], "marker": MARKERS[place], "linestyle": LINES[place]}
        ax.plot(rows["kl"], rows["missed"], label=f"{size} latent dimensions", **style)
        for _, row in rows.iterrows():
            aside = (0, -17) if place == 0 else (8, 4)  # lines may lie close: labels on either side
            at = (row["kl"], row["missed"])
            ax.annotate(f"β={row['beta']:g}", at, aside, textcoords="offset points", fontsize=11)
    ax.margins(x=0.18, y=0.14)
    ax.set(xlabel="divergence from the prior, nats per image", ylabel="reconstruction error,\nnats per image")
    ax.legend()
    return ax


def plot_units(active: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw the divergence of each coordinate of the code, sorted, for several trainings."""
    ax = axes_or_new(ax)
    for place, (name, kl) in enumerate(active.items()):
        ranked = np.sort(kl)[::-1]
        style: Style = {"color": PALETTE[place], "marker": MARKERS[place], "linestyle": LINES[place]}
        ax.plot(np.arange(1, len(ranked) + 1), ranked, label=name, **style)
    ax.set(xlabel="coordinate of the code, most informative first", ylabel="divergence, nats per image")
    ax.legend()
    return ax


def plot_aucs(aucs: pd.DataFrame, names: Sequence[str], ax: Axes | None = None) -> Axes:
    """Draw the ROC AUC by unseen digit for some scores; the line at a half is guessing."""
    ax = axes_or_new(ax, 4.4)
    places = np.arange(len(aucs))
    for place, name in enumerate(names):
        ax.plot(places, aucs[name], MARKERS[place], color=PALETTE[place], label=name, markersize=8, alpha=0.9)
    ax.axhline(0.5, color=GREY, linewidth=1.2, label="guessing")
    ax.set_xticks(places, [str(digit) for digit in aucs.index])
    ax.set(xlabel="digit left out of the training", ylabel="ROC AUC", ylim=(0, 1))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, fontsize=11)
    return ax


def plot_detection(curves: Mapping[str, tuple[Array, Array, Array, Array]], share: float) -> Figure:
    """Draw ROC (above) and precision-recall (below) of several scores.

    Each value holds false-alarm rate, detection rate, recall and precision; `share` is that of anomalies.
    """
    figure, (above, below) = plt.subplots(2, 1, figsize=(6, 8.2))
    for place, (name, (alarms, caught, recall, precision)) in enumerate(curves.items()):
        style: Style = {"color": PALETTE[place], "linestyle": LINES[place], "label": name}
        above.plot(alarms, caught, **style)
        below.plot(recall, precision, **style)
    above.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    below.axhline(share, color=GREY, linewidth=1)
    above.set(xlabel="known digits flagged (false-positive rate)", ylabel="unseen digits flagged (recall)")
    below.set(
        xlabel="unseen digits flagged (recall)",
        ylabel="flagged digits that are unseen (precision)",
        ylim=(0, 1.02),
    )
    above.legend(loc="lower right")
    return figure


def plot_likelihoods(kinds: Mapping[str, Array], ax: Axes | None = None) -> Axes:
    """Draw the distribution of a negative log-likelihood bound for kinds of images, on a log axis."""
    ax = axes_or_new(ax, 0.55 * len(kinds) + 1.2)
    colours = [BLUE if "digit" in name else RED for name in kinds]
    for row, (values, colour) in enumerate(zip(kinds.values(), colours, strict=True)):
        low, high = np.quantile(-values, [0.05, 0.95])
        ax.plot([low, high], [row, row], color=colour, linewidth=5, alpha=0.45)
        ax.plot(-np.median(values), row, "o" if colour == BLUE else "s", color=colour, markersize=8)
    ax.set_yticks(range(len(kinds)), list(kinds))
    ax.invert_yaxis()
    ax.set(xlabel="negative bound, nats per image: left is more likely")
    log_scale(ax, "x")
    return ax


def _ink(ax: Axes, picture: Array) -> None:
    """Draw a picture in which 1 is ink, without frame."""
    ax.imshow(1 - picture, cmap="gray", vmin=0, vmax=1)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
