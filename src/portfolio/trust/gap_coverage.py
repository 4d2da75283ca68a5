"""How often intervals of group rates cover the truth, tried on people who are drawn from known rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.statistics.means import wilson, within_standard_errors
from portfolio.trust.group_rates import bootstrap_gap, largest_gap, newcombe


@dataclass(frozen=True)
class Population:
    """Two groups: how often the event comes, and how often it is foreseen rightly and wrongly.

    Parameters
    ----------
    prevalence
        Share for whom the event comes, of each group.
    false_positives, true_positives
        Share flagged of those for whom it does not come, and of those for whom it does, of each group.
    """

    prevalence: tuple[float, float]
    false_positives: tuple[float, float]
    true_positives: tuple[float, float]

    @property
    def gap(self) -> float:
        """Return the true equalised odds difference."""
        rates = np.array([self.false_positives, self.true_positives])
        return float(np.abs(rates @ [1, -1]).max())

    @property
    def difference(self) -> float:
        """Return the true difference of false positives."""
        return self.false_positives[0] - self.false_positives[1]

    def draw(self, people: int, rng: np.random.Generator) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Return flagged and all people by outcome and group, shape (2, 2) each, `people` in each group."""
        come = np.clip(rng.binomial(people, self.prevalence), 1, people - 1)
        all_of = np.array([people - come, come])
        return rng.binomial(all_of, [self.false_positives, self.true_positives]), all_of


LIKE_COMPAS = Population((0.49, 0.39), (0.35, 0.22), (0.66, 0.50))
NEARLY_EQUAL = Population((0.49, 0.39), (0.32, 0.30), (0.62, 0.58))
RARE = Population((0.30, 0.11), (0.10, 0.03), (0.60, 0.50))
POPULATIONS = {"like COMPAS": LIKE_COMPAS, "nearly equal": NEARLY_EQUAL, "rare": RARE}


def coverage(
    population: Population, people: int, repeats: int, draws: int, rng: np.random.Generator
) -> pd.Series:
    """Return the share of samples whose intervals cover the truth, by method, and how far the gap is off.

    Parameters
    ----------
    population
        With known rates.
    people
        In each group.
    repeats
        Samples.
    draws
        Of the naive bootstrap.
    rng
        Source of chance.
    """
    rows = []
    for _ in range(repeats):
        hits, count = population.draw(people, rng)
        (a, b), (n, m) = hits[0].tolist(), count[0].tolist()
        share, other = a / n, b / m
        error = np.sqrt(share * (1 - share) / n), np.sqrt(other * (1 - other) / m)
        drawn = bootstrap_gap(hits, count, draws, rng)
        seen, inverted = largest_gap(hits, count)
        intervals = {
            "rate, standard error": (within_standard_errors(share, error[0]), population.false_positives[0]),
            "rate, Wilson": (wilson(a, n), population.false_positives[0]),
            "difference, standard error": (
                within_standard_errors(share - other, float(np.hypot(*error))),
                population.difference,
            ),
            "difference, Newcombe": (newcombe((a, b), (n, m)), population.difference),
            "largest gap, bootstrap": (tuple(np.percentile(drawn, [2.5, 97.5])), population.gap),
            "largest gap, inverted": (inverted, population.gap),
        }
        row = {name: 100.0 * (low <= truth <= high) for name, ((low, high), truth) in intervals.items()}
        rows.append(row | {"bias": 100 * (seen - population.gap), "bias drawn": 100 * (drawn.mean() - seen)})
    return pd.DataFrame(rows).mean()
