"""How the applicants of this process differ from those that a model was fitted on, row by row."""

from __future__ import annotations

import math
import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from portfolio.statistics.index_of_counts import psi

MISSING = "(missing)"  # level of a missing text in the reference


class DriftCounts:
    """Counts of each column over the bins of its reference.

    Parameters
    ----------
    reference
        Edges or levels, and counts, by column.
    columns
        In the order of the rows.
    """

    def __init__(self, reference: Mapping[str, Mapping[str, Any]], columns: Sequence[str]) -> None:
        self._reference = {name: list(reference[name]["counts"]) for name in columns}
        self._edges = [reference[name]["edges"] for name in columns]
        self._places = [
            {level: place for place, level in enumerate(reference[name]["levels"])} for name in columns
        ]
        self._counts = {name: [0] * len(counts) for name, counts in self._reference.items()}
        self._in_order = list(self._counts.values())
        self._lock = threading.Lock()  # many applicants of one request are counted in a thread

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Count applicants."""
        with self._lock:
            for row in rows:
                self._add(row)

    def _add(self, row: Sequence[Any]) -> None:
        for value, edges, places, counts in zip(row, self._edges, self._places, self._in_order, strict=True):
            if edges is None:
                counts[places.get(MISSING if value is None else value, -1)] += 1
            else:  # the last bin is for missing values
                counts[-1 if math.isnan(value) else bisect_left(edges, value)] += 1

    @property
    def reference(self) -> dict[str, list[int]]:
        """Return the counts of each column when the model was fitted."""
        return self._reference

    @property
    def counts(self) -> dict[str, list[int]]:
        """Return the counts of each column since then."""
        return self._counts

    @property
    def rows(self) -> int:
        """Number of applicants that were counted."""
        return sum(self._in_order[0])

    def index(self) -> dict[str, float]:
        """Return the stability index of each column; none before the first applicant."""
        if not self.rows:
            return {}
        return {name: psi(self._reference[name], counts) for name, counts in self._counts.items()}
