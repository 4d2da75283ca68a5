"""Figures of the chapter on graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from portfolio.plotting.axes import axes_or_new
from portfolio.plotting.intervals import error_bars
from portfolio.plotting.theme import PALETTE

BLUE, RED, GREEN, PINK, ORANGE, SKY, GREY = PALETTE


def plot_club(graph: nx.Graph, groups: np.ndarray, wrong: np.ndarray, ax: Axes | None = None) -> Axes:
    """Draw a small graph with two groups, and a ring around the nodes that are in the wrong one.

    Parameters
    ----------
    graph
        Nodes and links.
    groups
        0 or 1 for each node.
    wrong
        Which nodes are in the wrong group.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 4.2)
    places = nx.kamada_kawai_layout(nx.Graph(graph.edges()))
    for one, other in graph.edges():
        x, y = np.transpose([places[one], places[other]])
        ax.plot(x, y, color=GREY, linewidth=0.6, zorder=1)
    at = np.array([places[node] for node in sorted(graph)])
    for group, colour, marker, name in ((0, BLUE, "o", "group one"), (1, ORANGE, "s", "group two")):
        x, y = at[groups == group].T
        ax.scatter(x, y, color=colour, marker=marker, s=70, label=name, zorder=2)
    x, y = at[wrong].T
    ax.scatter(x, y, s=220, facecolors="none", edgecolors=RED, linewidths=2, label="wrong", zorder=3)
    ax.set_axis_off()
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.1), ncols=3)
    return ax


def plot_scores(table: pd.DataFrame, label: str, ax: Axes | None = None) -> Axes:
    """Draw a score with its interval for each method.

    Parameters
    ----------
    table
        By method: `value`, `low`, `high`.
    label
        Of the axis.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.4)
    reach = error_bars(table["value"], table["low"], table["high"])
    ax.errorbar(table["value"], table.index, xerr=reach, fmt="o", color=BLUE, capsize=3)
    ax.set(xlabel=label, ylabel="")
    ax.invert_yaxis()
    return ax


def plot_depth(roughness: Sequence[float], accuracy: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw by depth how different nodes still are, and how often a network of that depth is right.

    Parameters
    ----------
    roughness
        How much linked nodes differ, after 0, 1, 2 and more rounds of averaging.
    accuracy
        By number of layers: `value`, `low`, `high`, as shares.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    ax.plot(range(len(roughness)), roughness, "--", color=GREY, label="differences along links, untrained")
    reach = error_bars(accuracy["value"], accuracy["low"], accuracy["high"])
    ax.errorbar(accuracy.index, accuracy["value"], yerr=reach, fmt="o-", color=BLUE, capsize=3)
    ax.plot([], [], "o-", color=BLUE, label="accuracy of a trained GCN")
    ax.set(xlabel="layers, or rounds of averaging", ylabel="share", ylim=(0, 1.02))
    ax.legend()
    return ax


def plot_ranks(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the mean reciprocal rank of each method on each graph.

    Parameters
    ----------
    table
        By method, a column for each graph; missing ones are left out.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    styles = zip(table, (BLUE, RED, GREEN), ("o", "s", "^"), strict=False)
    for name, colour, marker in styles:
        ax.plot(table[name], table.index, marker, color=colour, label=name, markersize=8)
    ax.set(xlabel="filtered mean reciprocal rank", ylabel="", xlim=(0, 1))
    ax.invert_yaxis()
    ax.legend(loc="upper center", bbox_to_anchor=(0.4, 1.2), ncols=3)
    return ax


def plot_egonets(
    neighbours: np.ndarray, links: np.ndarray, guilty: Mapping[str, np.ndarray], ax: Axes | None = None
) -> Axes:
    """Draw the links of each egonet against its neighbours, on logarithmic axes.

    Parameters
    ----------
    neighbours, links
        Of each node.
    guilty
        Nodes that were put in, by kind.
    ax
        Where to draw; a new figure if None.
    """
    ax = axes_or_new(ax, 3.6)
    ax.scatter(neighbours, links, color=GREY, s=8, label="films")
    for (name, nodes), colour, marker in zip(guilty.items(), (RED, BLUE), ("s", "^"), strict=False):
        ax.scatter(
            neighbours[nodes], links[nodes], color=colour, marker=marker, s=45, label=f"{name}, put in"
        )
    ax.set(xscale="log", yscale="log", xlabel="neighbours", ylabel="links in the egonet")
    ax.set_xticks([10, 20, 50, 100], ["10", "20", "50", "100"])
    ax.set_yticks([10, 100, 1000], ["10", "100", "1,000"])
    ax.minorticks_off()
    ax.legend()
    return ax
