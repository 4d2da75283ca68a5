"""A network small enough for a web page, and what the page needs to show each layer's answer to a drawing."""

from __future__ import annotations

import base64
import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from portfolio.errors import DataError, UsageError
from portfolio.plotting.widget import widget_bundle

TOOL = "networks/draw_digit"
SIDE, BOX, CLASSES = 28, 20, 10  # MNIST's image, and the box that its digits fill
RATE, BATCH = 1e-2, 50
SURE = 0.8  # an answer with a lower probability is shown as unsure
TIE = 1e-9  # so that two ways of adding round a half the same way
WITHOUT_SCRIPTS = (
    "<p>With scripts, this is a field to draw a digit in: a network with two convolutions, trained in this"
    " chapter, runs on the page and shows the answer of each of its layers.</p>"
)
Floats = NDArray[np.float64]


class DigitNetwork(nn.Module):
    """Two convolutions with pooling and a dense layer: some six thousand weights."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 8, 5), nn.Conv2d(8, 16, 5)
        self.out = nn.Linear(256, CLASSES)

    def layers(self, ink: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the answers of the three layers: (n, 8, 12, 12), (n, 16, 4, 4) and the scores (n, 10)."""
        first = nn.functional.max_pool2d(self.first(ink[:, None]).relu(), 2)
        second = nn.functional.max_pool2d(self.second(first).relu(), 2)
        return first, second, self.out(second.flatten(1))

    def forward(self, ink: Tensor) -> Tensor:  # noqa: D102
        return self.layers(ink)[2]


def train_digits(
    images: NDArray[np.uint8], labels: NDArray[np.int64], *, epochs: int, seed: int
) -> DigitNetwork:
    """Train the network of the page.

    Parameters
    ----------
    images
        Bytes, (n, 28, 28), 255 is ink.
    labels
        (n,).
    epochs
        Passes over the images.
    seed
        Of the weights and the order.
    """
    torch.manual_seed(seed)
    network = DigitNetwork()
    steps = epochs * -(-len(labels) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    x, y = torch.from_numpy(images.astype(np.float32) / 255), torch.from_numpy(labels)
    for _ in range(epochs):
        for rows in torch.split(torch.randperm(len(y)), BATCH):
            loss = nn.functional.cross_entropy(network(x[rows]), y[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return network.eval()


def answers(network: DigitNetwork, ink: NDArray[Any]) -> tuple[Floats, Floats, Floats]:
    """Return what the two convolutions answer, and the probabilities of the ten digits, in double precision.

    Parameters
    ----------
    network
        Trained.
    ink
        (n, 28, 28), from 0 to 1.
    """
    with torch.inference_mode():
        exact = copy.deepcopy(network).double()
        first, second, scores = exact.layers(torch.from_numpy(np.asarray(ink, dtype=np.float64)))
    return first.numpy(), second.numpy(), scores.softmax(1).numpy()


def centred(ink: NDArray[Any]) -> Floats:
    """Return a drawing as MNIST's digits were prepared: fitted into 20 × 20, centre of mass in the middle.

    LeCun, Cortes and Burges describe this on MNIST's page; how they smoothed edges they do not say, here each
    pixel is the mean of the area that it covers. The page does the same.

    Raises
    ------
    DataError
        It is no array of two axes with finite values from 0 to 1.
    """
    given = np.asarray(ink, dtype=np.float64)
    if given.ndim != 2 or not np.isfinite(given).all() or ((given < 0) | (given > 1)).any():
        raise DataError("a drawing", expected="two axes, values from 0 to 1", got=f"shape {given.shape}")
    rows, columns = np.flatnonzero(given.any(1)), np.flatnonzero(given.any(0))
    whole = np.zeros((SIDE, SIDE))
    if not len(rows):
        return whole
    box = given[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, int(np.floor(BOX * side / max(box.shape) + 0.5 + TIE))) for side in box.shape)
    small = _shares(height, box.shape[0]) @ box @ _shares(width, box.shape[1]).T
    top, left = _start(small.sum(1)), _start(small.sum(0))
    whole[top : top + height, left : left + width] = small
    return whole


def _shares(parts: int, length: int) -> Floats:
    """Return which share of each of `length` pixels is in each of `parts` larger or smaller ones."""
    edges = np.arange(parts + 1) * length / parts
    inside = np.arange(length)
    ends = np.minimum(edges[1:, None], inside + 1)
    overlap: Floats = np.maximum(ends - np.maximum(edges[:-1, None], inside), 0) * parts / length
    return overlap


def _start(mass: Floats) -> int:
    """Return where a row of pixels begins, if its centre of mass is to be in the middle of the image."""
    centre = mass @ (np.arange(len(mass)) + 0.5) / mass.sum()
    return int(np.clip(np.floor(SIDE / 2 - centre + 0.5 + TIE), 0, SIDE - len(mass)))


@dataclass(frozen=True, eq=False)
class DigitTool:
    """The data of the tool on the page; a notebook shows it as the last value of a cell.

    Parameters
    ----------
    payload
        Plain data: weights, examples, and from which probability an answer counts as sure.
    """

    payload: dict[str, Any] = field(repr=False)

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        text = "Draw a digit and see each layer's answer: it runs on the page of the book."
        return widget_bundle(TOOL, "Draw a digit", self.payload, fallback=WITHOUT_SCRIPTS, text=text)


def digit_tool(network: DigitNetwork, examples: NDArray[np.uint8]) -> DigitTool:
    """Return the tool that runs a network on the page.

    Parameters
    ----------
    network
        Trained; its weights are sent as they are, in single precision.
    examples
        One image for each digit, (10, 28, 28), that it did not learn from.

    Raises
    ------
    UsageError
        There are not ten examples of 28 × 28 bytes.
    DataError
        A weight is missing or infinite, as after a training that diverged.
    """
    if examples.shape != (CLASSES, SIDE, SIDE) or examples.dtype != np.uint8:
        got = f"{examples.shape} of {examples.dtype}"
        raise UsageError("examples", expected=f"bytes, ({CLASSES}, {SIDE}, {SIDE})", got=got)
    weights = {name: one.detach().numpy() for name, one in network.named_parameters()}
    broken = [name for name, one in weights.items() if not np.isfinite(one).all()]
    if broken:
        raise DataError("weights of the network", expected="finite numbers", got=f"others in {broken[0]}")
    payload = {
        "sure": SURE,
        "weights": {name: _text(one.astype("<f4")) for name, one in weights.items()},
        "examples": [_text(one) for one in examples],
    }
    return DigitTool(payload)


def _text(values: NDArray[Any]) -> str:
    """Return the bytes of an array in base 64."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()
