"""A small network on digits, trained plainly, on attacked or noisy images, or on bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.errors import UsageError
from portfolio.trust.attacks import pgd
from portfolio.trust.certificates import worst_scores

Way = Literal["plain", "attacked", "bounds", "noise"]
HIDDEN, BATCH, RATE, CLASSES = 64, 100, 2e-3, 10


@dataclass(frozen=True)
class Digits:
    """Images and classes of one part.

    Parameters
    ----------
    x
        Pixels, 0 to 1, shape (n, pixels).
    y
        Classes, shape (n,).
    """

    x: Tensor
    y: Tensor

    def __len__(self) -> int:
        return len(self.y)

    def first(self, count: int) -> Digits:
        """Return the first `count` images."""
        return Digits(self.x[:count], self.y[:count])


def digit_parts(
    images: NDArray[np.generic], labels: NDArray[np.generic], sizes: tuple[int, ...], seed: int
) -> tuple[Digits, ...]:
    """Return disjoint parts of the images, drawn at random.

    Parameters
    ----------
    images
        Grey levels from 0 to 255, one image per row.
    labels
        Their digits.
    sizes
        Images in each part.
    seed
        Of the draw.

    Raises
    ------
    UsageError
        The parts ask for more images than there are.
    """
    if sum(sizes) > len(images):
        raise UsageError(
            "the parts do not fit", expected=f"at most {len(images)} images", got=f"{sum(sizes)}"
        )
    order = np.random.default_rng(seed).permutation(len(images))
    pixels = np.asarray(images, dtype=np.float32).reshape(len(images), -1) / 255
    rows = np.split(order[: sum(sizes)], np.cumsum(sizes)[:-1])
    return tuple(
        Digits(torch.from_numpy(pixels[part]), torch.from_numpy(np.asarray(labels)[part].astype(np.int64)))
        for part in rows
    )


def train_net(
    digits: Digits,
    seed: int,
    *,
    way: Way = "plain",
    epsilon: float = 0.1,
    epochs: int = 15,
    hidden: int = HIDDEN,
) -> nn.Sequential:
    """Return a trained network of one hidden layer.

    Parameters
    ----------
    digits
        To learn from.
    seed
        Of the weights, the order and the noise.
    way
        What it learns from: images as they are, attacked in five steps, with Gaussian noise of standard
        deviation `epsilon`, or the worst scores that their bounds allow.
    epsilon
        How far pixels move, reached in equal steps over the first half of the epochs; noise is whole at
        once.
    epochs
        Passes over the images.
    hidden
        Units of the hidden layer.

    Raises
    ------
    UsageError
        The way is not known.
    """
    if way not in get_args(Way):
        raise UsageError("this way of training is not known", expected=", ".join(get_args(Way)), got=way)
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(digits.x.shape[1], hidden), nn.ReLU(), nn.Linear(hidden, CLASSES))
    optimiser = torch.optim.Adam(net.parameters(), lr=RATE)
    for epoch in range(epochs):
        reach = epsilon * min(1.0, 2 * (epoch + 1) / epochs)
        for rows in torch.randperm(len(digits)).split(BATCH):  # type: ignore[no-untyped-call]
            scores = _scores(net, digits.x[rows], digits.y[rows], way, epsilon if way == "noise" else reach)
            loss = nn.functional.cross_entropy(scores, digits.y[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return net.eval()


def poisoned(digits: Digits, share: float, seed: int, pair: tuple[int, int] | None = None) -> Digits:
    """Return the images with a share of their labels made wrong.

    Parameters
    ----------
    digits
        As they are; not changed.
    share
        Of the images, from 0 to 1; with a pair, of the images of its first digit.
    seed
        Of which labels, and what they become.
    pair
        Only images of the first digit get a wrong label, the second; any wrong label for any image if None.
    """
    rng = np.random.default_rng(seed)
    labels = digits.y.numpy().copy()
    open_to = np.arange(len(labels)) if pair is None else np.flatnonzero(labels == pair[0])
    hit = rng.choice(open_to, round(share * len(open_to)), replace=False)
    labels[hit] = (labels[hit] + rng.integers(1, CLASSES, len(hit))) % CLASSES if pair is None else pair[1]
    return Digits(digits.x, torch.from_numpy(labels))


def _scores(net: nn.Sequential, x: Tensor, y: Tensor, way: Way, reach: float) -> Tensor:
    scores: Tensor
    if way == "bounds":
        return worst_scores(net, x, y, reach)
    if way == "attacked":
        x = pgd(net, x, y, reach, steps=5)
    elif way == "noise":
        x = x + reach * torch.randn_like(x)
    scores = net(x)
    return scores
