"""What the notebook vision calls: means of groups with their intervals, and a figure of them."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.stats import t

from portfolio.errors import DataError


def mean_interval(values: pd.Series, confidence: float) -> tuple[float, float, float]:
    """Return the mean of independent values and the ends of its interval, by Student's t distribution.

    Raises
    ------
    DataError
        There are fewer than two values.
    """
    known = values.dropna()
    if len(known) < 2:
        raise DataError("a mean needs values for its interval", expected="two or more", got=len(known))
    mean = float(known.mean())
    half = float(t.ppf((1 + confidence) / 2, len(known) - 1) * known.std() / np.sqrt(len(known)))
    return mean, mean - half, mean + half


def means_by(frame: pd.DataFrame, column: str, by: str, confidence: float) -> pd.DataFrame:
    """Return one row for each group, the largest mean first: mean, low, high."""
    rows = {str(name): mean_interval(group[column], confidence) for name, group in frame.groupby(by)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "low", "high"])
    return table.sort_values("mean", ascending=False)


def plot_means(table: pd.DataFrame, label: str, ax: Axes | None = None) -> Axes:
    """Draw each mean as a dot with its interval, the largest on top; `label` is that of the axis."""
    ax = plt.subplots(figsize=(6, 3.8))[1] if ax is None else ax
    reach = [table["mean"] - table["low"], table["high"] - table["mean"]]
    ax.errorbar(table["mean"], table.index, xerr=reach, fmt="o")
    ax.invert_yaxis()
    ax.set(xlabel=label, ylabel="")
    return ax
