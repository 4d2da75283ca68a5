"""Figures of how transformers look at words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.plotting.theme import DIVERGING, PALETTE, SEQUENTIAL, colour_of


def plot_weights(weights: np.ndarray, pieces: Sequence[str], titles: Sequence[str]) -> np.ndarray:
    """Draw attention weights, one panel each: row i says where word i looks.

    Parameters
    ----------
    weights
        (panels, N, N), rows summing to 1.
    pieces
        The N words.
    """
    figure, axes = plt.subplots(len(weights), 1, figsize=(5, 4.2 * len(weights)), sharex=True)
    axes = np.atleast_1d(axes)
    for ax, matrix, title in zip(axes, weights, titles, strict=True):
        image = ax.imshow(matrix, cmap=SEQUENTIAL, vmin=0, vmax=1)
        _name_words(ax, pieces)
        ax.set_title(title)
        ax.set_ylabel("query")
    axes[-1].set_xlabel("key")
    figure.colorbar(image, ax=axes, label="share of attention", shrink=0.8, location="bottom")
    return np.asarray(axes)


def plot_terms(terms: Mapping[str, np.ndarray], pieces: Sequence[str]) -> np.ndarray:
    """Draw the parts of a disentangled score, (N, N) each, on one scale."""
    figure, axes = plt.subplots(len(terms), 1, figsize=(5, 4.2 * len(terms)), sharex=True)
    reach = max(float(np.abs(part).max()) for part in terms.values())
    for ax, (name, part) in zip(axes, terms.items(), strict=True):
        image = ax.imshow(part, cmap=DIVERGING, vmin=-reach, vmax=reach)
        _name_words(ax, pieces)
        ax.set_title(name)
        ax.set_ylabel("query")
    axes[-1].set_xlabel("key")
    figure.colorbar(image, ax=axes, label="score, before the softmax", shrink=0.8, location="bottom")
    return np.asarray(axes)


def _name_words(ax: Axes, pieces: Sequence[str]) -> None:
    places = range(len(pieces))
    ax.set_xticks(places, pieces, rotation=90, fontsize=9)
    ax.set_yticks(places, pieces, fontsize=9)
    ax.grid(visible=False)


def plot_buckets(distance: np.ndarray, bucket: np.ndarray, ax: Axes | None = None) -> Axes:
    """Draw the bucket of each distance beside a bucket of its own for each."""
    ax = plt.subplots()[1] if ax is None else ax
    ax.plot(distance, distance, color=PALETTE[6], linestyle="--", label="one for each distance")
    ax.step(distance, bucket, where="mid", color=PALETTE[0], linewidth=2, label="logarithmic")
    ax.set(xlabel="distance to the other word, in words", ylabel="row of the table, from its middle")
    ax.legend(loc="upper left")
    return ax


def plot_courses(table: pd.DataFrame, marks: Mapping[str, float], ax: Axes | None = None) -> Axes:
    """Draw the loss on unseen texts: a line for the mean over seeds, a thin one for each seed.

    Parameters
    ----------
    table
        Columns places, seed, step, loss.
    marks
        Losses of naive guesses, by name.
    """
    ax = plt.subplots(figsize=(6, 6))[1] if ax is None else ax
    learnt = table[table["step"] > 0]
    ways = list(learnt["places"].unique())
    for way in ways:
        rows, colour = learnt[learnt["places"] == way], colour_of(way, ways)
        for _, course in rows.groupby("seed"):
            ax.plot(course["step"], course["loss"], color=colour, alpha=0.35, linewidth=1)
        mean = rows.groupby("step")["loss"].mean()
        ax.plot(mean.index, mean, color=colour, linewidth=2.5, marker="o", label=way)
    for (name, loss), style in zip(marks.items(), ("--", ":", "-."), strict=False):
        ax.axhline(loss, color=PALETTE[6], linestyle=style, label=name)
    ax.set(xlabel="updates", ylabel="loss on unseen texts, nats per masked word")
    ax.legend(loc="upper left", bbox_to_anchor=(-0.05, -0.14), fontsize=11)
    return ax


def plot_breaks(
    courses: Mapping[str, Sequence[float]], mended: Sequence[float], naive: float, window: int = 10
) -> np.ndarray:
    """Draw the loss in training of each mistake beside the healthy run, smoothed over `window` updates."""
    _, axes = plt.subplots(1, len(courses), figsize=(6, 3.2), sharey=True)
    for ax, (name, losses) in zip(axes, courses.items(), strict=True):
        for values, colour, words in ((mended, PALETTE[0], "healthy"), (losses, PALETTE[1], "broken")):
            smooth = np.convolve(values, np.ones(window) / window, mode="valid")
            ax.plot(np.arange(len(smooth)) + window, smooth, color=colour, label=words)
        ax.axhline(naive, color=PALETTE[6], linestyle="--", label="by frequency")
        ax.set(title=name, xlabel="updates", ylim=(0, 3 * naive))
    axes[0].set_ylabel("loss in training, nats")
    axes[0].legend(fontsize=9, loc="upper right")
    return np.asarray(axes)
