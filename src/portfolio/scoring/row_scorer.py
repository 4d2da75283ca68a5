"""Score single applications from the plain form of a score: no frame, no library that fitted it.

What `Score` and `contributions` say of a frame, this says of rows, with the same bits for boosted trees. It
is what a service calls for each request.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import ModelFileError
from portfolio.scoring.log_odds import expit, logit
from portfolio.scoring.tree_tables import TreeTables

Floats = NDArray[np.float64]
Value = float | str | None  # of one column; a missing number is not-a-number, a missing text None
REASONS = 4
_EDGE = 4.0  # standard deviations at which a scaled number is cut, as TableEncoder does


class Reason(NamedTuple):
    """A feature that speaks against an applicant, and by how much of the log-odds."""

    code: str
    meaning: str
    contribution: float


@dataclass(frozen=True)
class Decisions:
    """What a score says of some applicants.

    Parameters
    ----------
    probability, refused
        Of a bad outcome, shape (n,), and whether it is above the cut-off.
    base
        Log-odds of the mean applicant of the population that the score was fitted on.
    contributions
        Of each feature, against that mean applicant, shape (n, features): base plus the sum of a row is the
        log-odds of the applicant.
    features
        Names of the features: columns, and ratios made from them.
    """

    probability: Floats
    refused: NDArray[np.bool_]
    base: float
    contributions: Floats
    features: tuple[str, ...]


class RowScorer:
    """A score in its plain form, as `plain_score.plain_form` wrote it.

    Parameters
    ----------
    plain
        The plain form.

    Raises
    ------
    ModelFileError
        It is not one.
    """

    def __init__(self, plain: Mapping[str, Any]) -> None:
        try:
            self._set_up(plain)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise ModelFileError(
                "the plain form of a score cannot be read", got=type(error).__name__
            ) from error

    def _set_up(self, plain: Mapping[str, Any]) -> None:
        self.columns = tuple(plain["columns"])
        self.cutoff, self.cost_ratio = float(plain["cutoff"]), float(plain["cost_ratio"])
        self.meanings: dict[str, str] = dict(plain["meanings"])
        self._slope, self._intercept = float(plain["slope"]), float(plain["intercept"])
        places = {name: place for place, name in enumerate(self.columns)}
        self._ratios = []
        for name, top, bottom, _ in plain["ratios"]:
            self._ratios.append(
                tuple([(places[one], by) for one, by in part.items()] for part in (top, bottom))
            )
            places[name] = len(places)
        self._model = _Trees(plain, places) if "trees" in plain else _Terms(plain, places)
        self.features = self._model.features
        self._means = np.array([plain["means"][name] for name in self.features])
        self._meaning = [self.meanings.get(name, "") for name in self.features]

    def decide(self, rows: Sequence[Sequence[Value]], cost_ratio: float | None = None) -> Decisions:
        """Return what the score says of rows of values in the order of `columns`.

        Parameters
        ----------
        rows
            A missing number is not-a-number, a missing text None; a text that was never seen counts as a rare
            one.
        cost_ratio
            What a missed bad payer costs, in refused good ones; see `cutoff_at`.
        """
        wide = [self._with_ratios(row) for row in rows]
        raw, shares = self._model.evaluate(wide)
        log_odds = self._intercept + self._slope * logit(raw)
        probability = expit(log_odds)
        centred = self._slope * shares - self._means
        base = self._intercept + self._slope * self._model.base + float(self._means.sum())
        refused = probability > self.cutoff_at(cost_ratio)
        return Decisions(probability, refused, base, centred, self.features)

    def cutoff_at(self, cost_ratio: float | None = None) -> float:
        """Return the cut-off at a cost ratio: the tuned one at the ratio of the score, else the theoretical.

        Elkan (2001), The foundations of cost-sensitive learning: refusing is cheaper above 1 / (1 + ratio).
        """
        if cost_ratio is None or cost_ratio == self.cost_ratio:
            return self.cutoff
        return 1 / (1 + cost_ratio)

    def reasons(self, contributions: Floats, count: int = REASONS) -> list[list[Reason]]:
        """Return the features that speak most against each applicant, the strongest first.

        Parameters
        ----------
        contributions
            Of `decide`, shape (n, features).
        count
            Reasons of an applicant, at most.
        """
        order = np.argsort(-contributions, axis=1, kind="stable")[:, :count]
        values = np.take_along_axis(contributions, order, axis=1)
        return [
            [
                Reason(self.features[place], self._meaning[place], value)
                for place, value in zip(places, parts, strict=True)
                if value > 0
            ]
            for places, parts in zip(order.tolist(), values.tolist(), strict=True)
        ]

    def _with_ratios(self, row: Sequence[Value]) -> list[Any]:
        wide: list[Any] = list(row)
        for top, bottom in self._ratios:
            value = _weighted(wide, top)
            if bottom:
                below = _weighted(wide, bottom)
                value = value / below if below else math.nan
            wide.append(value)
        return wide


def _weighted(wide: Sequence[Any], parts: Sequence[tuple[int, float]]) -> float:
    total: float | None = None
    for place, weight in parts:
        total = wide[place] * weight if total is None else total + wide[place] * weight
    return math.nan if total is None else total


class _Trees:
    """Boosted trees over encoded columns."""

    def __init__(self, plain: Mapping[str, Any], places: Mapping[str, int]) -> None:
        encoder = plain["encoder"]
        self.features = tuple(dict.fromkeys(column[0] for column in encoder))
        self._plan = [(places[name], _indicators(encoder, name, plain["missing"])) for name in self.features]
        groups = [self.features.index(column[0]) for column in encoder]
        self._width = len(encoder)
        self._tables = TreeTables(plain["trees"], groups)
        self.base = self._tables.base

    def evaluate(self, wide: Sequence[Sequence[Any]]) -> tuple[Floats, Floats]:
        """Return the probabilities before recalibration, and each feature's part of their log-odds."""
        encoded = np.array([self._encode(row) for row in wide], dtype=float).reshape(len(wide), self._width)
        raw, shares = self._tables.evaluate(encoded)
        # the exponential of the C library, which the trees' own library calls
        return np.array([1 / (1 + math.exp(-one)) for one in raw.tolist()]), shares

    def _encode(self, row: Sequence[Any]) -> list[float]:
        encoded: list[float] = []
        for place, indicators in self._plan:
            if indicators is None:
                encoded.append(row[place])
            else:
                encoded += indicators.get(row[place]) or indicators[""]
        return encoded


