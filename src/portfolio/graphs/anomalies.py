"""What is unusual: rows of connections, and nodes of a graph with cliques and stars put into it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import roc_auc_score

from portfolio.errors import DataError, UsageError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


def read_pair(lines: pd.DataFrame, pair: str) -> tuple[pd.DataFrame, Flags]:
    """Return the columns of one file of connections, and which rows are of the rare kind.

    Parameters
    ----------
    lines
        `collection` and `text`; lines behind an at sign are declarations.
    pair
        Name of the file.

    Raises
    ------
    DataError
        There is no such file, or a row has another number of values than is declared.
    """
    text = lines.loc[lines["collection"] == pair, "text"].str.strip()
    declared = int(text.str.startswith("@attribute").sum())
    rows = text[~text.str.startswith("@") & (text != "")].str.split(r"\s*,\s*", regex=True)
    if rows.empty or any(len(row) != declared for row in rows):
        expected = f"rows of {declared} values"
        raise DataError(f"connections of {pair}", expected=expected, got=f"{len(rows)} rows")
    frame = pd.DataFrame(rows.tolist())
    rare = (frame[declared - 1] == "positive").to_numpy()
    columns = frame.drop(columns=declared - 1).apply(_numbers)
    return columns.rename(columns=lambda number: f"column {number + 1}"), rare


def _numbers(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    return column if numbers.isna().any() else numbers


def best_column(frame: pd.DataFrame, rare: Flags) -> tuple[object, float]:
    """Return the number column that alone tells the rare rows best, and its area under the ROC curve.

    Parameters
    ----------
    frame
        Columns; texts are left out.
    rare
        Which rows are to be told from the others.
    """
    numbers = frame.select_dtypes("number")
    areas = {name: roc_auc_score(rare, numbers[name]) for name in numbers}
    best = max(areas, key=lambda name: max(areas[name], 1 - areas[name]))
    return best, float(max(areas[best], 1 - areas[best]))


@dataclass(frozen=True)
class Injected:
    """A graph with something put into it.

    Parameters
    ----------
    adjacency
        With the new links.
    guilty
        By `clique` and `star`: which nodes are members of a clique, and centres of a star.
    """

    adjacency: sparse.csr_array
    guilty: dict[str, Flags]


def inject(
    adjacency: sparse.csr_array, rng: np.random.Generator, *, groups: int, members: int, leaves: int
) -> Injected:
    """Return the graph with cliques among drawn nodes, and with stars that join drawn nodes to one centre.

    Parameters
    ----------
    adjacency
        Links, symmetric, without loops.
    rng
        Draws the nodes; no node is drawn into two groups.
    groups
        Cliques, and as many stars.
    members
        Nodes of a clique.
    leaves
        Nodes that a centre is joined to.

    Raises
    ------
    UsageError
        The graph has too few nodes for them.
    """
    nodes, wanted = adjacency.shape[0], groups * (members + leaves + 1)
    if wanted > nodes:
        raise UsageError("groups to put into a graph", expected=f"at most {nodes} nodes", got=wanted)
    drawn = rng.permutation(nodes)
    cliques = drawn[: groups * members].reshape(groups, members)
    stars = drawn[groups * members : wanted].reshape(groups, leaves + 1)
    dense = adjacency.toarray()
    for clique in cliques:
        dense[np.ix_(clique, clique)] = 1
    for star in stars:
        dense[star[0], star[1:]] = dense[star[1:], star[0]] = 1
    np.fill_diagonal(dense, 0)
    guilty = {"clique": np.isin(np.arange(nodes), cliques), "star": np.isin(np.arange(nodes), stars[:, 0])}
    return Injected(sparse.csr_array(dense), guilty)


def egonets(adjacency: sparse.csr_array) -> pd.DataFrame:
    """Return for each node its neighbours, the links among it and them, their mean degree, and its core.

    The core is the largest k such that the node lies in a part whose nodes all have k neighbours in it.
    """
    cores = nx.core_number(nx.from_scipy_sparse_array(adjacency))
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    triangles = np.asarray((adjacency @ adjacency).multiply(adjacency).sum(axis=1)).ravel() / 2
    beside = np.asarray(adjacency @ degree) / np.maximum(degree, 1)
    columns = {"neighbours": degree, "links": degree + triangles, "their degree": beside}
    return pd.DataFrame(columns | {"core": [cores[node] for node in range(len(degree))]})


def oddball(neighbours: Floats, links: Floats) -> Floats:
    """Return how far each egonet lies from the power law of its links (Akoglu et al. 2010).

    Parameters
    ----------
    neighbours
        Of each node.
    links
        Among the node and its neighbours.
    """
    if np.ptp(neighbours) == 0:
        raise DataError("egonets", expected="nodes of different degrees", got="all equal")
    some = neighbours > 0
    slope, level = np.polyfit(np.log(neighbours[some]), np.log(links[some]), 1)
    usual = np.exp(level) * np.maximum(neighbours, 1e-9) ** slope
    far = np.maximum(links, usual) / np.maximum(np.minimum(links, usual), 1e-9)
    return np.where(some, far * np.log(np.abs(links - usual) + 1), 0.0)


def reconstruction_errors(table: pd.DataFrame, seed: int, epochs: int = 200) -> Floats:
    """Return how badly an autoencoder with one number in its middle restores each row's logarithms.

    Parameters
    ----------
    table
        Non-negative columns.
    seed
        Of the first weights.
    epochs
        Passes over all rows at once.
    """
    logs = np.log1p(table.to_numpy(dtype=float))
    scaled = (logs - logs.mean(axis=0)) / np.maximum(logs.std(axis=0), 1e-9)
    x = torch.from_numpy(scaled.astype(np.float32))
    torch.manual_seed(seed)
    width = x.shape[1]
    sizes = (width, 8, 1, 8, width)
    layers: list[torch.nn.Module] = []
    for into, out in itertools.pairwise(sizes):
        layers += [torch.nn.Linear(into, out), torch.nn.Tanh()]
    network = torch.nn.Sequential(*layers[:-1])
    steps = torch.optim.Adam(network.parameters(), lr=0.01)
    for _ in range(epochs):
        steps.zero_grad()
        ((network(x) - x) ** 2).mean().backward()
        steps.step()
    with torch.inference_mode():
        return np.asarray(((network(x) - x) ** 2).sum(dim=1).numpy(), dtype=np.float64)


def precision_at(guilty: Flags, scores: Floats) -> float:
    """Return the share of guilty ones among the k highest scores, k being how many are guilty.

    Ties at the border count by their share.

    Parameters
    ----------
    guilty
        Which nodes are.
    scores
        High means suspicious.
    """
    k = int(guilty.sum())
    if not 0 < k < len(guilty):
        raise DataError("precision at k", expected="some guilty nodes and some others", got=f"{k} guilty")
    border = np.sort(scores)[-k]
    above, level = scores > border, scores == border
    return float((guilty[above].sum() + (k - above.sum()) * guilty[level].mean()) / k)
