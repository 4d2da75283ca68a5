"""The exercises of the chapter on scoping, on invented projects."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises


def present_value() -> Iterator[Case]:
    """Ask for today's worth of payments at the ends of years."""
    yield Case("two payments", ([110.0, 242.0], 0.1), 100 + 200)
    yield Case("three payments and a loss among them", ([2.0, -4.0, 8.0], 1.0), 1 - 1 + 1)
    yield Case("no discount", ([5.0, 5.0, 5.0], 0.0), 15)


def pilot_readings() -> Iterator[Case]:
    """Ask for the readings of pilots that are some times as large."""
    truth, noise = np.array([1.0, 2.0, 3.0]), np.array([0.5, -1.0, 0.0])
    yield Case("a pilot four times as large", (truth, 2.0, 4, noise), np.array([1.5, 1.0, 3.0]))
    yield Case("a smaller pilot", (truth[:2], 0.1, 0.25, noise[:2]), np.array([1.1, 1.8]))


def mean_excess() -> Iterator[Case]:
    """Ask for the mean of the sum of the stories, less the sum of their likely sizes."""
    stories = pd.DataFrame({"low": [1.0, 2.0], "likely": [2.0, 5.0], "high": [9.0, 8.0]})
    yield Case("two stories, one of them skewed", (stories,), 1.0)
    stories = pd.DataFrame({"low": [0.0, 1, 3], "likely": [4.0, 1, 3], "high": [5.0, 7, 12]})
    yield Case("three stories", (stories,), -0.5 + 1.0 + 1.5)


ASKED = Exercises(present_value, pilot_readings, mean_excess)
check, cases = ASKED.check, ASKED.cases
