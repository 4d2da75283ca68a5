"""The exercises of the chapter on energy, on invented readings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises

NAN = float("nan")


def far_rows() -> Iterator[Case]:
    """Ask which rows lie farther than some rows from every testing row."""
    yield Case("one testing row", (_flags("0000100000"), 2), _flags("1100000111"))
    yield Case("testing rows at both ends", (_flags("100000001"), 1), _flags("001111100"))
    yield Case("neighbours that may train", (_flags("01010000"), 0), _flags("10101111"))


def slopes() -> Iterator[Case]:
    """Ask for the slope on the degree days, alone and beside the place in the year."""
    place = np.arange(4)
    warmth = np.array([3.0, 4.0, 1.0, 0.0])
    yield Case("a load that follows the calendar alone", (warmth, place, 9.0 - 2 * place), (1.2, 0.0))
    warmth = np.array([0.0, 2.0, 1.0, 5.0])
    yield Case("a load that follows both", (warmth, place, 1 + 3 * warmth + place), (3 + 7 / 14, 3.0))


def known_mean() -> Iterator[Case]:
    """Ask for the mean of the last readings, each row's own among them."""
    readings = pd.Series([3.0, 6.0, 0.0, 9.0], index=list("abcd"))
    yield Case("three rows", (readings, 3), pd.Series([NAN, NAN, 3.0, 5.0], index=list("abcd")))
    readings = pd.Series([1.0, 3.0, 7.0, 1.0, 2.0])
    yield Case("two rows", (readings, 2), pd.Series([NAN, 2.0, 5.0, 4.0, 1.5]))


ASKED = Exercises(far_rows, slopes, known_mean)
check, cases = ASKED.check, ASKED.cases


def _flags(text: str) -> np.ndarray:
    return np.array([one == "1" for one in text])
