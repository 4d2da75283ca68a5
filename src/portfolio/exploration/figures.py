"""Figures of the chapters on data quality and on what delays a flight."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.patches import Circle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.theme import PALETTE, SEQUENTIAL

BLUE, RED, GREEN, GREY = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _spread(heights: np.ndarray, gap: float) -> np.ndarray:
    """Return increasing heights moved upwards where needed, so that labels are `gap` apart."""
    moved = heights.astype(float).copy()
    for number in range(1, len(moved)):
        moved[number] = max(moved[number], moved[number - 1] + gap)
    return moved


def _percent(axis: Axis) -> None:
    """Print shares in percent, at steps whose labels need no rounding."""
    axis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(_in_percent))


def _in_percent(share: float, _position: int | None = None) -> str:
    """Return a share as a tick tells it; a name of its own, so that a figure can be kept."""
    return f"{round(100 * share, 6):g}%".replace("-", "\N{MINUS SIGN}")


def plot_missing(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the share of missing values of each column as bars, one colour for each table.

    Parameters
    ----------
    table
        As `missing_table` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    named = table.assign(name=table["table"] + ": " + table["column"]).sort_values("share", ascending=False)
    sns.barplot(named, y="name", x="share", hue="table", hue_order=sorted(named["table"].unique()), ax=ax)
    _percent(ax.xaxis)
    ax.set(xlabel="missing values, share of rows", ylabel="", xlim=(0, 1))
    ax.legend(title="")
    return ax


def plot_delays(delays: pd.Series, late_minutes: float, ax: Axes | None = None) -> Axes:
    """Draw the distribution of delays in minutes up to three hours, with on time, median and late marked.

    Parameters
    ----------
    delays
        In minutes.
    late_minutes
        A departure later than this is late.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    shown = delays.dropna().clip(-30, 180)
    ax.hist(shown, bins=list(range(-30, 184, 3)), weights=np.full(len(shown), 1 / len(shown)), color=BLUE)
    median = float(delays.median())
    ax.axvline(0, color=GREY, linewidth=1)
    ax.axvline(median, color=RED, label=f"median {median:.0f} min".replace("-", "\N{MINUS SIGN}"))
    ax.axvline(late_minutes, color=RED, linestyle="--", label=f"late: over {late_minutes:g} min")
    _percent(ax.yaxis)
    ax.set(xlabel="departure delay, minutes (over 180: last bar)", ylabel="share of flights")
    ax.set_xticks(range(-30, 181, 30))
    ax.legend()
    return ax


def plot_outlier_rules(table: pd.DataFrame, rules: Mapping[str, str], ax: Axes | None = None) -> Axes:
    """Draw the share of values each rule flags, one row for each column of the data; `rules` names them.

    Parameters
    ----------
    table
        Share of the values that each rule flags.
    rules
        Title of each rule, by its column.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    for rule, marker, colour in zip(rules, "os^", (BLUE, RED, GREEN), strict=True):
        ax.plot(table[rule], table.index, marker, color=colour, label=rules[rule], markersize=8, alpha=0.85)
    _percent(ax.xaxis)
    ax.set(xlabel="values flagged as outliers, share", ylabel="", xlim=(-0.005, None))
    ax.invert_yaxis()
    ax.legend(loc="lower right")
    return ax


def plot_neighbours(
    observed: pd.DataFrame, moment: pd.Timestamp, column: str, label: str, ax: Axes | None = None
) -> Axes:
    """Draw one reading of all airports in the hours around `moment`, in local time.

    Parameters
    ----------
    observed
        Readings by airport and hour.
    moment
        The hour that is marked.
    column
        Name of the column.
    label
        Of the axis, with its unit.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    reach = pd.Timedelta(hours=9)
    near = observed[observed["time_hour"].between(moment - reach, moment + reach)]
    for colour, (origin, rows) in zip(PALETTE, near.groupby("origin"), strict=False):
        hours = (rows["time_hour"] - moment).dt.total_seconds() / 3600
        ax.plot(hours, rows[column], marker="o", color=colour, label=str(origin))
    ax.set(xlabel="hours from the doubtful reading", ylabel=label, xticks=range(-9, 10, 3))
    ax.legend(ncols=3)
    return ax


