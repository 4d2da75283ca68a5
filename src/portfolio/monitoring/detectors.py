"""Detectors on inputs: whether a window of days comes from the population of a reference.

Rows of one day share weather and congestion, so chance is that of whole days: a reference and a window of
days are drawn again, and an index has to exceed what such draws reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.statistics.domain_classifier import chance_of, coded_days
from portfolio.statistics.stability_index import Bins, psi_of_counts, reference_bins

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stability:
    """The stability index of each column of a window, and whether the largest is more than chance."""

    index: dict[str, float]
    ratio: dict[str, float]  # to the index that chance passes in one of twenty draws, column by column
    p: float
    alarm: bool

    @property
    def column(self) -> str:
        """Return the column that moved most by its own chance."""
        return max(self.ratio, key=lambda name: self.ratio[name])


@dataclass(frozen=True)
class StabilityReference:
    """Bins of a reference, and how large the indices of unchanged windows are."""

    bins: dict[str, Bins]
    counts: dict[str, Floats]  # (days, bins) of each column
    scale: dict[str, float]
    largest: Floats  # largest ratio over the columns, in each draw
    days: int  # of a window
    rate: float


def fit_stability(
    reference: pd.DataFrame,
    columns: Sequence[str],
    *,
    days: int = 7,
    day: str = "date",
    rate: float = 0.05,
    draws: int = 399,
    seed: int = 0,
) -> StabilityReference:
    """Return bins and chance of a reference; days of the reference and of the window are drawn again.

    Few days hold a little less chance than their population: with four weeks and a week, an alarm at the
    rate of 5 in 100 comes in 7 of 100 unchanged weeks (measured in the claims of this chapter).

    Parameters
    ----------
    reference
        Rows of many days.
    columns
        What is watched.
    days
        Days of a window.
    day
        Name of the column of days.
    rate
        Nominal share of unchanged windows with an alarm, over all columns together.
    draws
        Repeats of reference and window.
    seed
        Of the draws.
    """
    codes, count = coded_days(reference, day, "reference")
    bins = {name: reference_bins(reference[name]) for name in columns}
    counts = _counts_by_day(bins, reference, codes, count)
    rng = np.random.default_rng(seed)
    again, fresh = (rng.multinomial(size, np.full(count, 1 / count), size=draws) for size in (count, days))
    chance = {name: psi_of_counts(again @ table, fresh @ table) for name, table in counts.items()}
    scale = {name: float(np.quantile(values, 0.95)) for name, values in chance.items()}
    ratios = [_ratio(values, scale[name]) for name, values in chance.items()]
    return StabilityReference(bins, counts, scale, np.max(ratios, axis=0), days, rate)


def stability(reference: StabilityReference, window: pd.DataFrame, day: str = "date") -> Stability:
    """Return the index of each column of a window, and the alarm over all of them.

    Parameters
    ----------
    reference
        As `fit_stability` returns it.
    window
        Rows of as many days as the reference was fitted for.
    day
        Name of the column of days.
    """
    seen = window[day].nunique()
    if seen != reference.days:
        raise DataError("window", expected=f"{reference.days} days", got=seen)
    return _judged(reference, {name: one.count(window[name]) for name, one in reference.bins.items()})


def stability_by_day(
    reference: StabilityReference, rows: pd.DataFrame, day: str = "date"
) -> dict[pd.Timestamp, Stability]:
    """Return `stability` of the window that ends on each day, from the first whole one on.

    Parameters
    ----------
    reference
        As `fit_stability` returns it.
    rows
        Rows of days that follow each other.
    day
        Name of the column of days.
    """
    codes, labels = pd.factorize(rows[day], sort=True)
    counts = _counts_by_day(reference.bins, rows, codes, len(labels))
    found = {}
    for end in range(reference.days, len(labels) + 1):
        window = {name: table[end - reference.days : end].sum(axis=0) for name, table in counts.items()}
        found[labels[end - 1]] = _judged(reference, window)
    return found


def _judged(reference: StabilityReference, window: Mapping[str, NDArray[Any]]) -> Stability:
    """Return the indices of a window from its counts."""
    index = {
        name: float(psi_of_counts(table.sum(axis=0), window[name]))
        for name, table in reference.counts.items()
    }
    ratio = {name: float(_ratio(np.array(value), reference.scale[name])) for name, value in index.items()}
    p = chance_of(max(ratio.values()), reference.largest)
    return Stability(index, ratio, p, p <= reference.rate)


def stability_alarm(
    reference: pd.DataFrame, window: pd.DataFrame, columns: Sequence[str], day: str = "date", **how: Any
) -> Stability:
    """Return `stability` of a window against a reference, both frames.

    Parameters
    ----------
    reference, window
        Rows of many and of few days.
    columns
        What is watched.
    day
        Name of the column of days.
    how
        `rate`, `draws` and `seed`, as `fit_stability` takes them.
    """
    days = coded_days(window, day, "window", least=1)[1]
    return stability(fit_stability(reference, columns, days=days, day=day, **how), window, day)


def _counts_by_day(
    bins: Mapping[str, Bins], rows: pd.DataFrame, days: NDArray[np.intp], count: int
) -> dict[str, Floats]:
    """Return how many rows of each day fall into each bin, shape (days, bins), by column."""
    found = {}
    for name, one in bins.items():
        width = len(one.counts)
        cells = np.bincount(days * width + one.code(rows[name]), minlength=count * width)
        found[name] = cells.reshape(count, width).astype(float)
    return found


def _ratio(values: Floats, scale: float) -> Floats:
    if scale > 0:
        return values / scale
    return np.where(values > 0, np.inf, 0.0)  # what never moved by chance
