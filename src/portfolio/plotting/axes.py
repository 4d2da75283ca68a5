"""Parts of a figure that are drawn in several chapters."""

from __future__ import annotations

from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.ticker import LogFormatter


def log_scale(ax: Axes, axis: Literal["x", "y"], base: int = 10) -> None:
    """Give an axis a logarithmic scale with plain numbers at its ticks: the theme draws no mathematics."""
    getattr(ax, f"set_{axis}scale")("log", base=base)
    drawn: Any = ax.xaxis if axis == "x" else ax.yaxis
    drawn.set_major_formatter(LogFormatter(base))
    drawn.set_minor_formatter(LogFormatter(base))
