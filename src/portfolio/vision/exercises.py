"""The exercises of the chapter on photos of solar cells, on invented cells."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises


def right_by_type() -> Iterator[Case]:
    """Ask for the share of cells that the commoner label of their type gets right."""
    yield Case("a type that is mostly defective", (np.array(list("aaabb")), _flags("11000")), 0.8)
    yield Case("types of different sizes", (np.array(list("abbb")), _flags("0110")), 0.75)
    yield Case("one type, mostly good", (np.array(list("aaaaaa")), _flags("000001")), 5 / 6)


def recognised() -> Iterator[Case]:
    """Ask for the share of other photos whose nearest learnt photo is of their group."""
    rows, groups = np.array([[0.0], [1.0], [10.0], [11.0], [4.0]]), np.array([0, 0, 1, 1, 1])
    yield Case("a photo between two groups", (rows, groups, _flags("10100")), 2 / 3)
    rows = np.array([[0.0, 0.0], [0.0, 5.0], [1.0, 5.0], [1.0, 0.0], [0.0, 1.0]])
    yield Case("two features", (rows, np.array([0, 1, 1, 1, 1]), _flags("11000")), 1 / 3)


def accuracy_and_cost() -> Iterator[Case]:
    """Ask for the accuracy and the cost of a photo at a threshold."""
    bad, probability = _flags("11000"), np.array([0.9, 0.3, 0.5, 0.1, 0.2])
    yield Case("a probability that equals the threshold", (bad, probability, 0.5, 4.0), (0.6, 1.0))
    yield Case("a lower threshold", (bad, probability, 0.25, 4.0), (0.8, 0.2))
    yield Case("no defect at all", (_flags("00"), np.array([0.6, 0.1]), 0.4, 3.0), (0.5, 0.5))


ASKED = Exercises(right_by_type, recognised, accuracy_and_cost)
check, cases = ASKED.check, ASKED.cases


def _flags(text: str) -> np.ndarray:
    return np.array([one == "1" for one in text])
