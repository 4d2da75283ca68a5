"""Whether a linear classifier tells a window of days from those of a reference better than chance does.

Rows that belong together, such as those of one day, share what happened to it: whole days are permuted. Where
each row stands alone, its own number is its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
LEAST_DAYS = 5


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
    coded_days(window, day, "window", least=2)
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
    many = coded_days(reference, day, "reference")[1]
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


def coded_days(
    frame: pd.DataFrame, day: str, what: str, least: int = LEAST_DAYS
) -> tuple[NDArray[np.intp], int]:
    """Return the place of each row's day among the days, and how many days there are.

    Parameters
    ----------
    frame
        Rows of several days.
    day
        Name of the column of days.
    what
        What the rows are, for the message.
    least
        Days that are needed.

    Raises
    ------
    DataError
        There are fewer.
    """
    codes, labels = pd.factorize(frame[day], sort=True)
    if len(labels) < least:
        raise DataError(f"{what}: too few days", expected=f"at least {least}", got=len(labels))
    return codes.astype(np.intp), len(labels)
