"""Forecasts against what happened afterwards, by class and by segment, beside simple rules."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import spearmanr

Floats = NDArray[np.float64]


def calibration_table(
    happened: pd.Series,
    expected: pd.Series,
    groups: pd.Series,
    rng: np.random.Generator,
    resamples: int = 500,
) -> pd.DataFrame:
    """Return mean expected and actual purchases of each group, with the interval of what happened.

    Parameters
    ----------
    happened, expected
        Of each customer, same index.
    groups
        The group of each customer; its order is kept if it is categorical.

    Returns
    -------
    pandas.DataFrame
        Indexed by group: `customers`, `actual` with its 95 % bootstrap interval `low`, `high`, `expected`,
        and `inside`, whether the expected mean lies in it.
    """
    rows = {}
    for name, index in groups.groupby(groups, observed=True).groups.items():
        values = happened.loc[index].to_numpy(float)
        draws = _means(values, rng, resamples)
        low, high = np.percentile(draws, [2.5, 97.5])
        mean = float(expected.loc[index].mean())
        rows[name] = {
            "customers": len(values),
            "actual": values.mean(),
            "low": low,
            "high": high,
            "expected": mean,
            "inside": bool(low <= mean <= high),
        }
    table = pd.DataFrame(rows).T.rename_axis(str(groups.name))
    kinds = {"customers": int, "inside": bool, **dict.fromkeys(("actual", "low", "high", "expected"), float)}
    return pd.DataFrame(table.astype(kinds))


def forecast_table(
    happened: pd.Series, forecasts: Mapping[str, pd.Series], rng: np.random.Generator, resamples: int = 300
) -> pd.DataFrame:
    """Return the error of several forecasts of the same customers, resampled together.

    Parameters
    ----------
    happened
        What each customer bought afterwards.
    forecasts
        By name; the first is compared with the others.
    rng
        Source of chance.
    resamples
        How often customers are drawn again.

    Returns
    -------
    pandas.DataFrame
        Indexed by forecast: `mean_error` (forecast minus actual, in all, relative), `absolute` mean absolute
        error, `squared` mean squared error, `rank` Spearman correlation; `against_first` difference of the
        squared error from the first forecast, with `low` and `high`.
    """
    actual = happened.to_numpy(float)
    names = list(forecasts)
    errors = np.column_stack([(forecasts[name].to_numpy(float) - actual) for name in names])
    worse = errors**2 - errors[:, :1] ** 2
    draws = np.array(
        [worse[rng.integers(0, len(actual), len(actual))].mean(axis=0) for _ in range(resamples)]
    )
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    rank = [_rank_correlation(forecasts[name].to_numpy(float), actual) for name in names]
    data = {
        "mean_error": errors.sum(axis=0) / actual.sum(),
        "absolute": np.abs(errors).mean(axis=0),
        "squared": (errors**2).mean(axis=0),
        "rank": rank,
        "against_first": worse.mean(axis=0),
        "low": low,
        "high": high,
    }
    return pd.DataFrame(data, index=pd.Index(names, name="forecast"))


def _means(values: Floats, rng: np.random.Generator, resamples: int) -> Floats:
    # the bootstrap of a mean is a multinomial draw over the distinct values
    levels, counts = np.unique(values, return_counts=True)
    draws: Floats = rng.multinomial(len(values), counts / len(values), size=resamples) @ levels / len(values)
    return draws


def _rank_correlation(one: Floats, other: Floats) -> float:
    """Return Spearman's correlation, missing where a forecast is the same for everybody."""
    return float(spearmanr(one, other).statistic) if np.ptp(one) else np.nan
