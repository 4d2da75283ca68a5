"""The exercises of the chapter on explanations, on invented numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case


def share_changed() -> Iterator[Case]:
    """Ask for the share of rows whose largest contribution belongs to another column."""
    first = np.array([[0.5, 0.1, -0.9], [0.2, 0.4, 0.1], [0.3, -0.6, 0.2], [0.1, 0.0, 0.9]])
    second = np.array([[0.4, 0.6, -0.1], [0.1, 0.9, -1.0], [0.2, -0.1, 0.1], [0.8, 0.1, 0.3]])
    yield Case("large contributions that speak for the applicant", (first, second), 0.5)
    yield Case("the same explanation twice", (first, first), 0.0)
    yield Case("one of three rows", (first[:3], first[[0, 2, 2]]), 1 / 3)
    swapped = np.array([[0.5, -0.9, 0.1], [0.1, 0.4, 0.2], [0.3, 0.2, -0.6], [0.0, 0.1, 0.9]])
    yield Case("the same reasons, the others in another order", (first, swapped), 0.0)
    yield Case("three of four rows", (first, -first[:, ::-1] - 1), 0.75)


def impossible() -> Iterator[Case]:
    """Ask for the share of mixed rows in which one column exceeds another."""
    others = np.array([[1.0, 5.0], [4.0, 4.0], [9.0, 10.0], [2.0, 3.0]])
    yield Case("equal values are possible", (np.array([4.0, 4.0]), others, 0, 1), 0.25)
    yield Case("a small person", (np.array([1.0, 1.5]), others, 0, 1), 0.375)
    yield Case(
        "columns in another order", (np.array([7.0, 0.5, 6.0]), np.c_[others, [8, 0, 1, 6]], 2, 0), 0.5
    )
    yield Case("a person between the others", (np.array([3.5, 8.0]), others, 0, 1), 0.25)


def draws_needed() -> Iterator[Case]:
    """Ask how many draws make a bar of 1.96 standard errors short enough."""
    pilot = np.array([1.0, 2.0, 4.0, 9.0])
    for reach in (1.0, 0.5, 3.0):
        wanted = int(np.ceil((1.96 * np.sqrt(38 / 3) / reach) ** 2))  # the squares sum to 38
        yield Case(f"a reach of {reach}", (pilot, reach), wanted)
    yield Case("a pilot of two", (np.array([0.0, 0.1]), 0.01), 193)


EXPLANATIONS = (share_changed, impossible, draws_needed)
