"""The exercises of the chapter on drift and season, on invented numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case


def limit_for() -> Iterator[Case]:
    """Ask for the lowest limit, one of the peaks, above which at most a share of the peaks lies."""
    yield Case("one of ten may be above", (np.arange(10.0), 0.1), 8.0)
    yield Case("none may be above", (np.array([3.0, 1.0, 2.0]), 0.0), 3.0)
    yield Case("ties", (np.array([5.0, 1.0, 5.0, 2.0]), 0.25), 5.0)
    yield Case("a share that does not divide", (np.array([4.0, 8.0, 6.0, 2.0]), 0.3), 6.0)


def shift_of() -> Iterator[Case]:
    """Ask by how many places columns must be rolled to the right to go with each other as before."""
    for name, places, seed in (("one place", 1, 0), ("three places", 3, 1), ("none", 0, 2)):
        rng = np.random.default_rng(seed)
        rows = rng.normal(size=(800, 5)) @ np.tril(rng.uniform(0.2, 1.5, (5, 5)))
        before, after = rows[:400], np.roll(rows[400:], -places, axis=1)
        yield Case(name, (before, 7 - 2 * after if places == 3 else after), places)


def seen_before() -> Iterator[Case]:
    """Ask which rows repeat an earlier row in all columns."""
    frame = pd.DataFrame({"a": [1, 1, 1, 2, 1], "b": [0, 1, 0, 0, 1]}, index=list("vwxyz"))
    yield Case("two repeat", (frame,), pd.Series([False, False, True, False, True], index=list("vwxyz")))
    yield Case(
        "a row three times", (frame.iloc[[0, 2, 0]],), pd.Series([False, True, True], index=list("vxv"))
    )
    yield Case("none repeats", (frame.iloc[:2],), pd.Series([False, False], index=list("vw")))


DRIFT = (limit_for, shift_of, seen_before)
