"""The exercises of the chapter on the sales of a shop, on invented weeks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case


def croston_forecast() -> Iterator[Case]:
    """Ask for Croston's forecast of pieces a week after the last week."""
    yield Case("two sales", (np.array([0.0, 4, 0, 0, 8]), 0.5), 6 / 2.5)
    yield Case("a week without a sale changes nothing", (np.array([0.0, 4, 0, 0, 8, 0, 0]), 0.5), 6 / 2.5)
    yield Case("sold in each week", (np.array([2.0, 4, 4]), 0.25), 2.875)
    yield Case("no sale so far", (np.array([0.0, 0, 0]), 0.1), 0.0)


def ols_reconciled() -> Iterator[Case]:
    """Ask for forecasts of all series, projected onto those that add up."""
    summing = np.array([[1.0, 1], [1, 0], [0, 1]])
    yield Case("a total that is larger", (summing, np.array([9.0, 3, 3])), np.array([8.0, 4, 4]))
    yield Case("what adds up stays", (summing, np.array([7.0, 5, 2])), np.array([7.0, 5, 2]))
    three = np.vstack([np.ones(3), np.eye(3)])
    yield Case("three articles", (three, np.array([2.0, 2, 2, 2])), np.array([3.0, 1, 1, 1]))


def rmsse() -> Iterator[Case]:
    """Ask for the root mean squared error in units of that of "as the week before", once sold."""
    yield Case("before the first sale", (np.array([3.0, -1]), np.array([0.0, 0, 3, 4, 4])), np.sqrt(10))
    yield Case("sold from the start", (np.array([0.0, 2, 2]), np.array([1.0, 3, 0, 2])), np.sqrt(8 / 17))
