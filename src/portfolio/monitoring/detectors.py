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
from portfolio.statistics.stability_index import Bins, psi_of_counts, reference_bins

Floats = NDArray[np.float64]
LEAST_DAYS = 5


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
    codes, count = _days(reference, day, "reference")
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
    days = _days(window, day, "window", least=1)[1]
    return stability(fit_stability(reference, columns, days=days, day=day, **how), window, day)


def chance_of(seen: float, draws: Floats) -> float:
    """Return the p-value of a statistic among draws in which nothing has changed.

    Parameters
    ----------
    seen
        Large if something has.
    draws
        The statistic by chance.
    """
    return float((1 + (draws >= seen).sum()) / (1 + len(draws)))


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


def _days(frame: pd.DataFrame, day: str, what: str, least: int = LEAST_DAYS) -> tuple[NDArray[np.intp], int]:
    codes, labels = pd.factorize(frame[day], sort=True)
    if len(labels) < least:
        raise DataError(f"{what}: too few days", expected=f"at least {least}", got=len(labels))
    return codes.astype(np.intp), len(labels)


@dataclass(frozen=True)
class DomainTest:
    """How far a linear classifier tells a window from a reference, out of fold, and how often chance does."""

    separation: float  # of the mean scores, in standard deviations
    p: float
    alarm: bool


def domain_test(
    reference: pd.DataFrame,
    window: pd.DataFrame,
    columns: Sequence[str],
    *,
    day: str = "date",
    rate: float = 0.05,
    permutations: int = 399,
    seed: int = 0,
) -> DomainTest:
    """Return whether a linear discriminant tells the days of a window from those of a reference.

    It is fitted to half of the days and scored on the other half, both ways round. Days, whole, are permuted
    between reference and window. All of it is computed from sums and cross products of each day.

    Parameters
    ----------
    reference, window
        Rows of many and of few days.
    columns
        What the classifier sees; a missing value is the mean of the reference and a column of its own.
    day
        Name of the column of days.
    rate
        Level of the test.
    permutations
        Of the days; fewer than 1 / `rate` - 1 could never raise an alarm.
    seed
        Of the permutations.
    """
    _days(window, day, "window", least=2)
    size = window[day].nunique()
    found = domain_by_day(
        reference, window, columns, days=size, day=day, rate=rate, permutations=permutations, seed=seed
    )
    return next(iter(found.values()))


def domain_by_day(
    reference: pd.DataFrame,
    rows: pd.DataFrame,
    columns: Sequence[str],
    *,
    days: int = 7,
    day: str = "date",
    rate: float = 0.05,
    permutations: int = 399,
    seed: int = 0,
) -> dict[pd.Timestamp, DomainTest]:
    """Return `domain_test` of the window of `days` that ends on each day of `rows`.

    Parameters
    ----------
    reference
        Rows of many days.
    rows
        Rows of days that follow each other.
    columns, day, rate, permutations, seed
        As `domain_test` takes them.
    days
        Of a window.
    """
    if permutations + 1 < 1 / rate:
        wanted = f"at least {1 / rate - 1:.0f} at level {rate}"
        raise DataError("permutations", expected=wanted, got=permutations)
    many = _days(reference, day, "reference")[1]
    names = list(columns)
    mean, spread = reference[names].mean(), reference[names].std().replace(0, 1).fillna(1)
    gaps = [name for name in names if reference[name].isna().any() or rows[name].isna().any()]
    past, now = (_moments((frame[names] - mean) / spread, gaps, frame[day]) for frame in (reference, rows))
    is_window = np.repeat([False, True], [many, days])
    fold = np.concatenate([np.arange(many) % 2, np.arange(days) % 2])
    rng = np.random.default_rng(seed)
    orders = [np.arange(many + days), *(rng.permutation(many + days) for _ in range(permutations))]
    members = [
        [np.stack(orders)[:, (is_window == side) & (fold == half)] for side in (False, True)]
        for half in (0, 1)
    ]
    found = {}
    for end, label in list(enumerate(np.unique(rows[day]), 1))[days - 1 :]:
        moments = np.concatenate([past, now[end - days : end]])
        one, other = ([_summed(moments, side) for side in half] for half in members)
        drawn = (_separation(one, other) + _separation(other, one)) / 2
        p = chance_of(drawn[0], drawn[1:])
        found[pd.Timestamp(label)] = DomainTest(float(drawn[0]), p, p <= rate)
    return found


def _moments(scaled: pd.DataFrame, gaps: list[str], days: pd.Series) -> Floats:
    """Return for each day the cross products of its rows with themselves and with 1."""
    rows = np.column_stack([np.nan_to_num(scaled.to_numpy(float)), scaled[gaps].isna(), np.ones(len(scaled))])
    codes = pd.factorize(days, sort=True)[0]
    ends = np.cumsum(np.bincount(codes))[:-1]
    return np.stack([part.T @ part for part in np.split(rows[np.argsort(codes, kind="stable")], ends)])


def _summed(moments: Floats, members: NDArray[np.intp]) -> Floats:
    """Return the sum of the moments over the members of each permutation."""
    weights = np.zeros((len(members), len(moments)))
    np.put_along_axis(weights, members, 1.0, axis=1)
    return (weights @ moments.reshape(len(moments), -1)).reshape(len(members), *moments.shape[1:])


def _separation(fitted: list[Floats], scored: list[Floats]) -> Floats:
    """Return the separation of the scores of one half by the discriminant of the other."""
    gap, within = _gap_and_within(*fitted)
    width = within.shape[-1]
    weights = np.linalg.solve(within + 0.01 * np.eye(width), gap[..., None])[..., 0]
    gap, within = _gap_and_within(*scored)
    variance = np.einsum("pi,pij,pj->p", weights, within, weights)
    found: Floats = np.einsum("pi,pi->p", weights, gap) / np.sqrt(np.maximum(variance, 1e-12))
    return found


def _gap_and_within(reference: Floats, window: Floats) -> tuple[Floats, Floats]:
    """Return the difference of the means and the covariance within both, from their moments."""
    means, width = [], reference.shape[-1] - 1
    scatter, rows = np.zeros((len(reference), width, width)), np.zeros((len(reference), 1))
    for moments in (reference, window):
        size = moments[:, -1, -1][:, None]
        mean = moments[:, -1, :-1] / size
        scatter = scatter + moments[:, :-1, :-1] - size[..., None] * mean[:, :, None] * mean[:, None, :]
        rows = rows + size
        means.append(mean)
    return means[1] - means[0], scatter / rows[..., None]
