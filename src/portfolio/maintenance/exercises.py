"""The exercises of the chapter on maintenance, on invented units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises


def ages_by_kind() -> Iterator[Case]:
    """Ask for the age that the other units of its kind choose for each unit."""
    lives, kinds = _lives("abcde", [10, 20, 30, 7, 9]), pd.Series(list("wwwcc"), index=list("abcde"))
    expected = pd.Series([25.0, 20.0, 15.0, 9.0, 7.0], index=list("abcde"))
    yield Case("two kinds", (lives, kinds, _mean), expected)
    lives, kinds = _lives("zxy", [1, 2, 6]), pd.Series(list("kkk"), index=list("zxy"))
    yield Case("one kind", (lives, kinds, _longest), pd.Series([6.0, 6.0, 2.0], index=list("zxy")))


def log_denominators() -> Iterator[Case]:
    """Ask for the sum of the logarithms of the denominators, by Breslow's rule and by Efron's."""
    risk = np.array([1.0, 2.0, 3.0])
    yield Case("one arrest", (risk, np.array([False, True, False])), (np.log(6), np.log(6)))
    both = np.array([True, False, True])
    yield Case("two arrests in one week", (risk, both), (2 * np.log(6), np.log(6 * 4)))
    three = np.array([True, True, True, False])
    yield Case("three", (np.array([1.0, 1, 1, 2]), three), (3 * np.log(5), np.log(5 * 4 * 3)))


def block_path() -> Iterator[Case]:
    """Ask for the rows of a path that is made of blocks of neighbouring days."""
    yield Case("blocks of three days", ([4, 0, 7], 3, 20, 8), np.array([4, 5, 6, 0, 1, 2, 7, 8]))
    yield Case("a block at the end", (np.array([5, 3]), 4, 7, 8), np.array([5, 6, 0, 1, 3, 4, 5, 6]))
    yield Case("single days", (np.array([2, 2, 0]), 1, 3, 3), np.array([2, 2, 0]))


ASKED = Exercises(ages_by_kind, log_denominators, block_path)
check, cases = ASKED.check, ASKED.cases


def _lives(names: str, durations: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"duration": durations, "failed": True}, index=list(names))


def _mean(lives: pd.DataFrame) -> float:
    return float(lives["duration"].mean())


def _longest(lives: pd.DataFrame) -> float:
    return float(lives["duration"].max())
