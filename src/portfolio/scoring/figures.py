"""Figures of the credit score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from portfolio.plotting.axes import axes_or_new, log_scale
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, GREY = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]


def _percent(axis: object) -> None:
    axis.set_major_formatter(PercentFormatter(1, decimals=0))  # type: ignore[attr-defined]


def plot_information(values: pd.Series, ax: Axes | None = None) -> Axes:
    """Draw the information value of each feature, with the customary marks of a weak and a strong one.

    Parameters
    ----------
    values
        Information value of each feature.
    ax
        Where to draw; a new figure if None.
    """
    shown = values.head(15)
    ax = axes_or_new(ax, 1.4 + 0.3 * len(shown))
    ax.barh(shown.index, shown, color=BLUE)
    for mark, words, style in ((0.1, "weak below", ":"), (0.3, "strong above", "--")):
        ax.axvline(mark, color=RED, linestyle=style, label=words)
    ax.legend(loc="lower right")
    ax.set(xlabel="information value", ylabel="")
    ax.set_ylim(len(shown) - 0.4, -0.6)
    return ax


def plot_bad_rates(table: pd.DataFrame, columns: Sequence[str], overall: float) -> np.ndarray:
    """Draw the share of bad in each bin of up to four features; `table` has column, bin, good, bad.

    Parameters
    ----------
    table
        Bins, with their column, good and bad.
    columns
        At most four are drawn.
    overall
        Share of bad among all.
    """
    figure, axes = plt.subplots(2, 2, figsize=(6, 6.2))
    for ax, name in zip(axes.flat, columns, strict=False):
        rows = table[(table["column"] == name) & (table["good"] + table["bad"] > 0)]
        share = rows["bad"] / (rows["bad"] + rows["good"])
        ax.barh(rows["bin"], share, color=BLUE)
        ax.axvline(overall, color=RED, linestyle="--")
        ax.set_title(name)
        ax.tick_params(labelsize=9)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        _percent(ax.xaxis)
    for ax in axes[1]:
        ax.set_xlabel("share of bad")
    for ax in axes.flat[len(columns) :]:
        ax.set_visible(False)
    figure.align_xlabels()
    return np.asarray(axes)


def plot_race(
    table: pd.DataFrame, xlabel: str, marks: Mapping[str, float] | None = None, ax: Axes | None = None
) -> Axes:
    """Draw `value` with `low` and `high` for each model, and named marks as lines.

    Parameters
    ----------
    table
        `value`, `low` and `high` of each model.
    xlabel
        Of the axis.
    marks
        Lines, by their words.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 1.7 + 0.36 * len(table))
    rows = np.arange(len(table))
    ax.hlines(rows, table["low"], table["high"], color=BLUE, alpha=0.5, linewidth=5)
    ax.plot(table["value"], rows, "o", color=BLUE, markersize=7)
    for (words, mark), colour in zip((marks or {}).items(), (RED, GREEN, GREY), strict=False):
        ax.axvline(mark, color=colour, linestyle="--", label=words)
    ax.set(xlabel=xlabel, yticks=rows, yticklabels=list(table.index))
    ax.set_ylim(len(table) - 0.4, -0.6)
    if marks:
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3)
    return ax


