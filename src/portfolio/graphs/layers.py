"""Networks whose layers add up neighbours: graph convolution and GraphSAGE, with a plain one beside them."""

from __future__ import annotations

import itertools
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import nn

from portfolio.errors import UsageError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Kind = Literal["rows", "GCN", "GraphSAGE"]
KINDS: tuple[Kind, ...] = ("rows", "GCN", "GraphSAGE")
DROPOUT, RATE, DECAY = 0.5, 0.01, 5e-4  # those of Kipf and Welling (2017)


class _Product(torch.autograd.Function):
    """A sparse matrix times a tensor, by SciPy: several times as fast as sparse tensors, and repeatable."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, links: sparse.csr_array) -> torch.Tensor:
        ctx.links = links
        return torch.from_numpy(links @ x.detach().numpy())

    @staticmethod
    def backward(ctx: Any, *outer: torch.Tensor) -> tuple[torch.Tensor, None]:
        return torch.from_numpy(ctx.links.T @ outer[0].numpy()), None


def normalised(adjacency: sparse.sparray) -> sparse.csr_array:
    """Return the adjacency with loops, divided by the roots of both nodes' degrees."""
    looped = sparse.csr_array(adjacency + sparse.eye_array(adjacency.shape[0]))
    root = sparse.diags_array(np.asarray(looped.sum(axis=1)).ravel() ** -0.5)
    return sparse.csr_array(root @ looped @ root)


def averaged(adjacency: sparse.sparray) -> sparse.csr_array:
    """Return the adjacency with rows that sum to 1; a node without neighbours keeps a row of zeros."""
    degree = np.asarray(adjacency.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1 / np.maximum(degree, 1)) @ adjacency)


class Network(nn.Module):
    """Layers of one kind, with ReLU between them and dropout before each.

    Parameters
    ----------
    kind
        `rows` uses no links, `GCN` and `GraphSAGE` do.
    adjacency
        Links, symmetric, without loops.
    widths
        Of the input, of what lies between, and of the output.
    """

    def __init__(self, kind: Kind, adjacency: sparse.sparray, widths: tuple[int, ...]) -> None:
        super().__init__()
        if kind not in KINDS:
            raise UsageError("a kind of layer", expected=f"one of {', '.join(KINDS)}", got=kind)
        self.kind = kind
        made = normalised(adjacency) if kind == "GCN" else averaged(adjacency)
        self.links = made.astype(np.float32)
        pairs = list(itertools.pairwise(widths))
        self.own = nn.ModuleList(nn.Linear(into, out) for into, out in pairs)
        beside = pairs if kind == "GraphSAGE" else []
        self.beside = nn.ModuleList(nn.Linear(into, out, bias=False) for into, out in beside)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return one row of scores for each node."""
        last = len(self.own) - 1
        for number in range(last + 1):
            x = self.layer(number, nn.functional.dropout(x, DROPOUT, self.training))
            x = x if number == last else x.relu()
        return x

    def layer(self, number: int, x: torch.Tensor) -> torch.Tensor:
        """Return what one layer makes of its input.

        Parameters
        ----------
        number
            Which layer, from 0.
        x
            One row for each node.
        """
        own = self.own[number]
        if self.kind == "GCN":
            return self._beside(x @ own.weight.T) + own.bias  # type: ignore[union-attr, operator]
        if self.kind == "GraphSAGE":
            return torch.Tensor(own(x) + self.beside[number](self._beside(x)))
        return torch.Tensor(own(x))

    def _beside(self, x: torch.Tensor) -> torch.Tensor:
        return torch.Tensor(_Product.apply(x, self.links))  # type: ignore[no-untyped-call]


def fit(
    kind: Kind,
    adjacency: sparse.sparray,
    features: Floats,
    labels: Codes,
    taught: Codes,
    *,
    seed: int,
    layers: int = 2,
    width: int = 16,
    epochs: int = 60,
) -> Codes:
    """Return the class that a network gives to each node after it has learnt from some.

    Parameters
    ----------
    kind
        Of its layers.
    adjacency
        Links, symmetric, without loops.
    features
        One row for each node.
    labels
        Class of each node; only those of `taught` are used.
    taught
        Places of the nodes that teach.
    seed
        Of the first weights and of dropout.
    layers, width, epochs
        Depth, size between layers, passes.
    """
    torch.manual_seed(seed)
    classes = int(labels[taught].max()) + 1
    network = Network(kind, adjacency, (features.shape[1], *[width] * (layers - 1), classes))
    x = torch.from_numpy(features.astype(np.float32))
    places, answers = torch.from_numpy(taught), torch.from_numpy(labels[taught])
    steps = torch.optim.Adam(network.parameters(), lr=RATE, weight_decay=DECAY)
    for _ in range(epochs):
        steps.zero_grad()
        loss = nn.functional.cross_entropy(network(x)[places], answers)
        loss.backward()  # type: ignore[no-untyped-call]
        steps.step()
    network.eval()
    with torch.inference_mode():
        return np.asarray(network(x).argmax(dim=1).numpy())


def propagate(
    adjacency: sparse.sparray, labels: Codes, taught: Codes, kept: float = 0.9, rounds: int = 50
) -> Codes:
    """Return the class of each node after labels have been passed along links (Zhou et al. 2004).

    A node that no label reaches gets the class that most of the taught ones have.

    Parameters
    ----------
    adjacency
        Links, symmetric, without loops.
    labels
        Class of each node; only those of `taught` are used.
    taught
        Places of the nodes that teach.
    kept
        Share of a node's belief that comes from its neighbours.
    rounds
        How often labels are passed.
    """
    links = normalised(adjacency)
    known = np.zeros((len(labels), int(labels[taught].max()) + 1))
    known[taught, labels[taught]] = 1
    belief = known
    for _ in range(rounds):
        belief = kept * (links @ belief) + (1 - kept) * known
    belief[belief.sum(axis=1) == 0] = known.sum(axis=0)
    return np.asarray(belief.argmax(axis=1), dtype=np.int64)


def roughness(adjacency: sparse.sparray, features: Floats, rounds: int) -> list[float]:
    """Return how much linked nodes still differ after each round of averaging neighbours.

    It is the Dirichlet energy of the columns divided by their sum of squares: 0 where linked nodes agree.

    Parameters
    ----------
    adjacency
        Links, symmetric, without loops.
    features
        One row for each node.
    rounds
        How often neighbours are averaged.
    """
    links, x, found = normalised(adjacency), features, []
    for _ in range(rounds + 1):
        after = links @ x
        found.append(float(1 - (x * after).sum() / (x * x).sum()))
        x = after
    return found
