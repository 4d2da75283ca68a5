"""Curvature where a training stops: power iteration, and networks that compute the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from portfolio.errors import DataError
from portfolio.networks import broken, sharpness

RNG = np.random.default_rng(0)


def invented(count: int = 60) -> broken.Digits:
    """Return images whose label is the brightest of ten stripes."""
    labels = RNG.integers(0, 10, count)
    images = RNG.random((count, 784), dtype=np.float32) / 4
    images[np.arange(count)[:, None], 78 * labels[:, None] + np.arange(78)] += 0.7
    part = (images, labels.astype(np.int64))
    return broken.Digits(part, part, part)


def quadratic(values: list[float]) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Return half a sum of squares, whose Hessian has these eigenvalues, and its weights."""
    weights = torch.ones(len(values), dtype=torch.float64, requires_grad=True)
    return (torch.tensor(values, dtype=torch.float64) * weights**2).sum() / 2, [weights]


@pytest.mark.parametrize(("values", "largest"), [([1.0, 5.0, 2.0], 5.0), ([1.0, -7.0, 2.0], -7.0)])
def test_the_eigenvalue_largest_in_size_is_found(values, largest):
    """With its sign."""
    loss, weights = quadratic(values)
    assert sharpness.largest_eigenvalue(loss, weights, steps=100, seed=0) == pytest.approx(largest)


def test_too_few_steps_are_not_there_yet():
    """So the number of steps matters."""
    loss, weights = quadratic([4.0, 5.0, 3.0])
    assert sharpness.largest_eigenvalue(loss, weights, steps=1, seed=0) < 4.99


def test_a_training_stops_at_its_level():
    """And not a pass later."""
    digits = invented()
    stop = sharpness.train_to_loss(digits, 0.1, 0.5, 0)
    assert stop.loss < 0.5
    assert sharpness.training_loss(stop.network, digits).item() == pytest.approx(stop.loss)
    with pytest.raises(DataError, match="below 0\\.5 within"):
        sharpness.train_to_loss(digits, 0.1, 0.5, 0, most=stop.passes - 1)


def test_a_rescaled_network_answers_alike_and_is_sharper():
    """By the same factor up and down; the network that was given is left as it was."""
    digits = invented()
    stop = sharpness.train_to_loss(digits, 0.1, 0.5, 0)
    x, before = torch.from_numpy(digits.train[0]), stop.network.hidden[0].weight.clone()
    other = sharpness.rescaled(stop.network, 3.0)
    assert torch.allclose(other(x), stop.network(x), atol=1e-4)
    assert torch.equal(stop.network.hidden[0].weight, before)
    tops = [
        sharpness.largest_eigenvalue(
            sharpness.training_loss(one, digits), list(one.parameters()), steps=30, seed=0
        )
        for one in (stop.network, other)
    ]
    assert tops[1] > 1.5 * tops[0]