def plot_cost_curve(
    curves: Sequence[pd.DataFrame],
    chosen: np.ndarray,
    theory: float,
    base: Mapping[str, float],
    ax: Axes | None = None,
) -> Axes:
    """Draw the cost at each cut-off, one line per repeat, the folds' cut-offs, and costs without model.

    Parameters
    ----------
    curves
        One for each repeat.
    chosen
        The cut-offs of the folds.
    theory
        The theoretical cut-off.
    base
        Costs without a model, by their words.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    for place, curve in enumerate(curves):
        inside = curve[(curve.index >= 0) & (curve.index <= 1)]
        label = "held-out applicants, each repeat" if place == 0 else None
        ax.plot(inside.index, inside["cost"], color=BLUE, alpha=0.7, linewidth=1.2, label=label)
    ax.axvspan(
        float(chosen.min()), float(chosen.max()), color=RED, alpha=0.2, label="cut-offs tuned in the folds"
    )
    ax.axvline(theory, color=RED, label="theory")
    ax.axvline(0.5, color=GREY, linestyle="--", label="one half")
    for (words, cost), style in zip(base.items(), (":", "-."), strict=True):
        ax.axhline(cost, color=GREY, linestyle=style, label=words)
    ax.set(
        xlabel="refused above this probability", ylabel="cost of an application", xlim=(0, 1), ylim=(0, None)
    )
    ax.legend(fontsize=10, ncols=2, loc="lower right")
    return ax


def plot_reliability(tables: Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Draw the observed share of bad against the prediction, for each named table of bins.

    Parameters
    ----------
    tables
        As `reliability` returns them, by their words.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    top = max(float(table[["predicted", "observed"]].max().max()) for table in tables.values()) * 1.05
    ax.plot([0, top], [0, top], color=GREY, linestyle="--", label="what is said is what happens")
    for (words, table), colour, marker in zip(tables.items(), (RED, BLUE, GREEN), "s^o", strict=False):
        ax.plot(table["predicted"], table["observed"], marker=marker, color=colour, label=words)
    _percent(ax.xaxis)
    _percent(ax.yaxis)
    ax.set(
        xlabel="predicted probability of bad", ylabel="observed share of bad", xlim=(0, top), ylim=(0, top)
    )
    ax.legend(loc="upper left")
    return ax


def plot_curves(
    curves: Mapping[str, pd.DataFrame], x: str, y: str, reference: float | None = None, ax: Axes | None = None
) -> Axes:
    """Draw `y` against `x` for each named table; the reference is a level, or the diagonal if left out.

    Parameters
    ----------
    curves
        Tables, by their words.
    x
        Column across.
    y
        Column up.
    reference
        A level; the diagonal if None.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    for (words, table), colour in zip(curves.items(), (BLUE, RED, GREEN), strict=False):
        ax.plot(table[x], table[y], color=colour, label=words)
    if reference is None:
        ax.plot([0, 1], [0, 1], color=GREY, linestyle="--", label="no use")
    else:
        ax.axhline(reference, color=GREY, linestyle="--", label="no use")
    _percent(ax.xaxis)
    _percent(ax.yaxis)
    ax.set(xlabel=x, ylabel=y, xlim=(0, 1), ylim=(0, 1.02))
    ax.legend(loc="best")
    return ax


def plot_lift(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the lift of each tenth of the applicants, riskiest first.

    Parameters
    ----------
    table
        As `lift` returns it.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax)
    ax.bar(table.index, table["lift"], color=BLUE)
    ax.axhline(1, color=GREY, linestyle="--", label="all applicants")
    ax.set(xlabel="tenth of the applicants, riskiest first", ylabel="bad, times the average")
    ax.set_xticks(list(table.index))
    ax.legend()
    return ax


def plot_importance(permuted: pd.DataFrame, mean_part: pd.Series, rows: int = 12) -> np.ndarray:
    """Draw both importances side by side: fall of AUC when shuffled, and mean size of the contribution.

    Parameters
    ----------
    permuted
        Importance by permutation.
    mean_part
        Mean size of the contributions.
    rows
        At most so many bars.
    """
    figure, axes = plt.subplots(2, 1, figsize=(6, 7.6))
    top, parts = permuted.head(rows), mean_part.head(rows)
    axes[0].barh(top.index, top["auc_drop"], color=BLUE)
    axes[0].hlines(range(len(top)), top["low"], top["high"], color="black", linewidth=1.5)
    axes[0].set(xlabel="fall of the AUC when shuffled", title="Permutation, raw columns")
    axes[1].barh(parts.index, parts, color=GREEN)
    axes[1].set(xlabel="mean size in log-odds", title="Contribution, columns and ratios")
    for ax, shown in zip(axes, (len(top), len(parts)), strict=True):
        ax.set_ylim(shown - 0.4, -0.6)
    figure.align_ylabels()
    return np.asarray(axes)


