"""Whether one forecast is better than another, over days whose losses hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from portfolio.errors import DataError
from portfolio.results.interval import Interval
from portfolio.results.methods import STUDENT_T
from portfolio.statistics.multiplicity import holm

Floats = NDArray[np.float64]
FEWEST = 20  # origins


@dataclass(frozen=True)
class DieboldMariano:
    """A test of equal loss.

    Parameters
    ----------
    difference
        Mean of the first loss less the second.
    statistic
        In standard errors, corrected for few origins.
    p
        Two-sided.
    """

    difference: float
    statistic: float
    p: float


def bandwidth(count: int) -> int:
    """Return how many lags the variance looks at: a week, and less where days are few.

    A week, since losses of demand repeat with the weekday.
    """
    return max(1, min(7, count // 10))


def long_run_variance(values: Floats, lags: int) -> float:
    """Return the long-run variance of a series with Bartlett's weights (Newey and West 1987).

    Parameters
    ----------
    values
        One for each origin.
    lags
        At lags beyond, the autocovariance counts for nothing.
    """
    around = values - values.mean()
    covariances = [float(around[lag:] @ around[: len(around) - lag]) / len(around) for lag in range(lags + 1)]
    weights = 1 - np.arange(lags + 1) / (lags + 1)
    return covariances[0] + 2 * float(weights[1:] @ np.array(covariances[1:]))


def diebold_mariano(one: Floats, other: Floats, lags: int | None = None) -> DieboldMariano:
    """Test whether two forecasts have the same expected loss (Diebold and Mariano 1995).

    Few origins are allowed for as Harvey, Leybourne and Newbold (1997) propose: a factor on the statistic,
    and Student's t in place of the normal distribution.

    Parameters
    ----------
    one
        Loss of the first forecast, one value for each origin.
    other
        Loss of the second.
    lags
        Of the variance; `bandwidth` of the number of origins if None.

    Raises
    ------
    DataError
        There are too few origins, losses are missing, or the two forecasts are the same.
    """
    difference = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    count = len(difference)
    if count < FEWEST or not np.isfinite(difference).all():
        got = f"{int(np.isfinite(difference).sum())} of {count} origins with both losses"
        raise DataError("losses to compare", expected=f"at least {FEWEST}, none missing", got=got)
    lags = bandwidth(count) if lags is None else lags
    variance = long_run_variance(difference, lags)
    if variance <= 0:
        raise DataError("losses to compare", expected="two forecasts that differ", got="no variance")
    ahead = lags + 1
    factor = (count + 1 - 2 * ahead + ahead * (ahead - 1) / count) / count
    statistic = float(difference.mean() / np.sqrt(variance / count) * np.sqrt(factor))
    return DieboldMariano(
        float(difference.mean()), statistic, float(2 * stats.t.sf(abs(statistic), count - 1))
    )


def compare(losses: Mapping[str, Floats], pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Return the test of each pair of forecasts, p-values corrected for all of them.

    Parameters
    ----------
    losses
        By forecast, one value for each origin; origins without a loss are left out.
    pairs
        First and second forecast; a negative difference speaks for the first.
    """
    frame = pd.DataFrame(dict(losses)).dropna()
    tests = {
        f"{one} / {other}": diebold_mariano(frame[one].to_numpy(), frame[other].to_numpy())
        for one, other in pairs
    }
    corrected = holm({name: test.p for name, test in tests.items()})
    rows = {
        name: {
            "difference": test.difference,
            "statistic": test.statistic,
            "p": test.p,
            "Holm": corrected[name],
        }
        for name, test in tests.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def difference_interval(one: Floats, other: Floats, lags: int | None = None) -> Interval:
    """Return the differences of expected loss that the test does not refuse at 5 %, by Student's t.

    Parameters
    ----------
    one
        Loss of the first forecast, one value for each origin.
    other
        Loss of the second.
    lags
        Of the variance; `bandwidth` of the number of origins if None.
    """
    test = diebold_mariano(one, other, lags)
    reach = float(stats.t.ppf(0.975, len(one) - 1)) * abs(test.difference / test.statistic)
    return Interval(test.difference - reach, test.difference + reach, STUDENT_T)


def verdict(row: pd.Series) -> str:
    """Return `beats`, `loses` or `level`: which of two forecasts is better by the corrected test, if any.

    Parameters
    ----------
    row
        Of the table that `compare` returns.

    Examples
    --------
    >>> verdict(pd.Series({"difference": -0.2, "Holm": 0.01}))
    'beats'
    >>> verdict(pd.Series({"difference": -0.2, "Holm": 0.20}))
    'level'
    """
    if row["Holm"] > 0.05:
        return "level"
    return "beats" if row["difference"] < 0 else "loses"
