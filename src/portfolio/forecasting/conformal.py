"""Intervals around a forecast from its own past errors, as the days go by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """An interval for each step of each day.

    Parameters
    ----------
    low, high
        Days by steps.
    level
        Miss rate that was aimed at on each day, days by steps.
    """

    low: Floats
    high: Floats
    level: Floats


def conformal_quantile(scores: Floats, miss: Floats | float) -> Floats:
    """Return for each column the score that `1 - miss` of past scores and one more do not pass.

    It is infinite where the past is too short for the level asked, and so is an interval made of it.

    Parameters
    ----------
    scores
        Past days by steps; missing ones are left out.
    miss
        The miss rate, one for all columns or one for each.
    """
    ordered = np.sort(scores, axis=0)  # missing values go to the end
    count = (~np.isnan(scores)).sum(axis=0)
    rank = np.ceil((count + 1) * (1 - np.broadcast_to(miss, count.shape))).astype(int)
    at = np.clip(rank, 1, np.maximum(count, 1)) - 1
    found = ordered[at, np.arange(scores.shape[1])]
    found = np.where(rank <= 0, 0.0, found)  # a miss rate of one or more: the point alone
    return np.where((rank > count) | (count == 0), np.inf, found)


def rolling_conformal(
    actual: Floats, forecast: Floats, start: int, coverage: float, memory: int, gamma: float = 0.0
) -> Band:
    """Return split conformal intervals from the absolute errors of the last days, each step of a day apart.

    With a `gamma` above zero the miss rate of each step is adapted after each day (Gibbs and Candès 2021):
    raised a little where the outcome lay inside, lowered where it lay outside. Nothing of a day is looked at
    before its interval is made.

    Parameters
    ----------
    actual
        Days by steps.
    forecast
        The same shape.
    start
        The first day with an interval; errors of the days before it are its past.
    coverage
        Between 0 and 1.
    memory
        How many past days count.
    gamma
        Of the adaptation; none at 0.

    Raises
    ------
    DataError
        There is no past, or the coverage lies outside 0 and 1.
    """
    if not 0 < coverage < 1 or not 0 < start < len(actual):
        what, got = "conformal intervals", f"{coverage} from day {start} of {len(actual)}"
        raise DataError(what, expected="a coverage between 0 and 1 and past days", got=got)
    scores = np.abs(actual - forecast)
    level = np.full(actual.shape[1], 1 - coverage)
    widths, levels = [], []
    for day in range(start, len(actual)):
        past = scores[max(0, day - memory) : day]
        width = conformal_quantile(past, level)
        longest = np.nanmax(past, axis=0)
        widths.append(np.where(np.isfinite(width), width, longest))
        levels.append(level.copy())
        missed = scores[day] > widths[-1]
        known = ~np.isnan(scores[day])
        level = np.where(known, level + gamma * ((1 - coverage) - missed), level)
    half, centre = np.stack(widths), forecast[start:]
    return Band(centre - half, centre + half, np.stack(levels))


def inside(actual: Floats, band: Band) -> Floats:
    """Return 1 where the outcome lies inside, 0 where it does not, missing where it is missing.

    Parameters
    ----------
    actual
        Days by steps, those of the band.
    band
        The intervals.
    """
    held = (actual >= band.low) & (actual <= band.high)
    return np.where(np.isnan(actual), np.nan, held.astype(float))