def plot_beeswarm(
    values: pd.DataFrame, features: pd.DataFrame, rows: int = 8, seed: int = 0, ax: Axes | None = None
) -> Axes:
    """Draw the contributions of applicants, one strip per feature, coloured by the rank of the value.

    Parameters
    ----------
    values
        Contributions, one row per applicant.
    features
        Their values.
    rows
        At most so many strips.
    seed
        Of the jitter.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.6)
    order = values.abs().mean().nlargest(rows).index
    rng = np.random.default_rng(seed)
    for place, name in enumerate(order):
        column = features[name]
        numeric = pd.api.types.is_numeric_dtype(column)
        rank = column.rank(pct=True).to_numpy() if numeric else np.full(len(column), np.nan)
        jitter = place + rng.uniform(-0.32, 0.32, len(column))
        grey = np.isnan(rank)
        ax.scatter(values.loc[grey, name], jitter[grey], s=3, color=GREY, alpha=0.6, linewidths=0)
        points = ax.scatter(
            values.loc[~grey, name],
            jitter[~grey],
            s=3,
            c=rank[~grey],
            cmap="viridis",
            vmin=0,
            vmax=1,
            linewidths=0,
        )
    bar = ax.figure.colorbar(points, ax=ax, ticks=[0, 1])
    bar.ax.set_yticklabels(["low", "high"])
    bar.set_label("value (grey: text or missing)")
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set(xlabel="contribution to the log-odds of bad", yticks=range(len(order)), yticklabels=list(order))
    ax.invert_yaxis()
    return ax


def plot_waterfalls(
    parts: Mapping[str, tuple[float, pd.Series]], cutoff_log_odds: float, rows: int = 6
) -> np.ndarray:
    """Draw for each named applicant how the largest parts lead from the base to the log-odds.

    Parameters
    ----------
    parts
        Base and contributions of each applicant, by their words.
    cutoff_log_odds
        Where refusals begin.
    rows
        At most so many bars.
    """
    _, axes = plt.subplots(len(parts), 1, figsize=(6, 2.9 * len(parts)), sharex=True)
    for ax, (words, (base, row)) in zip(np.atleast_1d(axes), parts.items(), strict=True):
        ordered = row.reindex(row.abs().sort_values(ascending=False).index)
        shown = pd.concat([ordered.head(rows), pd.Series({"all others": ordered.iloc[rows:].sum()})])
        start = base + np.concatenate([[0], shown.cumsum().to_numpy()[:-1]])
        colours = [RED if part > 0 else BLUE for part in shown]
        ax.barh(shown.index, shown, left=start, color=colours)
        ax.axvline(base, color=GREY, linewidth=1)
        ax.axvline(cutoff_log_odds, color="black", linestyle="--", linewidth=1)
        end = base + float(shown.sum())
        ax.set_title(f"{words}: log-odds {end:+.2f}, probability {1 / (1 + np.exp(-end)):.0%}", fontsize=12)
        ax.tick_params(axis="y", labelsize=10)
        ax.set_ylim(len(shown) - 0.4, -0.6)
    np.atleast_1d(axes)[-1].set_xlabel("log-odds of bad (dashed: cut-off, grey: average)")
    return np.atleast_1d(axes)


def plot_groups(table: pd.DataFrame, measures: Mapping[str, str]) -> np.ndarray:
    """Draw rates of groups with their intervals, one panel per measure; `measures` names them.

    Parameters
    ----------
    table
        As `group_rates` returns it.
    measures
        Words of each measure that is drawn.
    """
    _, axes = plt.subplots(
        len(measures), 1, figsize=(6, (0.9 + 0.34 * len(table)) * len(measures)), sharey=True
    )
    for ax, (name, words) in zip(np.atleast_1d(axes), measures.items(), strict=True):
        rows = np.arange(len(table))
        ax.hlines(rows, table[f"{name}_low"], table[f"{name}_high"], color=BLUE, alpha=0.5, linewidth=5)
        ax.plot(table[name], rows, "o", color=BLUE)
        if name == "gap":
            ax.axvline(0, color=GREY, linestyle="--")
        labels = [f"{group} (n = {count:.0f})" for group, count in table["count"].items()]
        ax.set(xlabel=words, yticks=rows, yticklabels=labels)
        _percent(ax.xaxis)
        ax.set_ylim(len(table) - 0.4, -0.6)
    return np.atleast_1d(axes)


def plot_drift(indices: pd.Series, threshold: float, ax: Axes | None = None) -> Axes:
    """Draw the stability index of each column and the threshold of the alarm.

    Parameters
    ----------
    indices
        Stability index of each column.
    threshold
        Of the alarm.
    ax
        Where to draw; a new figure if None.
    """
    shown = indices.head(12)
    ax = axes_or_new(ax, 1.6 + 0.3 * len(shown))
    ax.barh(shown.index, shown, color=[RED if value > threshold else BLUE for value in shown])
    ax.axvline(threshold, color="black", linestyle="--", label="alarm above")
    ax.set(xlabel="population stability index (log scale)")
    log_scale(ax, "x")
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.legend(loc="lower right")
    return ax


def plot_treatments(table: pd.DataFrame, measures: Mapping[str, str]) -> np.ndarray:
    """Draw each measure of each treatment of imbalance, one colour per model.

    Parameters
    ----------
    table
        As `compare_treatments` returns it.
    measures
        Words of each measure that is drawn.
    """
    figure, axes = plt.subplots(1, len(measures), figsize=(6, 3.6), sharey=True)
    long = table.reset_index()
    for ax, (name, words) in zip(np.atleast_1d(axes), measures.items(), strict=True):
        sns.barplot(long, y="treatment", x=name, hue="model", ax=ax, legend=ax is axes[0])
        ax.set(xlabel=words, ylabel="")
        ax.tick_params(labelsize=10)
        ax.xaxis.label.set_size(10)
    handles, labels = axes[0].get_legend_handles_labels()
    axes[0].get_legend().remove()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return np.atleast_1d(axes)
