"""Figures of the language chapter: texts filed with and without labels."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.text import plotly_text, shortened
from portfolio.plotting.theme import PALETTE, SEQUENTIAL

Array = NDArray[Any]
BLUE, RED, GREEN, GREY = PALETTE[0], PALETTE[1], PALETTE[2], PALETTE[6]
MARKERS = "os^Dv<>P"
SYMBOLS = 50  # of plotly


def _row(count: int) -> float:
    """Return the height of a row in inches: many categories stand closer."""
    return 0.5 if count <= 10 else 0.3


def plot_categories(sizes: pd.Series, ax: Axes | None = None) -> Axes:
    """Draw how many articles each category has, largest on top."""
    ax = axes_or_new(ax, _row(len(sizes)) * len(sizes) + 1.0)
    place = range(len(sizes))  # not the names: two of them may be cut to the same letters
    bars = ax.barh(place, sizes, color=BLUE)
    ax.bar_label(bars, padding=3)
    ax.set_yticks(place, [shortened(name, 34) for name in sizes.index])
    ax.invert_yaxis()
    ax.set(xlabel="articles", ylabel="")
    ax.grid(visible=False, axis="y")
    return ax


def plot_scores(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the ARI of each representation in each place, the range over seeds as a bar.

    Parameters
    ----------
    table
        Indexed by representation and place, with `ARI`, `lowest`, `highest`.
    """
    names = list(dict.fromkeys(table.index.get_level_values(0)))[::-1]
    places = list(dict.fromkeys(table.index.get_level_values(1)))
    ax = axes_or_new(ax, 0.52 * len(names) + 1.6)
    for number, where in enumerate(places):
        rows = table.xs(where, level=1).reindex(names)
        shift = 0.18 * (len(places) - 1 - 2 * number) / 2
        error = error_bars(rows["ARI"], rows["lowest"], rows["highest"])
        ax.errorbar(
            rows["ARI"],
            np.arange(len(names)) + shift,
            xerr=error,
            fmt=MARKERS[number],
            color=PALETTE[number],
            label=where,
            markersize=6,
            elinewidth=1.2,
        )
    ax.axvline(0, color=GREY, linewidth=1)
    ax.set(yticks=range(len(names)), yticklabels=names, ylabel="")
    ax.set(xlabel="adjusted Rand index (0 is chance, 1 the categories)")
    ax.grid(visible=False, axis="y")
    ax.legend(title="k-means on", loc="upper center", bbox_to_anchor=(0.4, -0.16), ncols=4, fontsize=11)
    return ax


def plot_confusion(counts: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw a confusion matrix: share of each category (rows) in each matched cluster, with counts."""
    ax = axes_or_new(ax, _row(len(counts)) * len(counts) + 2.6)
    share = counts.div(counts.sum(axis=1).clip(lower=1), axis=0)
    ax.imshow(share, cmap=SEQUENTIAL, vmin=0, vmax=1, aspect="auto")
    parts, size = share.to_numpy(), 11 if len(counts) <= 10 else 8
    for row, column in np.argwhere(parts > 0):
        colour = "black" if parts[row, column] > 0.6 else "white"
        text = str(counts.iloc[row, column])
        ax.text(column, row, text, ha="center", va="center", color=colour, fontsize=size)
    names = [shortened(name, 20) for name in counts.index]
    ax.set(xticks=range(len(names)), yticks=range(len(names)), yticklabels=names)
    ax.set_xticklabels(names, rotation=40, ha="right", fontsize=10)
    ax.tick_params(axis="y", labelsize=10)
    ax.set(xlabel="matched cluster", ylabel="category")
    ax.grid(visible=False)
    return ax


def plot_protocols(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw mean and range over seeds of one representation under several protocols."""
    ax = axes_or_new(ax, 0.7 * len(table) + 1.3)
    place = np.arange(len(table))[::-1]
    ax.hlines(place, table["lowest"], table["highest"], color=BLUE, linewidth=5, alpha=0.35)
    ax.plot(table["mean"], place, "o", color=BLUE, markersize=8)
    labels = [str(name).replace(", ", ",\n") for name in table.index]
    ax.set(yticks=place, yticklabels=labels, ylim=(-0.6, len(table) - 0.4))
    ax.set(xlabel="adjusted Rand index of TF-IDF", ylabel="")
    ax.grid(visible=False, axis="y")
    return ax


def plot_people(table: pd.DataFrame, people: float, ax: Axes | None = None) -> Axes:
    """Draw the correlation of each representation with people, and that of people among themselves."""
    table = table.sort_values("Pearson")
    ax = axes_or_new(ax, 0.5 * len(table) + 1.6)
    place = np.arange(len(table))
    for shift, name, colour, marker in ((0.12, "Pearson", BLUE, "o"), (-0.12, "Spearman", RED, "s")):
        error = error_bars(table[name], table[f"{name} low"], table[f"{name} high"])
        ax.errorbar(table[name], place + shift, xerr=error, fmt=marker, color=colour, capsize=3, label=name)
    ax.axvline(people, color=GREY, linestyle="--", label="one person with the others, published")
    ax.set(yticks=place, yticklabels=table.index, xlabel="correlation with human ratings", ylabel="")
    ax.grid(visible=False, axis="y")
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.16), ncols=2, fontsize=11)
    return ax


