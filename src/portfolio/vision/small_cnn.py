"""A small convolutional network, trained from random weights."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.vision.batches import augmented

WIDTHS = (8, 16, 32)
RATE, DECAY, BATCH = 2e-3, 1e-2, 32


class SmallNet(nn.Module):
    """Three convolutions that reduce the image eightfold, mean and largest value of each map, one output."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for inside, outside in zip((1, *WIDTHS), WIDTHS, strict=False):
            step = 2 if inside == 1 else 1
            layers += [nn.Conv2d(inside, outside, 3, step, padding=1, bias=False), nn.BatchNorm2d(outside)]
            layers += [nn.ReLU()] if inside == 1 else [nn.ReLU(), nn.MaxPool2d(2)]
        self.body = nn.Sequential(*layers)
        self.out = nn.Linear(2 * WIDTHS[-1], 1)

    def forward(self, x: Tensor) -> Tensor:  # noqa: D102
        maps = self.body(x)  # (n, 32, side / 8, side / 8)
        scores: Tensor = self.out(torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], dim=1))[:, 0]
        return scores


def train_small(
    images: NDArray[np.float32],
    defective: NDArray[np.bool_],
    *,
    epochs: int,
    augment: bool,
    seed: int,
) -> SmallNet:
    """Return a trained network.

    Parameters
    ----------
    images
        (n, side, side), 0 to 1.
    defective
        (n,).
    epochs
        Passes over the photos.
    augment
        Whether photos are flipped and turned at random.
    seed
        Of the weights, the order and the augmentation.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = SmallNet()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = epochs * -(-len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images), BATCH):
            rows = order[start : start + BATCH]
            pixels = augmented(images[rows], rng) if augment else images[rows]
            scores = network(torch.from_numpy(np.ascontiguousarray(pixels))[:, None])
            target = torch.from_numpy(defective[rows].astype(np.float32))
            loss = nn.functional.binary_cross_entropy_with_logits(scores, target)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return network.eval()


def vote(network: SmallNet, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the probability of a defect in each image.

    Parameters
    ----------
    network
        Trained.
    images
        (n, side, side), 0 to 1.
    """
    with torch.inference_mode():
        parts = [
            torch.sigmoid(network(torch.from_numpy(images[start : start + 256])[:, None])).numpy()
            for start in range(0, len(images), 256)
        ]
    return np.concatenate(parts).astype(np.float64)
