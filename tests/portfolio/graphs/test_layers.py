"""Layers equal those of PyTorch Geometric; no class of a tested node is read; a repeat is the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from scipy import sparse

from portfolio.errors import UsageError
from portfolio.graphs.layers import Network, fit, propagate, roughness


@pytest.fixture(scope="module")
def graph():
    """Return two groups of nodes, linked mostly within, with columns that are noise, and their classes."""
    rng = np.random.default_rng(0)
    labels = np.arange(120) % 2
    upper = np.triu(rng.random((120, 120)) < np.where(labels[:, None] == labels, 0.15, 0.01), 1)
    links = sparse.csr_array((upper | upper.T).astype(float))
    return links, rng.normal(size=(120, 5)), labels


@pytest.mark.filterwarnings("ignore")  # the judge's own imports warn
@pytest.mark.parametrize("kind", ["GCN", "GraphSAGE"])
def test_layers_are_those_of_pytorch_geometric(graph, kind):
    from torch_geometric.nn import GCNConv, SAGEConv

    links, features, _ = graph
    links = links.tolil()
    links[7, :] = links[:, 7] = 0  # a node without neighbours
    links = sparse.csr_array(links)
    ours, x = Network(kind, links, (5, 4)), torch.tensor(features, dtype=torch.float32)
    edges = torch.from_numpy(np.stack(links.nonzero()).astype(np.int64))
    theirs = GCNConv(5, 4) if kind == "GCN" else SAGEConv(5, 4)
    own = ours.own[0]
    with torch.no_grad():
        if kind == "GCN":
            theirs.lin.weight.copy_(own.weight)
            theirs.bias.copy_(own.bias)
        else:
            theirs.lin_r.weight.copy_(own.weight)
            theirs.lin_l.bias.copy_(own.bias)
            theirs.lin_l.weight.copy_(ours.beside[0].weight)
        assert torch.allclose(ours.layer(0, x), theirs(x, edges), atol=1e-6)


@pytest.mark.parametrize("kind", ["rows", "GCN", "GraphSAGE"])
def test_no_class_of_a_tested_node_is_read(graph, kind):
    links, features, labels = graph
    taught = np.arange(30)
    other = labels.copy()
    other[30:] = 1 - other[30:]
    found = fit(kind, links, features, labels, taught, seed=0, epochs=5)
    assert np.array_equal(found, fit(kind, links, features, other, taught, seed=0, epochs=5))
    assert np.array_equal(propagate(links, labels, taught), propagate(links, other, taught))


def test_ten_repeats_are_the_same_and_another_seed_is_not(graph):
    links, features, labels = graph
    taught = np.arange(20)
    runs = [fit("GCN", links, features, labels, taught, seed=3, epochs=5) for _ in range(10)]
    assert all(np.array_equal(one, runs[0]) for one in runs)
    assert not np.array_equal(runs[0], fit("GCN", links, features, labels, taught, seed=4, epochs=5))


def test_links_tell_what_columns_of_noise_do_not(graph):
    links, features, labels = graph
    taught, tested = np.arange(30), np.arange(30, 120)
    right = {kind: (fit(kind, links, features, labels, taught, seed=0)[tested] == labels[tested]).mean()
             for kind in ("rows", "GCN")}  # fmt: skip
    assert right["GCN"] > right["rows"] + 0.1
    assert (propagate(links, labels, taught)[tested] == labels[tested]).mean() > 0.95


def test_averaging_takes_away_what_differs_along_links(graph):
    links, features, _ = graph
    left = roughness(links, features, 5)
    assert all(later < earlier for earlier, later in itertools.pairwise(left))
    size = np.asarray(links.sum(axis=1)).ravel() + 1
    assert roughness(links, np.sqrt(size)[:, None], 1) == pytest.approx([0, 0], abs=1e-12)


def test_an_unknown_kind_is_refused(graph):
    with pytest.raises(UsageError, match="rows, GCN, GraphSAGE; got GAT"):
        Network("GAT", graph[0], (5, 2))


def test_a_node_that_no_label_reaches_gets_the_most_frequent_class():
    """And not the first one."""
    pair = sparse.csr_array(np.kron(np.eye(2), [[0, 1], [1, 0]]))
    assert propagate(pair, np.array([1, -1, -1, -1]), np.array([0])).tolist() == [1, 1, 1, 1]