def plot_learning(curves: Mapping[str, pd.DataFrame], chance: float, ax: Axes | None = None) -> Axes:
    """Draw balanced accuracy by labelled articles per category, with the band over draws."""
    ax = axes_or_new(ax, 4.4)
    for number, (name, curve) in enumerate(curves.items()):
        sizes = curve.index.to_numpy(dtype=float)
        ax.plot(sizes, curve["mean"], marker=MARKERS[number], color=PALETTE[number], label=name)
        ax.fill_between(sizes, curve["low"], curve["high"], color=PALETTE[number], alpha=0.15)
    ax.axhline(chance, color=GREY, linestyle="--", label="chance")
    ticks = next(iter(curves.values())).index
    ax.set(xscale="log", xticks=ticks, xticklabels=ticks, ylim=(0, 1))
    ax.minorticks_off()
    ax.set(xlabel="labelled articles per category (at most)", ylabel="balanced accuracy")
    ax.legend(fontsize=11)
    return ax


def plot_calibration(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw how often suggestions were right against how sure the model was, by groups of articles."""
    ax = axes_or_new(ax, 4.0)
    ax.plot([0, 1], [0, 1], "--", color=GREY, label="as sure as right")
    error = 1.96 * np.sqrt(table["right"] * (1 - table["right"]) / table["articles"])
    ax.errorbar(table["sure"], table["right"], yerr=error, fmt="o-", color=BLUE, capsize=3, label="articles")
    ax.set(xlim=(0, 1.02), ylim=(0, 1.05))
    ax.set(xlabel="mean probability of the first suggestion", ylabel="share that was right")
    ax.legend()
    return ax


def plot_abstain(table: pd.DataFrame, threshold: float, ax: Axes | None = None) -> Axes:
    """Draw the cost of an article by the probability from which the model files alone."""
    ax = axes_or_new(ax, 3.8)
    ax.plot(table.index, table["minutes"], color=BLUE, marker="o", markersize=4, label="cost")
    ax.axvline(threshold, color=RED, linestyle="--", label="rule from the prices")
    ax.set(xlabel="probability from which the model files alone", ylabel="minutes per article")
    ax.set_ylim(bottom=0)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2)
    return ax


def corpus_map(points: Array, categories: Sequence[str], names: Sequence[str], hover: Sequence[str]) -> Any:
    """Draw articles on a map; a menu shows one category at a time, the others stay as a grey ground.

    Parameters
    ----------
    points
        (articles, 2), without unit.
    categories
        Category of each article.
    names
        The categories in their order.
    hover
        What a label says; it must be escaped already, since plotly reads tags.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    import plotly.graph_objects as go

    member = {name: [row for row, one in enumerate(categories) if one == name] for name in names}
    figure = go.Figure()
    figure.add_trace(_trace(go, points, {"color": GREY, "size": 4, "opacity": 0.25}, "all articles"))
    figure.data[0].update(hoverinfo="skip", showlegend=False)
    for number, (name, rows) in enumerate(member.items()):
        marker = {"color": PALETTE[number % 7], "symbol": number % SYMBOLS, "size": 7, "opacity": 0.8}
        trace = _trace(go, points[rows], marker, plotly_text(shortened(name, 30)))
        trace.update(text=[hover[row] for row in rows], hovertemplate="%{text}<extra></extra>")
        figure.add_trace(trace)
    menu = {"buttons": _filters(list(names)), "x": 0, "y": 1.14, "xanchor": "left", "yanchor": "top"}
    legend = {"orientation": "h", "y": -0.04, "yanchor": "top"}
    figure.update_layout(updatemenus=[menu], legend=legend, height=620, margin={"t": 70, "l": 8, "r": 8})
    hidden = {"showticklabels": False, "zeroline": False, "title": ""}
    return figure.update_xaxes(**hidden).update_yaxes(**hidden)


def _trace(go: Any, points: Array, marker: dict[str, object], name: str) -> Any:
    x, y = np.round(points, 2).T
    return go.Scatter(x=x.tolist(), y=y.tolist(), mode="markers", marker=marker, name=name)


def _filters(names: list[str]) -> list[dict[str, object]]:
    """Return a button for all categories and one for each."""
    shown = {"show every category": [True] * len(names)}
    for name in names:
        shown[f"only: {plotly_text(shortened(name, 32))}"] = [name == one for one in names]
    return [
        {"label": label, "method": "restyle", "args": ["visible", [True, *seen]]}
        for label, seen in shown.items()
    ]


def hover_lines(title: str, body: str, width: int = 48, lines: int = 4) -> str:
    """Return a hover label of a title in bold and the start of a body, both escaped, cut into lines."""
    rows = textwrap.wrap(body, width, max_lines=lines, placeholder=" …")
    head = "<br>".join(plotly_text(row) for row in textwrap.wrap(title, width, max_lines=2, placeholder=" …"))
    return "<br>".join([f"<b>{head}</b>", *map(plotly_text, rows)])
