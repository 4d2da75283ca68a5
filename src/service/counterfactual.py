"""What would have to change: the smallest changes of one or two columns that turn a decision around.

A column moves over the values that occur in the reference population, so nothing outside its observed range
is ever proposed, and only columns that the model declares as changeable move. How far a value moves is the
share of the population that it passes. Each change was decided by the model itself, not by a stand-in for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portfolio.scoring.row_scorer import RowScorer, Value

PAIR_STEPS = 32  # values of each of two columns that move together; one that moves alone takes every value
_CHUNK = 256  # rows at a time, so that a small change ends the search

Floats = NDArray[np.float64]


class Move(NamedTuple):
    """One column and its other value."""

    column: str
    before: float
    after: float


@dataclass(frozen=True)
class Counterfactual:
    """A change that turns the decision around.

    Parameters
    ----------
    moves
        One or two columns.
    distance
        Share of the population passed, added over the columns.
    probability
        Of a bad outcome, after the change.
    """

    moves: tuple[Move, ...]
    distance: float
    probability: float


class _Steps(NamedTuple):
    """Where a column may go: its other values, and how far each is."""

    column: str
    place: int
    before: float
    values: Floats
    distance: Floats


def counterfactuals(
    scorer: RowScorer,
    row: Sequence[Value],
    actions: Sequence[str],
    population: Mapping[str, Sequence[Value]],
    cost_ratio: float | None = None,
) -> list[Counterfactual]:
    """Return the smallest change for each column and for each pair of columns that has one, smallest first.

    A pair is returned only where it takes less than either of its columns alone. Someone who is accepted
    moves the other way: the answer is how far it is to a refusal.

    Parameters
    ----------
    scorer
        Which decides.
    row
        The applicant, in the order of the scorer's columns.
    actions
        Columns that can change; a leading `-` or `+` gives the only direction in which a refused applicant
        moves.
    population
        Values of the reference population by column.
    cost_ratio
        At which is decided; see `RowScorer.cutoff_at`.
    """
    refused = bool(scorer.decide([row], cost_ratio).refused[0])
    steps = [one for action in actions if (one := _steps(scorer, row, action, population, refused))]
    search = _Search(scorer, row, refused, cost_ratio)
    alone = {one.column: found for one in steps if (found := search.alone(one))}
    pairs = []
    for one, two in combinations(steps, 2):
        least = min(
            (alone[name].distance for name in (one.column, two.column) if name in alone), default=math.inf
        )
        if found := search.together(one, two, least):
            pairs.append(found)
    return sorted([*alone.values(), *pairs], key=lambda found: (found.distance, len(found.moves)))


class _Search:
    """Try changes of one applicant, the smallest first."""

    def __init__(
        self, scorer: RowScorer, row: Sequence[Value], refused: bool, cost_ratio: float | None
    ) -> None:
        self._scorer, self._row, self._refused, self._ratio = scorer, list(row), refused, cost_ratio

    def alone(self, steps: _Steps) -> Counterfactual | None:
        """Return the smallest move of one column that is enough."""
        order = np.argsort(steps.distance, kind="stable")
        tried = [((steps, float(steps.values[at])),) for at in order]
        return self._first(tried, steps.distance[order])

    def together(self, one: _Steps, two: _Steps, least: float) -> Counterfactual | None:
        """Return the smallest move of two columns that is enough and smaller than `least`."""
        first, second = (_thinned(steps) for steps in (one, two))
        distance = np.add.outer(first.distance, second.distance)
        places = np.argwhere(distance < least)
        sums = distance[tuple(places.T)]
        order = np.argsort(sums, kind="stable")
        tried = [
            ((first, float(first.values[a])), (second, float(second.values[b]))) for a, b in places[order]
        ]
        return self._first(tried, sums[order])

    def _first(
        self, tried: Sequence[tuple[tuple[_Steps, float], ...]], distance: Floats
    ) -> Counterfactual | None:
        for start in range(0, len(tried), _CHUNK):
            part = tried[start : start + _CHUNK]
            decisions = self._scorer.decide([self._moved(one) for one in part], self._ratio)
            turned = np.flatnonzero(decisions.refused != self._refused)
            if len(turned):
                at = int(turned[0])
                moves = tuple(Move(steps.column, steps.before, value) for steps, value in part[at])
                return Counterfactual(moves, float(distance[start + at]), float(decisions.probability[at]))
        return None

    def _moved(self, changes: tuple[tuple[_Steps, float], ...]) -> list[Value]:
        moved = self._row.copy()
        for steps, value in changes:
            moved[steps.place] = value
        return moved


def _steps(
    scorer: RowScorer,
    row: Sequence[Value],
    action: str,
    population: Mapping[str, Sequence[Value]],
    refused: bool,
) -> _Steps | None:
    """Return where a column may go; None for one that is missing here or has nowhere to go."""
    column = action.lstrip("+-")
    place = scorer.columns.index(column)
    before = row[place]
    if not isinstance(before, float) or math.isnan(before):
        return None
    known = np.sort(np.fromiter(_numbers(population[column]), dtype=float))
    values = np.unique(known)
    rising = {"+": refused, "-": not refused}.get(action[:1])
    if rising is not None:
        values = values[values > before] if rising else values[values < before]
    values = values[values != before]
    if not len(values):
        return None
    passed = np.searchsorted(known, values, "right") - np.searchsorted(known, before, "right")
    return _Steps(column, place, before, values, np.abs(passed) / len(known))


def _numbers(values: Sequence[Value]) -> Iterator[float]:
    return (float(value) for value in values if isinstance(value, int | float) and not math.isnan(value))


def _thinned(steps: _Steps) -> _Steps:
    """Return some of the steps, from the nearest to the farthest."""
    order = np.argsort(steps.distance, kind="stable")
    places = order[np.unique(np.linspace(0, len(order) - 1, min(PAIR_STEPS, len(order))).round().astype(int))]
    return steps._replace(values=steps.values[places], distance=steps.distance[places])
