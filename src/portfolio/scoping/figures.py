"""Figures of the chapter on scoping."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting import PALETTE

Floats = NDArray[np.float64]


def _axes(ax: Axes | None) -> Axes:
    return plt.subplots()[1] if ax is None else ax


def plot_value(value: Floats, ax: Axes | None = None) -> Axes:
    """Draw the distribution of the net present value (EUR), with zero and the mean."""
    ax = _axes(ax)
    sns.histplot(x=value / 1e3, bins=60, stat="proportion", color=PALETTE[0], ax=ax)
    ax.axvline(0, color=PALETTE[6], linestyle="--", label="nothing gained")
    ax.axvline(value.mean() / 1e3, color=PALETTE[1], label="mean")
    ax.set(xlabel="net present value (k€)", ylabel="share of the draws")
    ax.legend()
    return ax


def plot_tornado(table: pd.DataFrame, centre: float, ax: Axes | None = None) -> Axes:
    """Draw the swing of the value for each input around the value at the means (EUR)."""
    ax = _axes(ax)
    width = (table["high"] - table["low"]) / 1e3
    ax.barh(table.index, width, left=table["low"] / 1e3, color=PALETTE[0])
    ax.axvline(centre / 1e3, color=PALETTE[1])
    ax.axvline(0, color=PALETTE[6], linestyle="--")
    ax.invert_yaxis()
    ax.set(xlabel="net present value (k€)", ylabel="")
    return ax


def plot_shares(table: pd.DataFrame, label: str, ax: Axes | None = None) -> Axes:
    """Draw grouped bars, a group for each row and a colour for each column."""
    ax = _axes(ax)
    table.plot.barh(ax=ax, color=list(PALETTE[: table.shape[1]]), legend=table.shape[1] > 1)
    ax.invert_yaxis()
    ax.set(xlabel=label, ylabel="")
    return ax


def plot_efforts(efforts: dict[str, Floats], naive: float, ax: Axes | None = None) -> Axes:
    """Draw simulated total efforts (person-days) over each other, and the sum of the likely values."""
    ax = _axes(ax)
    for colour, (name, effort) in zip(PALETTE, efforts.items(), strict=False):
        sns.kdeplot(x=effort, ax=ax, color=colour, fill=True, alpha=0.25, label=name)
    ax.axvline(naive, color=PALETTE[6], linestyle="--", label="sum of the likely values")
    ax.set(xlabel="effort of the whole backlog (person-days)", ylabel="density")
    ax.legend()
    return ax


def plot_burn_up(progress: Floats, effort: Floats, sprints: int, ax: Axes | None = None) -> Axes:
    """Draw person-days done by sprint and person-days to do, each with its middle eight tenths."""
    ax = _axes(ax)
    at = np.arange(sprints + 1)
    low, middle, high = np.quantile(progress[:, : sprints + 1], [0.1, 0.5, 0.9], axis=0)
    ax.fill_between(at, low, high, color=PALETTE[0], alpha=0.25)
    ax.plot(at, middle, color=PALETTE[0], label="done")
    least, half, most = np.quantile(effort, [0.1, 0.5, 0.9])
    ax.axhspan(least, most, color=PALETTE[1], alpha=0.2)
    ax.axhline(half, color=PALETTE[1], label="to do")
    ax.set(xlabel="sprints of two weeks", ylabel="person-days", xlim=(0, sprints), ylim=(0, None))
    ax.legend(loc="upper left")
    return ax
