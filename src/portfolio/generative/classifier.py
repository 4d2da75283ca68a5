"""A small convolutional digit classifier: the eye through which every generator is judged.

It learns on the same training digits in every notebook, from a seed of its own, so that the numbers of all
families are seen through one and the same eye. Training takes about four seconds on one core.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.errors import DataError
from portfolio.generative.training import reproducible

CLASSES, SIDE, WIDTH = 10, 28, 64
AT_ONCE = 500  # images in a pass
JUDGE_SEED = 0  # never the seed of a notebook: another seed must not change the eye
Floats = NDArray[np.float64]
Pixels = NDArray[np.floating] | Tensor


def as_pictures(images: Pixels, what: str = "images") -> Tensor:
    """Return images as float32 of shape (n, 1, 28, 28), after checking them.

    Parameters
    ----------
    images
        Ink from 0 to 1, shape (n, 784), (n, 28, 28) or (n, 1, 28, 28).
    what
        Names the images in an error.

    Raises
    ------
    DataError
        Another size, no image, a value that is not finite, or one outside 0 to 1.
    """
    pictures = torch.as_tensor(images).detach().to(torch.float32)
    size = tuple(pictures.shape[1:])
    if size not in {(SIDE * SIDE,), (SIDE, SIDE), (1, SIDE, SIDE)}:
        raise DataError(
            f"{what}: size of an image", expected="784, 28 × 28 or 1 × 28 × 28 values", got=size or "none"
        )
    if not len(pictures):
        raise DataError(f"{what}: there is no image")
    if not bool(torch.isfinite(pictures).all()):
        raise DataError(f"{what}: a value is not finite", expected="numbers from 0 to 1")
    low, high = float(pictures.min()), float(pictures.max())
    if low < 0 or high > 1:
        raise DataError(
            f"{what}: values outside 0 to 1",
            expected="0 for paper to 1 for ink",
            got=f"{low:.3g} to {high:.3g}",
            hint="Divide bytes by 255; clip what a generator draws beyond.",
        )
    return pictures.reshape(-1, 1, SIDE, SIDE)


class DigitNet(nn.Module):
    """Two strided convolutions, a layer of 64 features, ten scores."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 16, 5, stride=2, padding=2),
            nn.SiLU(),
            nn.Conv2d(16, 32, 5, stride=2, padding=2),
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(32 * 7 * 7, WIDTH),
            nn.SiLU(),  # a smooth bend leaves no feature dead, and a dead feature sees nothing
        )
        self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(WIDTH, CLASSES))

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the scores (n, 10) of pictures (n, 1, 28, 28)."""
        scores: Tensor = self.head(self.body(pictures))
        return scores


@dataclass(frozen=True, eq=False)
class Classifier:
    """A trained classifier.

    Parameters
    ----------
    net
        The network, in evaluation mode.
    scale
        Features are divided by it: over the training digits their variance is 1 on average.
    """

    net: DigitNet
    scale: float

    def features(self, images: Pixels) -> Floats:
        """Return the features of images, shape (n, 64), float64."""
        return self._apply(self.net.body, images) / self.scale

    def probabilities(self, images: Pixels) -> Floats:
        """Return the probability of each digit, shape (n, 10), float64."""
        scores = torch.from_numpy(self._apply(self.net, images))
        return np.asarray(torch.softmax(scores, 1).numpy())

    def predict(self, images: Pixels) -> NDArray[np.int64]:
        """Return the most probable digit of each image."""
        return np.asarray(self.probabilities(images).argmax(1), dtype=np.int64)

    @staticmethod
    def _apply(module: nn.Module, images: Pixels) -> Floats:
        pictures = as_pictures(images)
        parts = [pictures[start : start + AT_ONCE] for start in range(0, len(pictures), AT_ONCE)]
        with torch.no_grad():
            return torch.cat([module(part) for part in parts]).double().numpy()


def train_classifier(
    images: Pixels, labels: NDArray[np.integer] | Tensor, *, epochs: int = 16, seed: int = JUDGE_SEED
) -> Classifier:
    """Return a classifier trained on labelled digits; the same input gives the same classifier.

    The digits are shifted by up to two pixels while learning. Leave `seed` alone wherever numbers are to be
    compared.

    Raises
    ------
    DataError
        Bad images, another number of labels, a label that is not a digit, or fewer than two digits.
    """
    pictures = as_pictures(images, "training images")
    digits = torch.as_tensor(labels).long()
    _check_labels(digits, len(pictures))
    with reproducible(seed):
        net = _fit(DigitNet(), pictures, digits, epochs).eval()
    spread = Classifier(net, 1.0).features(pictures).var(axis=0).mean()
    return Classifier(net, float(np.sqrt(spread)))


def _check_labels(digits: Tensor, images: int) -> None:
    if len(digits) != images:
        raise DataError("number of labels", expected=images, got=len(digits))
    known = sorted(set(digits.tolist()))
    if known[0] < 0 or known[-1] >= CLASSES:
        raise DataError("a label is not a digit", expected="0 to 9", got=f"{known[0]} to {known[-1]}")
    if len(known) < 2:
        raise DataError(
            "a classifier needs at least two digits",
            got=f"only {known[0]}",
            hint="Take more of the data.",
        )


def _fit(net: DigitNet, pictures: Tensor, digits: Tensor, epochs: int, batch: int = 50) -> DigitNet:
    steps = epochs * -(-len(pictures) // batch)
    optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    net.train()
    for _ in range(epochs):
        for rows in torch.chunk(torch.randperm(len(pictures)), steps // epochs):
            loss = nn.functional.cross_entropy(net(_shifted(pictures[rows])), digits[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return net


def _shifted(pictures: Tensor) -> Tensor:
    """Return each picture moved by up to two pixels each way."""
    moves = torch.randint(-2, 3, (2, len(pictures), 1))
    place = torch.arange(SIDE)
    rows, columns = (
        (place + move) % SIDE for move in moves
    )  # (n, 28) each; the margin is paper, so it may wrap
    own = torch.arange(len(pictures))[:, None, None]
    return pictures[:, 0][own, rows[:, :, None], columns[:, None, :]][:, None]
