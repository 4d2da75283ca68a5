"""The exercises of the chapter on segmentation, on invented customers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises


def last_stable() -> Iterator[Case]:
    """Ask for the largest number of segments before the first that breaks the rule."""
    low = [0.95, 0.9, 0.5, 0.99]
    table = pd.DataFrame({"low": low, "smallest": [0.3, 0.2, 0.1, 0.1]}, index=[2, 3, 4, 5])
    yield Case("a later number that passes again", (table, 0.85, 0.03), 3)
    yield Case("a limit that is just reached", (table, 0.5, 0.1), 5)
    yield Case("a tiny segment", (table, 0.4, 0.25), 2)
    table = pd.DataFrame({"low": [0.6, 0.7, 0.9], "smallest": [0.3, 0.2, 0.1]}, index=[2, 3, 4])
    yield Case("a rule that the first one breaks", (table, 0.8, 0.05), 4)


def later_purchases() -> Iterator[Case]:
    """Ask for the later purchases of each customer who was known on the earlier day."""
    rows = "b 01, b 10, b 11, b 20, c 02, a 10, a 12, d 15, b 21, a 25"
    expected = pd.Series({"a": 1, "b": 2, "c": 0})
    yield Case("purchases on both days", (_purchases(rows), _day("10"), _day("20")), expected)
    rows = "y 03, x 01, x 05, x 06, z 04, y 30"
    expected = pd.Series({"x": 2, "y": 0})
    yield Case("other days", (_purchases(rows), _day("03"), _day("06")), expected)


def furthest() -> Iterator[Case]:
    """Ask for the position of the indicator that is furthest from its simulated mean, at each check."""
    futures = np.array([[[1.0, 8, 0], [5, 0, 9]], [[3.0, 6, -1], [5, 2, 7]]])  # two futures, two checks
    foreseen = np.array([[2.0, 4, 4], [5, 4, 6]])
    yield Case("one below and one above", (futures, foreseen, np.ones((2, 3))), np.array([2, 1]))
    spread = np.array([[1.0, 1, 3], [1, 3, 1]])
    yield Case("indicators with spreads of their own", (futures, foreseen, spread), np.array([1, 2]))
    swinging = np.array([[[9.0, 1, 0]], [[-9.0, 1, 0]], [[0.0, 1, 0]]])
    yield Case("futures that cancel", (swinging, np.zeros((1, 3)), np.ones((1, 3))), np.array([1]))


ASKED = Exercises(last_stable, later_purchases, furthest)
check, cases = ASKED.check, ASKED.cases


def _day(day: str) -> pd.Timestamp:
    return pd.Timestamp(f"1997-01-{day}")


def _purchases(rows: str) -> pd.DataFrame:
    pairs = [row.split() for row in rows.split(", ")]
    return pd.DataFrame({"customer": [one for one, _ in pairs], "date": [_day(day) for _, day in pairs]})