def plot_rates(
    rates: pd.DataFrame, baseline: float, xlabel: str, ylabel: str, ax: Axes | None = None
) -> Axes:
    """Draw shares with their interval as a band, and the overall share as a line.

    Parameters
    ----------
    rates
        As `rates_by` returns them.
    baseline
        A share that is drawn as a line.
    xlabel
        Of the axis.
    ylabel
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    ax.fill_between(rates.index, rates["low"], rates["high"], color=BLUE, alpha=0.25, linewidth=0)
    ax.plot(rates.index, rates["value"], color=BLUE, marker="o", label="share, 95 % interval over weeks")
    ax.axhline(baseline, color=GREY, linestyle="--", label="all flights")
    _percent(ax.yaxis)
    ax.set(xlabel=xlabel, ylabel=ylabel, ylim=(0, None))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 3, 5, 10]))
    ax.legend()
    return ax


def plot_calendar(daily: pd.Series, label: str, ax: Axes | None = None) -> Axes:
    """Draw one cell for each day of a year, months downwards; `daily` is indexed by date.

    Parameters
    ----------
    daily
        One number for each day.
    label
        Of the colours.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    days = pd.DatetimeIndex(daily.index)
    grid = pd.Series(daily.to_numpy(), index=[days.month, days.day]).unstack()
    top = float(np.nanpercentile(grid, 99))
    image = ax.pcolormesh(grid.columns, grid.index, grid, cmap=SEQUENTIAL, vmin=0, vmax=top)
    ax.figure.colorbar(image, ax=ax, label=label, extend="max")
    ax.set(xlabel="day of the month", ylabel="", yticks=range(1, 13), yticklabels=MONTHS)
    ax.invert_yaxis()
    ax.grid(visible=False)
    return ax


def plot_draws(draws: Mapping[str, np.ndarray], xlabel: str, ax: Axes | None = None) -> Axes:
    """Draw the distribution of a statistic over resamples, one for each way to resample.

    Parameters
    ----------
    draws
        Resampled statistics, by name.
    xlabel
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    edges = np.histogram_bin_edges(np.concatenate(list(draws.values())), bins=60).tolist()
    for (label, values), colour in zip(draws.items(), PALETTE, strict=False):
        ax.hist(values, bins=edges, color=colour, alpha=0.6, density=True, label=label, linewidth=0)
    ax.set(xlabel=xlabel, ylabel="density of resamples")
    ax.legend()
    return ax


def plot_intervals(
    table: pd.DataFrame,
    xlabel: str,
    reference: float | None = None,
    *,
    percent: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw `value` with `low` and `high`, one row for each entry, and a reference line.

    Parameters
    ----------
    table
        `value`, `low` and `high` of each row.
    xlabel
        Of the axis.
    reference
        Where a line is drawn; None for none.
    percent
        Whether the numbers are shares.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 1.4 + 0.32 * len(table))
    rows = np.arange(len(table))
    # a percentile interval may lie wholly on one side of a biased estimate
    ax.hlines(rows, table["low"], table["high"], color=BLUE, alpha=0.5, linewidth=5)
    ax.plot(table["value"], rows, "o", color=BLUE, markersize=7)
    if reference is not None:
        ax.axvline(reference, color=GREY, linestyle="--")
    if percent:
        _percent(ax.xaxis)
    ax.set(xlabel=xlabel, ylabel="", yticks=rows, yticklabels=[str(name) for name in table.index])
    ax.set_ylim(len(table) - 0.4, -0.6)
    return ax


def plot_boxes(
    frame: pd.DataFrame, x: str, y: str, labels: Mapping[str, str], ax: Axes | None = None
) -> Axes:
    """Draw box plots of `y` for each class of `x`; whiskers reach the 5th and 95th percentile.

    Parameters
    ----------
    frame
        The table, one row each.
    x
        Column of the groups.
    y
        Column of the numbers.
    labels
        Text of each group.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    groups = {str(name): rows[y].dropna() for name, rows in frame.groupby(x, observed=True)}
    fill = {"facecolor": PALETTE[5], "edgecolor": GREY}
    ax.boxplot(
        list(groups.values()),
        tick_labels=list(groups),
        whis=(5, 95),
        widths=0.7,
        patch_artist=True,
        boxprops=fill,
        medianprops={"color": "black"},
        flierprops={"markersize": 3, "markeredgecolor": GREY},
    )
    ax.grid(visible=False, axis="x")
    ax.axhline(float(frame[y].median()), color=GREY, linestyle="--", label="median of all days")
    _percent(ax.yaxis)
    ax.set(xlabel=labels[x], ylabel=labels[y], ylim=(0, None))
    ax.legend()
    return ax


