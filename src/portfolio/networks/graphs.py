"""Random graphs of arithmetic, on which a differentiation is held against PyTorch and finite differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SHAPES = ((3, 3), (3, 1), (1, 3))
FEWEST, MOST = 4, 12  # operations of a graph
KINK = 1e-3  # no value comes nearer to the kink of relu: finite differences would step across it
ROWS = [0, 2, 2]  # with a row taken twice

UNARY: dict[str, Callable[[Any], Any]] = {
    "exp": lambda a: a.tanh().exp(),
    "log": lambda a: (a * a + 1.0).log(),
    "tanh": lambda a: a.tanh(),
    "relu": lambda a: a.relu(),
    "square": lambda a: a.tanh() ** 2,
    "sum": lambda a: a.sum(),
    "sum of columns": lambda a: a.sum(0, True),
    "sum of rows": lambda a: a.sum(1, True),
    "rows": lambda a: a[ROWS],
}
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a.tanh() * b,
    "divide": lambda a, b: a / (b * b + 1.0),
    "matmul": lambda a, b: a.tanh() @ b.tanh(),
}


@dataclass(frozen=True, eq=False)
class Graph:
    """Leaves, and operations one after another on what is there already.

    Parameters
    ----------
    leaves
        The values that the graph starts from.
    steps
        Name of each operation and the numbers of its operands.
    """

    leaves: list[Floats]
    steps: list[tuple[str, tuple[int, ...]]]


def evaluate(graph: Graph, leaves: Sequence[Any]) -> tuple[Any, float]:
    """Return the loss of a graph, and how near the input of a relu came to its kink.

    Any arithmetic will do that has the operators and the methods which NumPy's users know from PyTorch.

    Parameters
    ----------
    graph
        What is computed.
    leaves
        Its leaves, in the arithmetic that is tried.
    """
    nodes, nearest = list(leaves), np.inf
    for name, operands in graph.steps:
        chosen = [nodes[one] for one in operands]
        if name == "relu":
            nearest = min(nearest, float(np.abs(_values(chosen[0])).min()))
        nodes.append(UNARY[name](*chosen) if name in UNARY else BINARY[name](*chosen))
    loss = nodes[0].tanh().sum()
    for node in nodes[1:]:
        loss = loss + node.tanh().sum()
    return loss, nearest


def random_graphs(count: int, seed: int) -> Iterator[Graph]:
    """Yield random graphs in which no relu stands at its kink.

    Parameters
    ----------
    count
        How many.
    seed
        Of the draw.
    """
    rng, found = np.random.default_rng(seed), 0
    while found < count:
        graph = _random_graph(rng)
        leaves = [torch.tensor(leaf) for leaf in graph.leaves]
        if evaluate(graph, leaves)[1] > KINK:
            found += 1
            yield graph


def pytorch_gradients(graph: Graph, passes: int = 1) -> list[Floats]:
    """Return PyTorch's gradient of each leaf after so many backward passes without clearing it.

    Parameters
    ----------
    graph
        What is differentiated.
    passes
        How often `backward` is called.
    """
    leaves = [torch.tensor(leaf, requires_grad=True) for leaf in graph.leaves]
    loss, _ = evaluate(graph, leaves)
    for _ in range(passes):
        loss.backward(retain_graph=True)
    return [np.zeros(leaf.shape) if leaf.grad is None else leaf.grad.numpy() for leaf in leaves]


def finite_differences(graph: Graph, step: float = 1e-5) -> list[Floats]:
    """Return the gradient of each leaf by moving each of its values up and down.

    Parameters
    ----------
    graph
        What is differentiated.
    step
        How far a value is moved.
    """
    found = [np.zeros_like(leaf) for leaf in graph.leaves]
    for number, leaf in enumerate(graph.leaves):
        for place in np.ndindex(leaf.shape):
            found[number][place] = (
                _moved(graph, number, place, step) - _moved(graph, number, place, -step)
            ) / (2 * step)
    return found


def _moved(graph: Graph, number: int, place: tuple[int, ...], step: float) -> float:
    leaves = [torch.tensor(leaf) for leaf in graph.leaves]
    leaves[number][place] += step
    return float(evaluate(graph, leaves)[0])


def _random_graph(rng: np.random.Generator) -> Graph:
    shapes = [SHAPES[0], *(SHAPES[one] for one in rng.integers(0, 3, rng.integers(1, 4)))]
    leaves = [rng.normal(size=shape) for shape in shapes]
    steps: list[tuple[str, tuple[int, ...]]] = []
    names = [*UNARY, *BINARY]
    wanted = int(rng.integers(FEWEST, MOST + 1))
    while len(steps) < wanted:
        name = names[rng.integers(len(names))]
        operands = tuple(int(one) for one in rng.integers(0, len(shapes), 1 if name in UNARY else 2))
        try:  # the shape that comes out, or none if these do not fit
            like = [torch.zeros(shapes[one]) for one in operands]
            shape = (UNARY[name](*like) if name in UNARY else BINARY[name](*like)).shape
        except (RuntimeError, IndexError):
            continue
        steps.append((name, operands))
        shapes.append(tuple(shape))
    return Graph(leaves, steps)


def _values(node: Any) -> Floats:
    values = node.data
    return np.asarray(values.detach().numpy() if isinstance(values, torch.Tensor) else values)
