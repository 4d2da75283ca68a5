"""Inputs that nobody knows: each a distribution, with the source or the assumption behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.stats import qmc

from portfolio.errors import DataError

Z95 = 1.959963984540054  # half a 95 % interval of a normal distribution, in standard deviations


@dataclass(frozen=True)
class Pert:
    """A beta distribution from three points: smallest, most likely and largest (Malcolm et al. 1959).

    Raises
    ------
    DataError
        The three points are not in order, or the outer two are equal.

    Examples
    --------
    >>> round(Pert(0.0, 3.0, 12.0).mean, 2)
    4.0
    """

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not (self.low <= self.likely <= self.high and self.low < self.high):
            points = (self.low, self.likely, self.high)
            raise DataError(
                "a three-point estimate", expected="low <= likely <= high, low < high", got=points
            )

    @property
    def mean(self) -> float:
        """The likely value counts four times."""
        return (self.low + 4 * self.likely + self.high) / 6

    def ppf(self, share: ArrayLike) -> NDArray[np.float64]:
        """Return the value below which a share of the outcomes lies."""
        width = self.high - self.low
        first = 1 + 4 * (self.likely - self.low) / width
        second = 1 + 4 * (self.high - self.likely) / width
        return np.asarray(self.low + width * stats.beta.ppf(share, first, second))


@dataclass(frozen=True)
class Normal:
    """A normal distribution, given by the ends of its 95 % interval."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """The middle of the interval."""
        return (self.low + self.high) / 2

    @property
    def sd(self) -> float:
        """The standard deviation that the interval implies."""
        return (self.high - self.low) / (2 * Z95)

    def ppf(self, share: ArrayLike) -> NDArray[np.float64]:
        """Return the value below which a share of the outcomes lies."""
        return np.asarray(stats.norm.ppf(share, self.mean, self.sd))


@dataclass(frozen=True)
class Tailed:
    """Mostly `usual`, and with a small probability the one disaster `tail`, which is the largest value."""

    usual: Pert
    tail: float
    probability: float

    @property
    def mean(self) -> float:
        """The mean of both parts, each with its probability."""
        return (1 - self.probability) * self.usual.mean + self.probability * self.tail

    def ppf(self, share: ArrayLike) -> NDArray[np.float64]:
        """Return the value below which a share of the outcomes lies."""
        share = np.asarray(share)
        usual = self.usual.ppf(np.minimum(share / (1 - self.probability), 1))
        return np.where(share < 1 - self.probability, usual, self.tail)


@dataclass(frozen=True)
class Input:
    """One input of the value: its distribution, its unit, and where its figures come from."""

    name: str
    distribution: Pert | Normal | Tailed
    unit: str
    source: str


def uniforms(columns: int, power: int, seed: int) -> NDArray[np.float64]:
    """Return 2**power points of a scrambled Sobol sequence, strictly between 0 and 1."""
    points = qmc.Sobol(columns, seed=seed).random_base2(power)
    return np.asarray(np.clip(points, 1e-9, 1 - 1e-9))


def draw(inputs: Sequence[Input], power: int, seed: int) -> pd.DataFrame:
    """Return 2**power draws, one column for each input; the inputs are independent."""
    return transform(inputs, uniforms(len(inputs), power, seed))


def transform(inputs: Sequence[Input], shares: NDArray[np.float64]) -> pd.DataFrame:
    """Return the values of the inputs at the given shares, one column each."""
    return pd.DataFrame({one.name: one.distribution.ppf(shares[:, at]) for at, one in enumerate(inputs)})


def input_table(inputs: Sequence[Input]) -> pd.DataFrame:
    """Return what is declared: the middle nine tenths, the mean, and where the figures come from."""
    rows = {}
    for one in inputs:
        low, high = one.distribution.ppf(np.array([0.05, 0.95]))
        rows[one.name] = [low, one.distribution.mean, high, one.unit, one.source]
    columns = ["5 % below", "mean", "5 % above", "unit", "source"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
