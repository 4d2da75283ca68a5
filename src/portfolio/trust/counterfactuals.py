"""What would have to change for another decision: a search over values that occur."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.trust.coalitions import Predict, check_row

Floats = NDArray[np.float64]

LEVELS = 20  # values tried for each column


def counterfactuals(
    predict: Predict, row: Floats, rows: Floats, movable: Mapping[int, int], cut: float
) -> pd.DataFrame:
    """Return changes of one or two columns that bring a prediction down to a cut, the smallest first.

    The size of a change is the share of the other rows between the old value and the new, added over the
    columns.

    Parameters
    ----------
    predict
        Takes rows, shape (n, d), and returns shape (n,).
    row
        Whose decision is to turn, shape (d,).
    rows
        Others, whose values are tried, shape (m, d).
    movable
        Which columns may change, and in which direction: 1 upwards, -1 downwards.
    cut
        Predictions up to it are accepted.

    Returns
    -------
    pandas.DataFrame
        `columns`, `values` (tuples), `size` and `prediction`; empty where no change of two columns is enough.

    Raises
    ------
    DataError
        The row is accepted as it is, or no column may change.
    """
    check_row(row, rows)
    if not movable:
        raise DataError("no column may change", expected="at least one column", got="none")
    now = float(predict(row[None])[0])
    if now <= cut:
        raise DataError("the decision need not turn", expected=f"a prediction above {cut:g}", got=f"{now:g}")
    steps = {column: _levels(row[column], rows[:, column], way) for column, way in movable.items()}
    tried: list[tuple[tuple[int, ...], tuple[float, ...]]] = [
        ((column,), (value,)) for column, values in steps.items() for value in values
    ]
    for one, two in combinations(steps, 2):
        tried += [((one, two), (a, b)) for a in steps[one] for b in steps[two]]
    changed = np.tile(row, (len(tried), 1))
    for place, (columns, values) in enumerate(tried):
        changed[place, list(columns)] = values
    found = pd.DataFrame(tried, columns=["columns", "values"])
    found["size"] = sum(_between(row[column], changed[:, column], rows[:, column]) for column in steps)
    found["prediction"] = predict(changed) if len(tried) else np.empty(0)
    enough = found[found["prediction"] <= cut]
    return enough.sort_values("size", kind="stable", ignore_index=True)


def _levels(value: float, others: Floats, way: int) -> list[float]:
    levels = np.unique(np.quantile(others, np.linspace(0.02, 0.98, LEVELS), method="nearest"))
    return [float(level) for level in levels if (level - value) * way > 0]


def _between(old: float, new: Floats, others: Floats) -> Floats:
    ordered = np.sort(others)
    low, high = np.minimum(old, new), np.maximum(old, new)
    passed = np.searchsorted(ordered, high, "right") - np.searchsorted(ordered, low, "right")
    return passed / len(ordered)


def apply(row: Floats, change: pd.Series) -> Floats:
    """Return the row after a change of the table that `counterfactuals` gives.

    Parameters
    ----------
    row
        Shape (d,).
    change
        One row of the table.
    """
    changed = row.copy()
    changed[list(change["columns"])] = change["values"]
    return changed
