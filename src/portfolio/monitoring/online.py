"""Logistic regression that learns from one row at a time, and is tested on each row before that."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class OnlineLogistic:
    """Logistic regression by stochastic gradient on columns scaled by their running mean and deviation.

    Parameters
    ----------
    width
        Number of columns.
    rate
        Length of a step.
    """

    width: int
    rate: float = 0.01
    rows: int = 0
    bias: float = 0.0
    mean: Floats = field(init=False)
    squares: Floats = field(init=False)
    weights: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Start from zero."""
        self.mean, self.squares, self.weights = (np.zeros(self.width) for _ in range(3))

    def scaled(self, row: Floats) -> Floats:
        """Return a row less the running mean, in running deviations; zero where nothing has varied yet."""
        spread = np.sqrt(self.squares / max(self.rows, 1))
        return np.divide(row - self.mean, spread, out=np.zeros(self.width), where=spread > 0)

    def probability(self, row: Floats) -> float:
        """Return the probability of class one."""
        return float(1 / (1 + np.exp(-(self.weights @ self.scaled(row) + self.bias))))

    def learn(self, row: Floats, label: float) -> None:
        """Take one row into the running moments (Welford 1962), then take one step down the log loss.

        Parameters
        ----------
        row
            The columns.
        label
            Its class, 0 or 1.
        """
        self.rows += 1
        off = row - self.mean
        self.mean = self.mean + off / self.rows
        self.squares = self.squares + off * (row - self.mean)
        error = self.probability(row) - label
        self.weights = self.weights - self.rate * error * self.scaled(row)
        self.bias -= self.rate * error


def progressive(rows: Floats, labels: Floats, rate: float = 0.01) -> Floats:
    """Return the probability of each row, predicted before the row is learnt from.

    Parameters
    ----------
    rows, labels
        In the order of the stream.
    rate
        Length of a step.
    """
    model, found = OnlineLogistic(rows.shape[1], rate), np.empty(len(rows))
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        found[number] = model.probability(row)
        model.learn(row, label)
    return found
