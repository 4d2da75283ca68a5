"""Figures of the segmentation: who the customers are, and for how long that is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE, SEQUENTIAL

Floats = NDArray[np.float64]
Style = dict[str, Any]
BLUE, RED, GREY = PALETTE[0], PALETTE[1], PALETTE[6]
MARKERS = "os^Dv<>P"


def plot_shapes(features: pd.DataFrame, scaled: Floats, columns: Sequence[str]) -> list[Axes]:
    """Draw the distribution of each feature as it is (left) and shaped and scaled (right).

    Parameters
    ----------
    features
        As they are.
    scaled
        Features on their common scale, shape (customers, features).
    columns
        Names of the features.
    """
    axes = plt.subplots(len(columns), 2, figsize=(6, 1.9 * len(columns)), squeeze=False)[1]
    for row, name in enumerate(columns):
        top = float(features[name].quantile(0.99))
        axes[row, 0].hist(features[name].clip(upper=top), bins=40, color=GREY)
        axes[row, 1].hist(scaled[:, row], bins=40, color=BLUE)
        axes[row, 0].set(xlabel=f"{name}, untransformed", ylabel="customers")
        axes[row, 1].set(xlabel="standard deviations", ylabel="")
        for ax in axes[row]:
            ax.xaxis.set_major_locator(MaxNLocator(4))
            ax.yaxis.set_major_locator(MaxNLocator(3))
    return list(axes.ravel())


def plot_biplot(
    points: Floats, labels: pd.Series, loadings: pd.DataFrame, shares: pd.Series, ax: Axes | None = None
) -> Axes:
    """Draw customers on the first two components, coloured by segment, with the features as arrows.

    `labels` is categorical: its categories are the segments in their order.

    Parameters
    ----------
    points
        One row per customer.
    labels
        The colour of each customer, in words.
    loadings
        Of each feature on the components.
    shares
        Of the variance, by component.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 5.2)
    _scatter(points, labels, ax)
    reach = 0.85 * float(np.quantile(np.abs(points[:, :2]), 0.995))
    tips = reach * loadings[["PC1", "PC2"]].to_numpy()
    arrow = {"arrowstyle": "->", "color": "black", "lw": 1.4}
    for x, y in tips:
        ax.annotate("", xy=(x, y), xytext=(0, 0), arrowprops=arrow)
    for names, (x, y) in _near_tips(list(loadings.index), tips, 0.25 * reach):
        sign = 1 if y >= 0 else -1
        ax.text(x, y + sign * 0.1 * reach, names, ha="center", va="center", fontsize=11, fontweight="bold")
    side = (-1.4 * reach, 1.4 * reach)
    ax.set(xlim=side, ylim=side)
    ax.set(
        xlabel=f"first component, {shares.iloc[0]:.0%} of variance", ylabel=f"second, {shares.iloc[1]:.0%}"
    )
    _legend_below(ax)
    return ax


def _near_tips(names: list[str], tips: Floats, near: float) -> list[tuple[str, Floats]]:
    """Return one label for arrows that end close together, at the tip that is furthest out."""
    groups: list[list[int]] = []
    for number, tip in enumerate(tips):
        close = [group for group in groups if np.hypot(*(tips[group[0]] - tip)) < near]
        if close:
            close[0].append(number)
        else:
            groups.append([number])
    outer = [max(group, key=lambda one: abs(tips[one][1])) for group in groups]
    return [
        (", ".join(names[one] for one in group), tips[tip]) for group, tip in zip(groups, outer, strict=True)
    ]


def plot_maps(maps: Mapping[str, Floats], labels: pd.Series) -> list[Axes]:
    """Draw maps of the same customers one above the other, coloured by segment; their axes have no unit.

    Parameters
    ----------
    maps
        Coordinates of the same customers, by name of the map.
    labels
        The colour of each customer, in words.
    """
    axes = plt.subplots(len(maps), 1, figsize=(6, 3.9 * len(maps) + 0.5), squeeze=False)[1].ravel()
    for ax, (name, points) in zip(axes, maps.items(), strict=True):
        _scatter(points, labels, ax)
        ax.set(title=name, xticks=[], yticks=[], xlabel="no unit", ylabel="no unit")
    _legend_below(axes[-1])
    return list(axes)


def _scatter(points: Floats, labels: pd.Series, ax: Axes) -> None:
    for number, name in enumerate(labels.cat.categories):
        member = (labels == name).to_numpy()
        style: Style = {"s": 9, "alpha": 0.55, "linewidths": 0, "color": PALETTE[number]}
        ax.scatter(points[member, 0], points[member, 1], label=name, marker=MARKERS[number], **style)


def _legend_below(ax: Axes, down: float = 0.16, markers: float = 2.2) -> None:
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -down), ncols=2, markerscale=markers, fontsize=11)