def _indicators(encoder: Sequence[Sequence[Any]], name: str, missing: str) -> dict[Any, list[float]] | None:
    """Return the columns of 0 and 1 of each level of a text, of None and, under "", of the rest."""
    levels = [column[1] for column in encoder if column[0] == name and len(column) > 1]
    if not levels:
        return None
    found = {level: [float(level == one) for one in levels] for level in levels}
    rest = found.pop(None)
    return {**found, "": rest, None: found.get(missing, rest)}


class _Terms:
    """A sum with one term for each feature: points of a bin, or slope times value."""

    def __init__(self, plain: Mapping[str, Any], places: Mapping[str, int]) -> None:
        self.base = float(plain["base"])
        self._missing = plain["missing"]
        self._terms = [(places[term["name"]], term) for term in plain["terms"]]
        self.features = tuple(term["name"] for term in plain["terms"])

    def evaluate(self, wide: Sequence[Sequence[Any]]) -> tuple[Floats, Floats]:
        """Return the probabilities before recalibration, and each feature's part of their log-odds."""
        rows = [[self._part(term, row[place]) for place, term in self._terms] for row in wide]
        shares = np.array(rows, dtype=float).reshape(len(wide), len(self.features))
        return expit(self.base + shares.sum(axis=1)), shares

    def _part(self, term: Mapping[str, Any], value: Any) -> float:
        if "levels" in term:
            known = self._missing if value is None else value
            place = term["levels"].index(known) if known in term["levels"] else -1
            return float(term["parts"][place])
        if "edges" in term:
            place = -1 if math.isnan(value) else bisect_left(term["edges"], value)
            return float(term["parts"][place])
        median, mean, spread, slope, hole = term["line"]
        absent = math.isnan(value)
        scaled = ((median if absent else value) - mean) / spread
        return float(slope * min(max(scaled, -_EDGE), _EDGE) + hole * absent)
