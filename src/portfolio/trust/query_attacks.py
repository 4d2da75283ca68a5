"""Attacks that need no gradient of the image at hand: a search by queries, and a patch made beforehand.

Sources: Andriushchenko et al. (2020) for the search by squares, Brown et al. (2017) for the patch.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.errors import UsageError
from portfolio.trust.attacks import check_epsilon, margins
from portfolio.trust.robust_training import Digits

SIDE = 28
FIRST_SHARE = 0.8  # of the image, that the first squares cover
HALVINGS = (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000)  # of ten thousand queries


def square_side(query: int, queries: int) -> int:
    """Return the side in pixels of the square that a query changes: large at first, one pixel at last.

    The share of the image that it covers is halved after fixed shares of the queries.

    Parameters
    ----------
    query, queries
        Number of the query, from 1; how many there will be.
    """
    halved: int = sum(10_000 * query / queries > one for one in HALVINGS)
    return max(1, round(math.sqrt(FIRST_SHARE / 2**halved) * SIDE))


def signs(shape: tuple[int, ...], chance: torch.Generator) -> Tensor:
    """Return signs drawn at random, -1 or 1.

    Parameters
    ----------
    shape, chance
        Of the tensor; where the draws come from.
    """
    return 2.0 * torch.randint(0, 2, shape, generator=chance) - 1


def square_attack(
    net: nn.Module, x: Tensor, y: Tensor, epsilon: float, *, queries: int, seed: int
) -> tuple[Tensor, NDArray[np.float64]]:
    """Return images changed by random search, and the query at which each was first answered wrongly.

    Only the scores of the network are used. The first query shows vertical stripes of random sign; each
    further one sets a square at a random place to a random sign, and the change is kept where the true
    class leads by less than before. The place is the same for all images, the sign is each image's own.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images, 0 to 1, shape (n, 784).
    y
        Their true classes.
    epsilon
        How far each pixel may move.
    queries, seed
        Changed images of each image that the network answers, at least 1; of the stripes, places and signs.

    Returns
    -------
    tuple
        Images; and queries, 0 for an image that is answered wrongly as it is, infinite for one never fooled.
    """
    check_epsilon(epsilon)
    if queries < 1:
        raise UsageError("no attack without a query", expected="queries of 1 or more", got=queries)
    chance = torch.Generator().manual_seed(seed)
    pixels = x.view(-1, SIDE, SIDE)
    moved = (pixels + epsilon * signs((len(x), 1, SIDE), chance)).clamp(0, 1)
    lead = margins(net, moved.flatten(1), y)
    first = np.where((margins(net, x, y) < 0).numpy(), 0.0, np.where((lead < 0).numpy(), 1.0, np.inf))
    for query in range(2, queries + 1):
        side = square_side(query, queries)
        top, left = torch.randint(0, SIDE + 1 - side, (2,), generator=chance).tolist()
        square = (slice(None), slice(top, top + side), slice(left, left + side))
        trial = moved.clone()
        trial[square] = (pixels[square] + epsilon * signs((len(x), 1, 1), chance)).clamp(0, 1)
        margin = margins(net, trial.flatten(1), y)
        better = margin < lead
        moved[better], lead[better] = trial[better], margin[better]
        first = np.where((lead < 0).numpy() & np.isinf(first), query, first)
    return moved.flatten(1), first


def put_patch(x: Tensor, patch: Tensor, chance: torch.Generator) -> Tensor:
    """Return images with a patch over each, at a place drawn at random.

    Parameters
    ----------
    x
        Images, shape (n, 784); not changed.
    patch
        Pixels, shape (side, side), or one patch for each image, shape (n, side, side).
    chance
        Where the places come from.

    Raises
    ------
    UsageError
        The patch is larger than an image.
    """
    side = patch.shape[-1]
    if side > SIDE:
        raise UsageError(
            "the patch does not fit", expected=f"a side of at most {SIDE} pixels", got=f"{side} pixels"
        )
    top, left = torch.randint(0, SIDE + 1 - side, (2, len(x), 1), generator=chance)
    span, images = torch.arange(side), x.view(-1, SIDE, SIDE).clone()
    images[torch.arange(len(x))[:, None, None], (top + span)[:, :, None], (left + span)[:, None, :]] = patch
    return images.flatten(1)


def learn_patch(
    net: nn.Module, x: Tensor, aims: Tensor, *, side: int, seed: int, steps: int = 300, rate: float = 0.05
) -> Tensor:
    """Return one patch that draws the answers to many images, at random places, to their aims.

    Each step takes two hundred images and moves the patch by Adam towards a larger share of answers that
    equal their aims, smoothed: the mean of the logistic function of each lead. Its pixels stay between 0
    and 1.

    Parameters
    ----------
    net
        Returns scores; not changed.
    x
        Images to learn from, shape (n, 784).
    aims
        The class that each is to be answered with, shape (n,).
    side
        Of the patch, in pixels.
    seed
        Of the images and the places.
    steps, rate
        How many; of Adam.
    """
    chance = torch.Generator().manual_seed(seed)
    patch = torch.full((side, side), 0.5, requires_grad=True)
    optimiser = torch.optim.Adam([patch], lr=rate)
    for _ in range(steps):
        rows = torch.randint(0, len(x), (200,), generator=chance)
        scores, aim = net(put_patch(x[rows], patch, chance)), aims[rows, None]
        lead = scores.gather(1, aim)[:, 0] - scores.scatter(1, aim, -torch.inf).amax(1)
        loss = -torch.sigmoid(lead).mean()
        patch.grad = torch.autograd.grad(loss, patch)[0]
        optimiser.step()
        with torch.no_grad():
            patch.clamp_(0, 1)
    return patch.detach()


def patch_shares(
    net: nn.Module, learn: Digits, shown: Digits, target: int, *, side: int, seed: int
) -> dict[str, float]:
    """Return the share of images of other classes that are answered with the target, by what covers them.

    Nothing; a patch learnt for the target; one learnt for labels in random order; noise, another on each
    image; a square of ink. All lie at the same places.

    Parameters
    ----------
    net
        Returns scores.
    learn, shown
        Images to learn the patches from, and images to put them on.
    target
        Class that the answers shall become.
    side
        Of the square, in pixels.
    seed
        Of all draws.
    """
    away = learn.y != target
    x, seen = learn.x[away], shown.x[shown.y != target]
    chance = torch.Generator().manual_seed(seed)
    mixed = learn.y[away][torch.randperm(len(x), generator=chance)]
    patches = {
        "learnt": learn_patch(net, x, torch.full((len(x),), target), side=side, seed=seed),
        "mixed": learn_patch(net, x, mixed, side=side, seed=seed),
        "noise": torch.rand(len(seen), side, side, generator=chance),
        "ink": torch.ones(side, side),
    }
    covered = {name: put_patch(seen, one, chance.manual_seed(seed)) for name, one in patches.items()}
    with torch.no_grad():
        return {
            name: float((net(images).argmax(1) == target).float().mean())
            for name, images in {"none": seen, **covered}.items()
        }
