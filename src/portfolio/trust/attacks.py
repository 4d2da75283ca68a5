"""Attacks on a small network: changes of an image, too small to matter to a person, that change the answer.

Sources: Goodfellow et al. (2015) for one step, Madry et al. (2018) for many, Moosavi-Dezfooli et al. (2016)
for the nearest boundary.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.errors import UsageError


def loss_gradient(net: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Return the gradient of each image's loss with respect to its pixels.

    Parameters
    ----------
    net
        Returns scores, shape (n, classes).
    x
        Images, shape (n, pixels).
    y
        Their true classes, shape (n,).
    """
    x = x.detach().requires_grad_()
    loss = nn.functional.cross_entropy(net(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


def fgsm(net: nn.Module, x: Tensor, y: Tensor, epsilon: float) -> Tensor:
    """Return images after one step of `epsilon` in each pixel, along the sign of the gradient.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images, 0 to 1, shape (n, pixels).
    y
        Their true classes.
    epsilon
        How far each pixel may move.
    """
    check_epsilon(epsilon)
    return (x + epsilon * loss_gradient(net, x, y).sign()).clamp(0, 1)


def pgd(
    net: nn.Module, x: Tensor, y: Tensor, epsilon: float, *, steps: int = 20, starts: int = 1, seed: int = 0
) -> Tensor:
    """Return images after many small steps, each brought back to within `epsilon`; the worst of all starts.

    The first start is the image itself, the others lie at random within `epsilon`. A step is a quarter of
    `epsilon`. Of all steps and starts the image is kept whose true class leads by least, or trails by most.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images, 0 to 1, shape (n, pixels).
    y
        Their true classes.
    epsilon
        How far each pixel may move.
    steps
        From each start.
    starts
        How many.
    seed
        Of the random starts.
    """
    check_epsilon(epsilon)
    chance = torch.Generator().manual_seed(seed)
    low, high = (x - epsilon).clamp(0, 1), (x + epsilon).clamp(0, 1)
    worst, most = x.clone(), margins(net, x, y)
    for start in range(starts):
        moved = x if start == 0 else low + (high - low) * torch.rand(x.shape, generator=chance)
        for _ in range(steps):
            moved = moved + epsilon / 4 * loss_gradient(net, moved, y).sign()
            moved = torch.minimum(torch.maximum(moved, low), high)
            margin = margins(net, moved, y)
            worse = margin < most
            worst[worse], most[worse] = moved[worse], margin[worse]
    return worst


def deepfool(net: nn.Module, x: Tensor, *, steps: int = 50, overshoot: float = 0.02) -> Tensor:
    """Return images moved just across the nearest boundary of the network, as its tangents show it.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images, 0 to 1, shape (n, pixels).
    steps
        At most so many.
    overshoot
        By which share of the way the boundary is passed.
    """
    answer = net(x).argmax(1).detach()
    moved, total = x.clone(), torch.zeros_like(x)
    rows = torch.arange(len(x))
    for _ in range(steps):
        here = moved.detach().requires_grad_()
        scores = net(here)
        left = scores.argmax(1) == answer
        if not left.any():
            break
        slopes = [torch.autograd.grad(one.sum(), here, retain_graph=True)[0] for one in scores.T]
        slope = torch.stack(slopes, 1)  # (n, classes, pixels)
        slope = slope - slope[rows, answer][:, None]
        gap = (scores - scores[rows, answer][:, None]).abs().detach()
        norm = slope.norm(dim=2)
        distance = gap / (norm + 1e-12)
        distance[rows, answer] = torch.inf
        near = distance.argmin(1)
        reach = (distance[rows, near] + 1e-4) / (norm[rows, near] + 1e-12)
        total = torch.where(left[:, None], total + reach[:, None] * slope[rows, near], total)
        moved = torch.where(left[:, None], (x + (1 + overshoot) * total).clamp(0, 1), moved)
    return moved


def is_right(net: nn.Module, x: Tensor, y: Tensor) -> NDArray[np.bool_]:
    """Return for each image whether the network gives its true class.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images.
    y
        Their true classes.
    """
    with torch.no_grad():
        return np.asarray((net(x).argmax(1) == y).numpy())


def margins(net: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Return how far the score of the true class lies above the largest other; below 0 is an error.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images.
    y
        Their true classes.
    """
    with torch.no_grad():
        scores = net(x)
        true = scores.gather(1, y[:, None])[:, 0]
        margin: Tensor = true - scores.scatter(1, y[:, None], -torch.inf).amax(1)
        return margin


def survives(net: nn.Module, x: Tensor, y: Tensor, epsilon: float, seed: int = 0) -> NDArray[np.bool_]:
    """Return for each image whether it withstands every attack within `epsilon`: the worst of them counts.

    The attacks are none at all, one step, twenty steps from two starts, and the nearest boundary where its
    change of every pixel, cut to `epsilon`, is enough.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images, 0 to 1, shape (n, pixels).
    y
        Their true classes.
    epsilon
        How far each pixel may move.
    seed
        Of the random start.
    """
    tried = [x, fgsm(net, x, y, epsilon), pgd(net, x, y, epsilon, starts=2, seed=seed)]
    tried.append(x + (deepfool(net, x, steps=10) - x).clamp(-epsilon, epsilon))
    kept = np.stack([is_right(net, one, y) for one in tried])
    return np.asarray(kept.all(axis=0))


def check_epsilon(epsilon: float) -> None:
    """Raise `UsageError` unless pixels from 0 to 1 can move so far."""
    if not 0 <= epsilon <= 1:
        raise UsageError(
            "the reach of an attack cannot be used",
            expected="a number from 0 to 1, since pixels lie there",
            got=epsilon,
            hint="Divide by 255 if it was meant in grey levels.",
        )
