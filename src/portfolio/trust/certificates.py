"""What no attack can do: bounds by intervals, and the radius of a smoothed network.

Sources: Gowal et al. (2018) for intervals, Cohen et al. (2019) for smoothing.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import stats
from torch import Tensor, nn

from portfolio.errors import UsageError

Box = tuple[Tensor, Tensor]


def score_bounds(net: nn.Sequential, x: Tensor, epsilon: float) -> Box:
    """Return bounds of every score over all images within `epsilon`, each of shape (n, classes).

    Parameters
    ----------
    net
        Linear layers and ReLU.
    x
        Images, 0 to 1, shape (n, pixels).
    epsilon
        How far each pixel may move.

    Raises
    ------
    UsageError
        The network has another kind of layer.
    """
    low, high = (x - epsilon).clamp(0, 1), (x + epsilon).clamp(0, 1)
    for layer in net:
        if isinstance(layer, nn.ReLU):
            low, high = low.relu(), high.relu()
        elif isinstance(layer, nn.Linear):
            middle, reach = layer((low + high) / 2), (high - low) / 2 @ layer.weight.abs().T
            low, high = middle - reach, middle + reach
        else:
            raise UsageError(
                "no bounds for this layer", expected="nn.Linear or nn.ReLU", got=type(layer).__name__
            )
    return low, high


def worst_scores(net: nn.Sequential, x: Tensor, y: Tensor, epsilon: float) -> Tensor:
    """Return the lowest score of the true class and the highest of all others, shape (n, classes).

    Parameters
    ----------
    net
        Linear layers and ReLU.
    x
        Images, 0 to 1.
    y
        Their true classes.
    epsilon
        How far each pixel may move.
    """
    low, high = score_bounds(net, x, epsilon)
    is_true = nn.functional.one_hot(y, low.shape[1]).bool()
    return torch.where(is_true, low, high)


def is_certified(net: nn.Sequential, x: Tensor, y: Tensor, epsilon: float) -> NDArray[np.bool_]:
    """Return for each image whether no change within `epsilon` can make the network err.

    Parameters
    ----------
    net
        Linear layers and ReLU.
    x
        Images, 0 to 1.
    y
        Their true classes.
    epsilon
        How far each pixel may move.
    """
    with torch.no_grad():
        worst = worst_scores(net, x, y, epsilon)
        true = worst.gather(1, y[:, None])[:, 0]
        others = worst.scatter(1, y[:, None], -torch.inf).amax(1)
        return np.asarray((true > others).numpy())


def lower_bound(hits: NDArray[np.int64], count: int, error: float) -> NDArray[np.float64]:
    """Return the one-sided lower bound of a share (Clopper and Pearson 1934).

    Parameters
    ----------
    hits
        How many succeeded, shape (n,).
    count
        Of how many.
    error
        Probability that the bound lies above the true share, at most.
    """
    return np.where(hits > 0, stats.beta.ppf(error, hits, count - hits + 1), 0.0)


def smoothed(
    net: nn.Module, x: Tensor, *, sigma: float, draws: int, error: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the answer of the smoothed network to each image, and a radius within which it stays.

    The answer is chosen with a tenth of the draws, the radius with draws of its own. A radius of 0 means
    that the network abstains.

    Parameters
    ----------
    net
        Returns scores.
    x
        Images, shape (n, pixels).
    sigma
        Standard deviation of the noise in each pixel.
    draws
        Noisy copies of each image.
    error
        Probability, for one image, that the radius is not true.
    seed
        Of the noise.

    Returns
    -------
    tuple
        Classes, and radii in Euclidean distance, each of shape (n,).
    """
    chance = torch.Generator().manual_seed(seed)
    answers, hits = np.zeros(len(x), dtype=np.int64), np.zeros(len(x), dtype=np.int64)
    for row, image in enumerate(x):
        first = _votes(net, image, sigma, draws // 10, chance)
        answers[row] = first.argmax()
        hits[row] = _votes(net, image, sigma, draws, chance)[answers[row]]
    share = lower_bound(hits, draws, error)
    return answers, np.where(share > 0.5, sigma * stats.norm.ppf(np.maximum(share, 0.5)), 0.0)


def _votes(
    net: nn.Module, image: Tensor, sigma: float, draws: int, chance: torch.Generator
) -> NDArray[np.int64]:
    noise = sigma * torch.randn(draws, len(image), generator=chance)
    with torch.no_grad():
        scores = net(image + noise)
    return np.bincount(scores.argmax(1).numpy(), minlength=scores.shape[1])
