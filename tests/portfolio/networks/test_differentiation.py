"""The differentiation that the notebook writes, held against PyTorch and against finite differences."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from portfolio.networks.graphs import (
    BINARY,
    UNARY,
    evaluate,
    finite_differences,
    pytorch_gradients,
    random_graphs,
)

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "networks.ipynb"
FIRST, LAST = "class Tensor:", "Tensor.__add__"


@pytest.fixture(scope="module")
def notebook():
    """Return what the notebook's cells define, from its class to the operators."""
    cells = [one for one in json.loads(NOTEBOOK.read_text())["cells"] if one["cell_type"] == "code"]
    sources = ["".join(one["source"]) for one in cells]
    starts = [number for number, text in enumerate(sources) if text.startswith(FIRST)]
    ends = [number for number, text in enumerate(sources) if text.startswith(LAST)]
    scope: dict[str, object] = {"np": np}
    exec("\n".join(sources[starts[0] : ends[0] + 1]), scope)
    return scope


def gradients(tensor, graph, passes):
    """Return the gradients by the notebook's class."""
    leaves = [tensor(leaf) for leaf in graph.leaves]
    loss, _ = evaluate(graph, leaves)
    for _ in range(passes):
        loss.backward()
    return [leaf.grad for leaf in leaves]


def agree(mine, theirs, tolerance):
    """Say whether all gradients agree."""
    return all(np.allclose(a, b, rtol=tolerance, atol=tolerance) for a, b in zip(mine, theirs, strict=True))


def test_a_thousand_random_graphs_agree_with_pytorch_after_one_and_two_passes(notebook):
    """To ten digits, with tensors used several times and with broadcasting."""
    seen = set()
    for number, graph in enumerate(random_graphs(1000, seed=1)):
        seen |= {name for name, _ in graph.steps}
        twice = gradients(notebook["Tensor"], graph, 2)
        assert agree(twice, pytorch_gradients(graph, 2), 1e-10)
        if number % 5 == 0:  # PyTorch has judged every second pass already
            once = gradients(notebook["Tensor"], graph, 1)
            assert agree([2 * one for one in once], twice, 1e-10)
    assert seen == {*UNARY, *BINARY}


def test_random_graphs_agree_with_finite_differences(notebook):
    """Which know nothing of any chain rule."""
    for graph in random_graphs(60, seed=2):
        assert agree(gradients(notebook["Tensor"], graph, 1), finite_differences(graph), 1e-5)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("shrink_to", lambda flow, shape: np.broadcast_to(flow, shape) if flow.shape == shape else flow[:1]),
        ("multiply", None),
        ("relu", None),
    ],
)
def test_a_broken_derivative_is_seen(notebook, name, wrong):
    """By random graphs: the comparison can fail."""
    scope, kind = notebook, notebook["Tensor"]
    before, operators = scope[name], (kind.__mul__, kind.relu)
    if name == "shrink_to":
        scope[name] = wrong
    elif name == "multiply":
        kind.__mul__ = lambda a, b: kind(a.data * scope["constant"](b).data, ((a, lambda flow: flow),))
    else:
        kind.relu = lambda a: kind(np.maximum(a.data, 0), ((a, lambda flow: flow),))
    try:
        found = [_agrees(kind, graph) for graph in random_graphs(50, seed=3)]
    finally:
        scope[name] = before
        kind.__mul__, kind.relu = operators
    assert not all(found)


def _agrees(kind, graph):
    try:
        return agree(gradients(kind, graph, 1), pytorch_gradients(graph), 1e-10)
    except ValueError:  # of shapes
        return False


def test_no_relu_of_a_random_graph_stands_at_its_kink():
    """Where a finite difference would be wrong."""
    for graph in random_graphs(50, seed=4):
        assert evaluate(graph, [torch.tensor(leaf) for leaf in graph.leaves])[1] > 1e-3
