"""The exercises of the chapter on attacks, on invented numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case


def smallest_reach() -> Iterator[Case]:
    """Ask how far each feature must move to bring a linear score to zero."""
    yield Case("a positive score", (np.array([1.0, -2.0, 1.0]), 0.5, np.array([1.0, 0.0, 0.5])), 0.5)
    yield Case("a negative score", (np.array([2.0, 2.0]), -3.0, np.array([0.5, 0.5])), 0.25)
    yield Case("on the boundary", (np.array([3.0, -1.0]), 1.0, np.array([0.0, 1.0])), 0.0)


def fooled() -> Iterator[Case]:
    """Ask for the share of right answers that an attack turned wrong."""
    yield Case("some were wrong before", (_flags("11110"), _flags("10010")), 0.5)
    yield Case("an error that became right", (_flags("1100"), _flags("0110")), 0.5)
    yield Case("nothing happened", (_flags("101"), _flags("101")), 0.0)
    yield Case("all of a few", (_flags("10000"), _flags("00000")), 1.0)


def undecided() -> Iterator[Case]:
    """Ask for the share of images that withstand the attacks without a certificate."""
    yield Case("all three kinds", (_flags("111100"), _flags("110000")), 1 / 3)
    yield Case("attacks and bounds agree", (_flags("1100"), _flags("1100")), 0.0)
    yield Case("no certificate", (_flags("10111"), _flags("00000")), 0.8)


ATTACKS = (smallest_reach, fooled, undecided)


def _flags(text: str) -> np.ndarray:
    return np.array([one == "1" for one in text])
