"""One photo inspected: features, a linear head, and whether it is like the photos that were learnt from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from portfolio.datasets.pictures import FORMATS, Picture
from portfolio.errors import ModelFileError
from portfolio.results import Field, Signature
from portfolio.vision.lite0 import Lite0, as_input, fold_batch_norm

Floats = NDArray[np.float64]
ARTEFACT = "cell_defect"
SIDE = 300  # of the photos that it learnt from
FAR = 0.995  # share of photos it did not learn from that are nearer than the limit
SAME = 1e-3  # of the answers to the example, whatever the processor
SHAPES = 2  # pictures of the example


@dataclass(frozen=True)
class Verdict:
    """What is said of a picture.

    Parameters
    ----------
    probability
        Of a defect; None of a picture that is unlike the training photos.
    rejected
        Whether the cell is to be rejected at this cost.
    unlike
        Why it is unlike the training photos; empty if it is not.
    """

    probability: float | None
    rejected: bool
    unlike: str


def head_of(model: Pipeline, known: Floats, side: int) -> dict[str, NDArray[np.float64]]:
    """Return the tensors that an inspector needs.

    Parameters
    ----------
    model
        Fitted: a scaler, then a logistic regression on the mean maps of the network's head.
    known
        Features of cells that the model did not learn from; they set how far a picture may lie off.
    side
        Pixels of a side, as the network sees them.
    """
    scaler, regression = model[0], model[-1]
    assert isinstance(regression, LogisticRegression)
    off = _distance(known, scaler.mean_, scaler.scale_)
    return {
        "mean": scaler.mean_,
        "scale": scaler.scale_,
        "weight": regression.coef_[0],
        "intercept": regression.intercept_,
        "limit": np.quantile(off, FAR, keepdims=True),
        "side": np.array([float(side)]),
    }


def _distance(features: Floats, mean: Floats, scale: Floats) -> Floats:
    """Return how far each row lies off: the root of the mean square of its standardised features."""
    found: Floats = np.sqrt((((features - mean) / scale) ** 2).mean(axis=1))
    return found


class Inspector:
    """The network with a fitted head.

    Parameters
    ----------
    network
        With its published weights.
    head
        Tensors, as `head_of` made them.
    """

    def __init__(self, network: Lite0, head: Mapping[str, NDArray[np.float64]]) -> None:
        if set(head) != {"mean", "scale", "weight", "intercept", "limit", "side"}:
            raise ModelFileError("the head of an inspector", got=", ".join(sorted(head)))
        self.network, self.head = fold_batch_norm(network), dict(head)

    def features(self, grey: NDArray[np.uint8]) -> Floats:
        """Return the mean maps of the head: (1, 1280)."""
        whole = as_input(grey[None], SIDE)[:, :1].numpy()[0, 0] * 128.0 + 127.0
        with torch.inference_mode():
            maps = self.network.maps(as_input(whole[None], int(self.head["side"][0])))
        found: Floats = maps[-1].mean((2, 3)).numpy().astype(np.float64)
        return found

    def probability(self, features: Floats) -> float:
        """Return the probability of a defect."""
        row = ((features - self.head["mean"]) / self.head["scale"])[0]
        score = row @ self.head["weight"] + self.head["intercept"][0]
        return float(1 / (1 + np.exp(-score)))

    def inspect(self, picture: Picture, missed: float) -> Verdict:
        """Return what is to be said of a picture.

        Parameters
        ----------
        picture
            As `read_picture` returns it.
        missed
            Cost of a missed defect, in false alarms: the cell is rejected from a probability of one in one
            more than that.
        """
        if picture.coloured:
            return Verdict(None, False, "coloured")
        height, width = picture.grey.shape
        if max(height, width) > 1.2 * min(height, width):
            return Verdict(None, False, "not square")
        features = self.features(picture.grey)
        if _distance(features, self.head["mean"], self.head["scale"])[0] > self.head["limit"][0]:
            return Verdict(None, False, "unlike the cells")
        probability = self.probability(features)
        return Verdict(probability, probability >= 1 / (1 + missed), "")


def drawn_picture(number: int) -> NDArray[np.uint8]:
    """Return a picture made by a formula, to try whether an inspector still says what it said."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    waves = np.sin(2 * np.pi * (3 + number) * rows) * np.cos(2 * np.pi * (2 + number) * columns)
    return np.asarray(110 + 60 * waves, dtype=np.uint8)


def example_answers(inspector: Inspector) -> list[float]:
    """Return the probabilities of the drawn pictures."""
    return [inspector.probability(inspector.features(drawn_picture(number))) for number in range(SHAPES)]


def check_answers(inspector: Inspector, description: Mapping[str, Any]) -> None:
    """Raise `ModelFileError` unless an inspector says of the example what was written down with it.

    Parameters
    ----------
    inspector
        As it was loaded.
    description
        Of its artefact.
    """
    expected = description["example"]["answers"]
    gaps = [abs(one - two) for one, two in zip(example_answers(inspector), expected, strict=True)]
    if not gaps or max(gaps) > SAME:
        raise ModelFileError("the inspector says something else of its example", expected=expected)


def picture_signature() -> Signature:
    """Return what an inspector reads: a file in one of the known formats."""
    return Signature((Field("format", "text", "format of the picture's file", levels=FORMATS),))


def example_rows() -> pd.DataFrame:
    """Return one row for each drawn picture of the example."""
    return pd.DataFrame({"format": ["PNG"] * SHAPES})
