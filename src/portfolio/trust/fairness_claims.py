"""What the intervals of the chapter on fairness claim, each tried on a population of known truth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from portfolio.results import methods
from portfolio.statistics.claims import Claim
from portfolio.trust.gap_coverage import LIKE_COMPAS, NEARLY_EQUAL, Population
from portfolio.trust.group_rates import largest_gap, newcombe

Bounds = tuple[float, float, float]


def difference_of_rates(people: int) -> Callable[[np.random.Generator], Bounds]:
    """Return a repeat: the interval of a difference of false positives, and the true one."""

    def repeat(rng: np.random.Generator) -> Bounds:
        hits, count = LIKE_COMPAS.draw(people, rng)
        (a, b), (n, m) = hits[0].tolist(), count[0].tolist()
        low, high = newcombe((a, b), (n, m))
        return low, high, LIKE_COMPAS.difference

    return repeat


def equalised_odds(population: Population, people: int) -> Callable[[np.random.Generator], Bounds]:
    """Return a repeat: the interval of the equalised odds difference, and the true one."""

    def repeat(rng: np.random.Generator) -> Bounds:
        low, high = largest_gap(*population.draw(people, rng))[1]
        return low, high, population.gap

    return repeat


_RATES = "rates like those of COMPAS"

FAIRNESS_CLAIMS = (
    *(
        Claim(
            f"difference of false positives, {people:,} people in each group",
            methods.NEWCOMBE,
            f"two groups of {people:,} with {_RATES}",
            difference_of_rates(people),
            margin=0.015,
        )
        for people in (30, 100, 1000)
    ),
    *(
        Claim(
            f"equalised odds difference, {people:,} people in each group, {name}",
            methods.LARGEST_GAP,
            f"two groups of {people:,} with {words}",
            equalised_odds(population, people),
            margin=0.015,
            repeats=400,
        )
        for people in (30, 100, 1000)
        for name, words, population in (
            ("both differ", _RATES, LIKE_COMPAS),
            ("hardly any differs", "rates that hardly differ", NEARLY_EQUAL),
        )
    ),
)
