"""Parts of a figure that are drawn in several chapters."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogFormatter
from numpy.typing import ArrayLike, NDArray


def error_reach(value: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Return how far error bars reach below and above their points, as matplotlib wants them: (2, n).

    A bound may lie beyond its point, by rounding or since an interval of resamples need not hold the
    estimate. The bar then has length 0 on that side: matplotlib refuses a negative one.

    Examples
    --------
    >>> error_reach([0.5, 1.0], [0.25, 0.75], [0.75, 1.0 - 1e-16]).tolist()
    [[0.25, 0.25], [0.25, 0.0]]
    """
    middle = np.asarray(value, dtype=float)
    reach = np.stack([middle - np.asarray(low, dtype=float), np.asarray(high, dtype=float) - middle])
    return np.where(reach < 0, 0.0, reach)  # a missing bound stays missing


def log_scale(ax: Axes, axis: Literal["x", "y"], base: int = 10) -> None:
    """Give an axis a logarithmic scale with plain numbers at its ticks: the theme draws no mathematics."""
    getattr(ax, f"set_{axis}scale")("log", base=base)
    drawn: Any = ax.xaxis if axis == "x" else ax.yaxis
    drawn.set_major_formatter(LogFormatter(base))
    drawn.set_minor_formatter(LogFormatter(base))
