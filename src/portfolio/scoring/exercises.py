"""The exercises of the chapter on scoring, on invented applicants."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises

BAD = np.array([0, 0, 1, 0, 1, 0])
PROBABILITY = np.array([0.05, 0.22, 0.15, 0.1, 0.8, 0.6])


def cost_left() -> Iterator[Case]:
    """Ask for the cost at the theoretical cut-off, relative to the better decision without a model."""
    yield Case("a missed bad payer worth four good ones", (BAD, PROBABILITY, 4.0), 6 / 4)
    yield Case("a missed bad payer worth one good one", (BAD, PROBABILITY, 1.0), 2 / 2)
    yield Case("a model that helps", (BAD, 1 - np.array([1, 1, 0, 0.6, 0, 1]), 9.0), 1 / 4)


def half_widths() -> Iterator[Case]:
    """Ask for half the width of the naive and of the corrected interval over folds."""
    t_of_three, t_of_one = 3.182446305284263, 12.706204736432095
    naive = t_of_three * np.sqrt(5 / 3) / 2
    yield Case("four folds", (np.array([1.0, 2, 3, 4]), 1 / 3), (naive, naive * np.sqrt(1 + 4 / 3)))
    yield Case("two folds", (np.array([0.1, 0.3]), 1.0), (t_of_one * 0.1, t_of_one * 0.1 * np.sqrt(3)))


def cheapest_cost() -> Iterator[Case]:
    """Ask for the lowest mean cost that any cut-off reaches."""
    yield Case("a cut-off in between", (BAD, PROBABILITY, 2.0), 2 / 6)
    yield Case("bad payers that are dear", (BAD, 1 - PROBABILITY, 50.0), 4 / 6)
    yield Case("bad payers that are cheap", (BAD, 1 - PROBABILITY, 0.5), 1 / 6)
    yield Case("ties", (np.array([1, 0, 1]), np.array([0.5, 0.2, 0.5]), 3.0), 0.0)


ASKED = Exercises(cost_left, half_widths, cheapest_cost)
check, cases = ASKED.check, ASKED.cases
