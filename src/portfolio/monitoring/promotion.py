"""Champion against challenger: a paired test before a promotion, and what it can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.results.interval import Interval
from portfolio.statistics.bootstrap import cluster_codes, draw_weights, interval, sums_by

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Promotion:
    """The gain of a challenger per row, its interval over redrawn days, and whether it is promoted."""

    gain: float
    bounds: Interval
    days: int

    @property
    def promote(self) -> bool:
        """Return whether the whole interval speaks for the challenger."""
        return self.bounds[0] > 0


def promotion_test(gain: pd.Series, day: pd.Series, resamples: int, rng: np.random.Generator) -> Promotion:
    """Return the paired test on the same rows: days are drawn again.

    Parameters
    ----------
    gain
        Loss of the champion minus loss of the challenger; missing where no outcome is known.
    day
        Of each row.
    resamples
        How often days are drawn again.
    rng
        Source of chance.

    Raises
    ------
    DataError
        Fewer than a week of days.
    """
    known = gain.notna()
    codes, count = cluster_codes(day[known])
    if count < 7:
        raise DataError("promotion test", expected="at least 7 days with outcomes", got=count)
    sums, rows = sums_by(codes, count, gain[known]), sums_by(codes, count)
    return Promotion(float(gain.mean()), _bounds(sums, rows, resamples, rng), count)


def promotion_power(
    gain: pd.Series,
    day: pd.Series,
    gains: Sequence[float],
    lengths: Sequence[int],
    *,
    repeats: int = 200,
    resamples: int = 300,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how often the test promotes a challenger of a known gain after so many days.

    Days of an observed comparison are drawn, their mean gain is taken out and a known one is put in.

    Parameters
    ----------
    gain, day
        As `promotion_test` takes them, of the observed comparison.
    gains
        Known gains per row; 0 shows promotions by chance.
    lengths
        Days in the shadow.
    repeats
        Comparisons that are drawn.
    resamples
        Of each test.
    seed
        Of all that is drawn.
    """
    known = gain.notna()
    codes, count = cluster_codes(day[known])
    sums, rows = sums_by(codes, count, gain[known]), sums_by(codes, count)
    centred, rng = sums - rows * sums.sum() / rows.sum(), np.random.default_rng(seed)
    table = pd.DataFrame(0.0, index=pd.Index(lengths, name="days"), columns=list(gains))
    for length in lengths:
        for _ in range(repeats):
            drawn = rng.integers(0, count, length)
            weights = draw_weights(length, resamples, rng)
            noise, size = weights @ centred[drawn], weights @ rows[drawn]
            low = np.percentile(noise / size, 2.5)  # a gain moves every draw alike
            table.loc[length] += low + np.array(gains) > 0
    return table / repeats


def _bounds(sums: Floats, rows: Floats, resamples: int, rng: np.random.Generator) -> Interval:
    weights = draw_weights(len(rows), resamples, rng)
    return interval((weights @ sums) / (weights @ rows))