def plot_stability(table: pd.DataFrame, stable: float, chosen: int | None, ax: Axes | None = None) -> Axes:
    """Draw the ARI over pairs of refits for each number of segments, and the silhouette.

    The mean with the range of the pairs, and the 10 % quantile, which the rule looks at.

    `stable` is the bar to pass, `chosen` the number that is marked, if any.

    Parameters
    ----------
    table
        As `k_table` returns it.
    stable
        Agreement that is required.
    chosen
        The number that was chosen; None for none.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    error = error_bars(table["ari"], table["worst"], table["best"])
    style: Style = {"color": BLUE, "marker": "o", "capsize": 4}
    ax.errorbar(table.index, table["ari"], error, label="ARI of refits: mean, worst and best pair", **style)
    ax.plot(table.index, table["low"], "v:", color=BLUE, alpha=0.7, label="10 % quantile of the pairs")
    ax.plot(table.index, table["silhouette"], color=RED, marker="s", linestyle="--", label="silhouette")
    ax.axhline(stable, color=GREY, linewidth=1.2, label="required of the quantile")
    if chosen is not None:
        ax.axvspan(chosen - 0.25, chosen + 0.25, color=BLUE, alpha=0.12, label="chosen")
    ax.set(xlabel="number of segments", ylabel="index, 1 is best", ylim=(0, 1.04), xticks=table.index)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=11)
    return ax


def plot_profiles(percentiles: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the mean percentile of each segment on each feature: parallel coordinates without units.

    Parameters
    ----------
    percentiles
        As `percentile_profile` returns them.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    for number, (name, row) in enumerate(percentiles.iterrows()):
        ax.plot(row.index, row, color=PALETTE[number], marker=MARKERS[number], label=name, linewidth=2)
    ax.axhline(50, color=GREY, linewidth=1)
    ax.set(ylabel="mean percentile of the segment", xlabel="", ylim=(0, 100))
    ax.tick_params(axis="x", rotation=25)
    _legend_below(ax, 0.26, 1)
    return ax


def plot_methods(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the stability of each method with its range, and what it explains later with its interval.

    Parameters
    ----------
    table
        As `compare_methods` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    place = np.arange(len(table))
    for shift, (value, low, high), colour, marker, label in (
        (-0.12, ("ari", "worst", "best"), BLUE, "o", "stability: ARI of refits"),
        (0.12, ("explained", "low", "high"), RED, "s", "variance of later purchases explained"),
    ):
        error = error_bars(table[value], table[low], table[high])
        style: Style = {"fmt": marker, "color": colour, "capsize": 3, "markersize": 7}
        ax.errorbar(table[value], place + shift, xerr=error, label=label, **style)
    ax.set(yticks=place, yticklabels=table.index, xlim=(0, 1), xlabel="index, 1 is best", ylabel="")
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.18), ncols=2, fontsize=11)
    return ax


def plot_calibration(table: pd.DataFrame, xlabel: str, ax: Axes | None = None) -> Axes:
    """Draw what each group bought with its interval, and what was expected of it.

    Parameters
    ----------
    table
        As `calibration_table` returns it.
    xlabel
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.0)
    place = np.arange(len(table))
    error = error_bars(table["actual"], table["low"], table["high"])
    ax.bar(place, table["actual"], yerr=error, color=BLUE, alpha=0.75, capsize=4, label="bought")
    ax.plot(place, table["expected"], "D", color=RED, markersize=8, label="expected")
    names = [str(name).replace(", ", ",\n").replace(" ", "\n", 1) for name in table.index]
    ax.set(xticks=place, xticklabels=names, xlabel=xlabel, ylabel="purchases per customer")
    ax.legend()
    return ax


