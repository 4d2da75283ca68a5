"""Parts of a figure that are drawn in several chapters."""

from __future__ import annotations

from typing import Any, Literal

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import LogFormatter


class _PlainNumbers(LogFormatter):
    """Which ticks have a label is decided as ever; a label is `0.1`, not `1e-01`."""

    def _num_to_string(self, x: float, _low: float, _high: float) -> str:
        return f"{x:g}"


def axes_or_new(ax: Axes | None, height: float = 3.8) -> Axes:
    """Return the axes that a caller hands over, or else those of a new figure, six inches wide.

    Parameters
    ----------
    ax
        Of the caller.
    height
        Of the new figure, in inches.
    """
    return plt.subplots(figsize=(6, height))[1] if ax is None else ax


def log_scale(ax: Axes, axis: Literal["x", "y"], base: int = 10) -> None:
    """Give an axis a logarithmic scale with plain numbers at its ticks: the theme draws no mathematics."""
    getattr(ax, f"set_{axis}scale")("log", base=base)
    drawn: Any = ax.xaxis if axis == "x" else ax.yaxis
    drawn.set_major_formatter(_PlainNumbers(base))
    drawn.set_minor_formatter(_PlainNumbers(base))