def plot_scree(shares: pd.Series, noise: pd.Series, ax: Axes | None = None) -> Axes:
    """Draw the explained share of each component beside what shuffled columns reach.

    Parameters
    ----------
    shares
        Of the variance, by component.
    noise
        The same after shuffling.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    ax.bar(shares.index, shares, color=BLUE, label="this table")
    ax.plot(noise.index, noise, color=RED, marker="o", label="shuffled columns, 95th percentile")
    _percent(ax.yaxis)
    ax.set(xlabel="principal component", ylabel="share of the variance")
    ax.legend()
    return ax


def plot_correlation_circle(
    correlations: pd.DataFrame, shares: pd.Series, beside: pd.DataFrame | None = None, ax: Axes | None = None
) -> Axes:
    """Draw each column as an arrow: its correlations with the first two components.

    Parameters
    ----------
    correlations
        Of the columns that made the components.
    shares
        Of the variance, by component.
    beside
        Correlations of other columns, drawn in another colour.
    ax
        Where to draw; a new figure if None.
    """
    everything = correlations if beside is None else pd.concat([correlations, beside])
    ax = axes_or_new(ax, 5.6)
    first, second = correlations.columns[:2]
    ax.add_patch(Circle((0, 0), 1, fill=False, color=GREY))
    for right in (True, False):
        side = everything[(everything[first] >= 0) == right].sort_values(second)
        heights = _spread(side[second].to_numpy(), 0.09)
        for (name, tip), height in zip(side[[first, second]].iterrows(), heights, strict=True):
            colour = BLUE if name in correlations.index else RED
            ax.annotate("", tuple(tip), (0, 0), arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.6})
            x = tip[first] + (0.03 if right else -0.03)
            ax.text(x, height, str(name), color=colour, ha="left" if right else "right", va="center")
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8)
    ax.set(xlim=(-1.35, 1.35), ylim=(-1.1, 1.1), aspect="equal")
    ax.set(xlabel=f"{first}, {shares[first]:.0%} of the variance", ylabel=f"{second}, {shares[second]:.0%}")
    return ax


def plot_calibration(table: pd.DataFrame, baseline: float, ax: Axes | None = None) -> Axes:
    """Draw observed against forecast shares for groups of equal size, and where the two are equal.

    Parameters
    ----------
    table
        As `calibration_table` returns it.
    baseline
        A share that is drawn as a line.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    top = float(max(table["high"].max(), table["forecast"].max())) * 1.05
    ax.plot([0, top], [0, top], color=GREY, linestyle="--", label="forecast = observed")
    ax.axhline(baseline, color=RED, linewidth=1, label="overall share")
    ax.vlines(table["forecast"], table["low"], table["high"], color=BLUE, alpha=0.5, linewidth=4)
    ax.plot(table["forecast"], table["observed"], "o", color=BLUE, label="tenths of the forecasts")
    for axis in (ax.xaxis, ax.yaxis):
        _percent(axis)
    ax.set(xlabel="forecast probability of trouble", ylabel="observed share")
    ax.legend(loc="upper left")
    return ax