def plot_ageing(
    real: pd.DataFrame, simulated: pd.DataFrame, agreement: float, refresh: int, ax: Axes | None = None
) -> Axes:
    """Draw the agreement of frozen rules with a refit by age: simulated on the day of the fit, and observed.

    The line at `agreement` is the clause of the contract, the one at `refresh` the day it orders.

    Parameters
    ----------
    real
        As `ageing_table` returns it.
    simulated
        Agreement in simulated futures.
    agreement
        What the contract requires.
    refresh
        When the contract orders a new fit, in days.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.4)
    ax.fill_between(
        simulated.index,
        simulated["low"],
        simulated["high"],
        color=GREY,
        alpha=0.35,
        label="simulated",
    )
    error = error_bars(real["ari"], real["low"], real["high"])
    ax.errorbar(real.index, real["ari"], error, color=BLUE, marker="o", capsize=3, label="frozen rules")
    ax.plot(real.index, real["stale"], color=RED, marker="s", linestyle="--", label="list never renewed")
    ax.axhline(agreement, color="black", linewidth=1, linestyle=":")
    if refresh:
        ax.axvline(refresh, color="black", linewidth=1.2)
        ax.text(refresh + 3, 0.03, "new fit", fontsize=12)
    ax.set(xlabel="age of the segmentation, days", ylabel="ARI against a refit", ylim=(0, 1.02))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=11)
    return ax


def plot_watch(
    ages: Sequence[int], seen: Floats, foreseen: Floats, spread: Floats, limit: float, names: Sequence[str]
) -> list[Axes]:
    """Draw each watched indicator at the checks, inside the band in which the alarm stays silent.

    Names that begin with `share` are drawn in percent.

    Parameters
    ----------
    ages
        Of the checks, in days.
    seen
        The indicators as they came, shape (checks, indicators).
    foreseen
        Their simulated means.
    spread
        Their simulated standard deviations.
    limit
        Of the alarm, in standard deviations.
    names
        Of the indicators.
    """
    size = (6, 1.45 * len(names) + 0.6)
    axes = plt.subplots(len(names), 1, figsize=size, sharex=True, squeeze=False)[1].ravel()
    for number, (ax, name) in enumerate(zip(axes, names, strict=True)):
        low, high = (foreseen[:, number] + sign * limit * spread[:, number] for sign in (-1, 1))
        ax.fill_between(ages, low, high, color=GREY, alpha=0.35)
        ax.plot(ages, foreseen[:, number], color=GREY, linewidth=1.2)
        outside = (seen[:, number] < low) | (seen[:, number] > high)
        ax.plot(ages, seen[:, number], color=BLUE, marker="o")
        ax.plot(np.asarray(ages)[outside], seen[outside, number], "s", color=RED, markersize=9)
        ax.set_title(name, fontsize=12)
        ax.yaxis.set_major_locator(MaxNLocator(3))
        if name.startswith("share"):
            ax.yaxis.set_major_formatter(PercentFormatter(1))
        ax.margins(y=0.2)
    axes[-1].set_xlabel("days since the fit")
    return list(axes)


def plot_waiting(table: pd.DataFrame, share: float, ax: Axes | None = None) -> Axes:
    """Draw what each way of keeping the list catches of the next weeks' revenue, date by date.

    Parameters
    ----------
    table
        Share of the revenue, dates in rows and ways in columns.
    share
        Of the customers that are addressed.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    for number, way in enumerate(table.columns):
        line: Style = {
            "color": PALETTE[number],
            "marker": MARKERS[number],
            "linestyle": ("-", "--", ":", "-.")[number % 4],
        }
        ax.plot(table.index, table[way], label=way, **line)
    ax.axhline(share, color=GREY, linewidth=1.2, label="chosen at random")
    ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set(xlabel="days since the fit", ylabel="share of revenue caught", ylim=(0, 1))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2, fontsize=11)
    return ax


def plot_lorenz(curve: pd.DataFrame, share: float, caught: float, ax: Axes | None = None) -> Axes:
    """Draw the Lorenz curve of revenue, and what the best `share` of customers bring.

    Parameters
    ----------
    curve
        As `lorenz_curve` returns it.
    share
        Of the customers.
    caught
        What that share brings.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    places = np.unique(np.linspace(0, len(curve) - 1, 1000).astype(int))  # as many as can be seen
    curve = curve.iloc[places]
    ax.plot(curve["customers"], curve["amount"], color=BLUE, label="customers")
    ax.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="all alike")
    ax.fill_between(curve["customers"], curve["amount"], curve["customers"], color=BLUE, alpha=0.1)
    ax.plot([1 - share, 1 - share, 1], [0, 1 - caught, 1 - caught], color=RED, linewidth=1.2)
    text = f"best {share:.0%}:\n{caught:.0%} of revenue"
    ax.annotate(text, (1 - share, 1 - caught), (0.34, 0.62), arrowprops={"arrowstyle": "->", "color": RED})
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    ax.set(xlabel="customers, smallest first", ylabel="revenue, cumulated", xlim=(0, 1), ylim=(0, 1))
    ax.legend(loc="upper left")
    return ax


def plot_retention(table: pd.DataFrame, step: int, ax: Axes | None = None) -> Axes:
    """Draw the share of each cohort that bought in each period of its age as a heat map.

    Parameters
    ----------
    table
        As `retention_table` returns it.
    step
        Length of a period, in days.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 1.4 + 0.32 * len(table))
    sns.heatmap(
        table,
        cmap=SEQUENTIAL,
        ax=ax,
        xticklabels=2,
        cbar_kws={"format": PercentFormatter(1, decimals=0)},
        vmin=0,
    )
    ax.set(xlabel=f"age, in periods of {step} days", ylabel="first purchase (customers)")
    ax.tick_params(axis="both", labelsize=10)
    ax.tick_params(axis="y", rotation=0)
    ax.grid(visible=False)
    return ax
