"""The exercises of the chapter on networks, on small invented cases."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises


def gradient_by_differences() -> Iterator[Case]:
    """Ask for the gradient of a function of several numbers by central differences."""
    yield Case("a cubic", (_cubic, np.array([1.0, -2.0, 0.5]), 1e-4), np.array([3.0, 12.0, 0.75]))
    yield Case("a product", (_product, np.array([2.0, 3.0]), 1e-4), np.array([3.0, 2.0]))
    yield Case("a large step", (_cubic, np.array([1.0]), 1.0), np.array([4.0]))


def share_with_relatives() -> Iterator[Case]:
    """Ask for the share of test sequences that share a run of letters with a learnt one."""
    yield Case("one of three", (["AAACCC"], ["GGAAAG", "CCGGTT", "TTTTTT"], 3), 1 / 3)
    yield Case("in the middle of both", (["GATTACA", "CCCC"], ["TTATTAT", "CCCC"], 4), 1.0)
    yield Case("letters in another order", (["ACGT"], ["TGCA", "ACGA", "AACG", "GGGG"], 3), 0.5)
    yield Case("the same end, but shorter", (["GGAC"], ["TTAC", "GGAT"], 3), 0.5)
    yield Case("the last letters only", (["CCGAT", "TT"], ["AAGAT", "ATTA"], 3), 0.5)


def clip() -> Iterator[Case]:
    """Ask for gradients scaled down together where their common norm passes a limit."""
    yield Case(
        "two arrays, too long", ([np.array([3.0]), np.array([4.0])], 1.0), [np.array([0.6]), np.array([0.8])]
    )
    yield Case("short enough", ([np.array([0.3, 0.4])], 1.0), [np.array([0.3, 0.4])])
    yield Case(
        "with a negative value",
        ([np.array([[-6.0]]), np.array([8.0])], 5.0),
        [np.array([[-3.0]]), np.array([4.0])],
    )


ASKED = Exercises(gradient_by_differences, share_with_relatives, clip)
check, cases = ASKED.check, ASKED.cases


def _cubic(x: np.ndarray) -> float:
    return float((x**3).sum())


def _product(x: np.ndarray) -> float:
    return float(x.prod())
