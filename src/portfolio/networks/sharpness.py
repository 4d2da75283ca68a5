"""How sharply the loss curves where a training stopped: the largest eigenvalue of its Hessian."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from portfolio.errors import DataError
from portfolio.networks.broken import HEALTHY, Dense, Digits

PLAIN = replace(HEALTHY, dropout=0.0)


def largest_eigenvalue(loss: Tensor, weights: Sequence[Tensor], *, steps: int, seed: int) -> float:
    """Return the eigenvalue of the Hessian that is largest in size, by power iteration.

    The Hessian is never written down: its product with a vector is the gradient of the product of the
    gradient with that vector.

    Parameters
    ----------
    loss
        A number that still has its graph.
    weights
        By which it is differentiated twice.
    steps
        Products with the Hessian.
    seed
        Of the first direction.
    """
    slope = _flat(torch.autograd.grad(loss, weights, create_graph=True))
    source, value = torch.Generator().manual_seed(seed), 0.0
    v = torch.randn(len(slope), generator=source, dtype=slope.dtype)
    for _ in range(steps):
        v = v / v.norm()
        turned = _flat(torch.autograd.grad(slope @ v, weights, retain_graph=True))
        value, v = float(v @ turned), turned
    return value


def _flat(parts: Sequence[Tensor]) -> Tensor:
    return torch.cat([one.flatten() for one in parts])


@dataclass(frozen=True, eq=False)
class Stopped:
    """A network whose training stopped at a level of the loss.

    Parameters
    ----------
    network
        In `eval` mode.
    passes
        Over the training images, until then.
    loss
        Of the training images, in nats.
    """

    network: Dense
    passes: int
    loss: float


def training_loss(network: nn.Module, digits: Digits) -> Tensor:
    """Return the mean cross-entropy of the training images, with its graph.

    Parameters
    ----------
    network
        That gives scores.
    digits
        Of which the training images are taken.
    """
    x, y = (torch.from_numpy(one) for one in digits.train)
    return nn.functional.cross_entropy(network(x), y)


def train_to_loss(digits: Digits, rate: float, level: float, seed: int, *, most: int = 400) -> Stopped:
    """Train a dense network by plain stochastic gradient descent until its training loss is low enough.

    Parameters
    ----------
    digits
        To learn from.
    rate
        Learning rate, the same in every step.
    level
        Of the loss of all training images, in nats, below which the training stops.
    seed
        Of the weights and the order.
    most
        Passes after which it is given up.

    Raises
    ------
    DataError
        The loss is not below the level after the last pass.
    """
    torch.manual_seed(seed)
    rng, network = np.random.default_rng(seed), Dense(PLAIN)
    x, y = (torch.from_numpy(one) for one in digits.train)
    optimiser, now = torch.optim.SGD(network.parameters(), lr=rate), np.inf
    for passed in range(1, most + 1):
        for rows in np.split(rng.permutation(len(x)), range(PLAIN.batch, len(x), PLAIN.batch)):
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(x[rows]), y[rows]).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        with torch.no_grad():
            now = training_loss(network, digits).item()
        if now < level:
            return Stopped(network.eval(), passed, now)
    raise DataError(
        f"training at a learning rate of {rate}",
        expected=f"a training loss below {level} within {most} passes",
        got=f"{now:.3f}",
        hint="Take a learning rate from the range test, or a higher level.",
    )


def rescaled(network: Dense, factor: float) -> Dense:
    """Return a network that computes the same, with a hidden layer blown up and the next shrunk as much.

    ReLU passes a positive factor on, so the answers stay and the curvature does not (Dinh et al. 2017).

    Parameters
    ----------
    network
        With ReLU and no normalisation.
    factor
        Positive; of the weights and biases of the first hidden layer.
    """
    other = copy.deepcopy(network)
    with torch.no_grad():
        for one in other.hidden[0].parameters():
            one.mul_(factor)
        other.hidden[1].weight.div_(factor)  # type: ignore[operator, union-attr]
    return other
