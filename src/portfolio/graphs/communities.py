"""Communities from the leading eigenvectors of a graph, and a graph that a reader brings."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from portfolio.datasets.own_files import own_file
from portfolio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
GROUPS = 2


def check_adjacency(adjacency: Floats) -> Floats:
    """Return a matrix that is one of an undirected connected graph.

    Raises
    ------
    DataError
        It is not square and symmetric with non-negative numbers, or the graph has several parts.
    """
    square = adjacency.ndim == 2 and adjacency.shape[0] == adjacency.shape[1]
    if not square or not np.array_equal(adjacency, adjacency.T) or (adjacency < 0).any():
        expected = "a square, symmetric matrix without negative numbers"
        raise DataError("adjacency matrix", expected=expected, got=f"shape {adjacency.shape}")
    parts = nx.number_connected_components(nx.from_numpy_array(adjacency))
    if parts != 1:
        hint = "Take the largest part, see largest_part."
        raise DataError("a graph for spectral clustering", expected="one part", got=f"{parts}", hint=hint)
    return adjacency


def leading_vectors(adjacency: Floats, count: int) -> Floats:
    """Return the eigenvectors whose eigenvalues are largest in absolute value, shape (nodes, count).

    Parameters
    ----------
    adjacency
        Of an undirected connected graph.
    count
        How many; the largest first.
    """
    values, vectors = np.linalg.eigh(check_adjacency(adjacency))
    return np.asarray(vectors[:, np.argsort(-np.abs(values))[:count]])


def spectral(adjacency: Floats, seed: int) -> Codes:
    """Return two groups by k-means on the two leading eigenvectors.

    Parameters
    ----------
    adjacency
        Of an undirected connected graph.
    seed
        Of k-means.
    """
    return _two_means(leading_vectors(adjacency, GROUPS), seed)


def score(adjacency: Floats, seed: int) -> Codes:
    """Return two groups by k-means on the ratio of the second to the first eigenvector (Jin 2015).

    Ratios beyond the logarithm of the number of nodes are cut off there.

    Parameters
    ----------
    adjacency
        Of an undirected connected graph.
    seed
        Of k-means.
    """
    first, second = leading_vectors(adjacency, GROUPS).T
    cut = np.log(len(adjacency))
    return _two_means(np.clip(second / first, -cut, cut)[:, None], seed)


def errors(groups: Codes, truth: Codes) -> int:
    """Return how many nodes are in the wrong one of two groups, the names of the groups being free.

    Parameters
    ----------
    groups, truth
        0 or 1 for each node.
    """
    wrong = int((np.asarray(groups) != np.asarray(truth)).sum())
    return min(wrong, len(truth) - wrong)


def largest_part(graph: nx.Graph) -> nx.Graph:
    """Return the largest connected part of an undirected graph, without loops."""
    simple = nx.Graph(graph)
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    return simple.subgraph(max(nx.connected_components(simple), key=len)).copy()


def read_gml(text: str, label: str = "value") -> tuple[Floats, Codes]:
    """Return the largest part of a reader's graph as a matrix, and the label of each node.

    Links count in both directions and once, however often they are in the file.

    Parameters
    ----------
    text
        Names the GML file, whole or from the folder of a reader's data.
    label
        The attribute that holds 0 or 1.

    Raises
    ------
    DataError
        The file is no GML, or nodes have no such label, or others than 0 and 1.
    """
    path = own_file(text, "GML", "PATH")
    try:
        graph = nx.parse_gml(_with_parallel_links(path), label="id")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name} is not UTF-8: byte {error.start}",
            expected="a GML file in UTF-8",
            hint="Save it as UTF-8.",
        ) from error
    except (nx.NetworkXError, ValueError, RecursionError) as error:
        got = " ".join(str(error).split())[:80]
        raise DataError(f"{path.name} is no graph", expected="a GML file", got=got) from error
    if not graph:
        raise DataError(f"{path.name} has no nodes", expected="a GML file with nodes and edges")
    part = largest_part(graph)
    nodes = sorted(part)
    labels = [part.nodes[node].get(label) for node in nodes]
    if set(labels) != {0, 1}:
        got = ", ".join(sorted({str(one) for one in labels}))
        raise DataError(f"{path.name}: labels of nodes", expected=f"{label} of 0 or 1", got=got)
    return nx.to_numpy_array(part, nodelist=nodes, weight=None), np.array(labels)


def _with_parallel_links(path: Path) -> str:
    """Return GML in which a link may stand twice, as it does in files that do not declare it."""
    text = path.read_text(encoding="utf-8-sig")
    declared = re.search(r"^\s*multigraph\s", text, re.MULTILINE)
    return text if declared else re.sub(r"(graph\s*\[)", r"\1\n  multigraph 1", text, count=1)


def _two_means(points: Floats, seed: int) -> Codes:
    fitted = KMeans(GROUPS, n_init=20, random_state=seed).fit_predict(points)
    return np.asarray(fitted, dtype=np.int64)
