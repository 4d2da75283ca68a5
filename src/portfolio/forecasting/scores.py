"""Scores of forecasts: errors in units of a naive one, quantiles, and what the intervals hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]


def naive_scale(past: Floats, season: int, power: int = 1) -> float:
    """Return the mean error of "as one season before" within the past: the unit of MASE and RMSSE.

    Source: Hyndman and Koehler (2006), with a season in place of one step.

    Parameters
    ----------
    past
        The values from which models learn; missing ones are left out.
    season
        Steps.
    power
        1 for absolute errors (MASE), 2 for the root of squared ones (RMSSE).

    Raises
    ------
    DataError
        The past is no longer than a season, or it repeats itself exactly.
    """
    moves = np.abs(past[season:] - past[:-season])
    scale = float(np.nanmean(moves**power) ** (1 / power)) if (~np.isnan(moves)).any() else 0.0
    if scale == 0:
        what = "no error of the naive forecast to scale by"
        raise DataError(what, expected=f"more than {season} values that change", got=len(past))
    return scale


def daily_losses(actual: Floats, forecast: Floats, power: int = 1) -> Floats:
    """Return the mean error of each day; missing values are left out, and a day without any is missing.

    Parameters
    ----------
    actual
        Days by steps.
    forecast
        The same shape.
    power
        1 for absolute errors, 2 for squared ones.
    """
    error = np.abs(actual - forecast) ** power
    there = ~np.isnan(error)
    count = there.sum(axis=1)
    return np.where(count > 0, np.where(there, error, 0).sum(axis=1) / np.maximum(count, 1), np.nan)


def score_table(
    actual: Floats, forecasts: dict[str, Floats], scale: float, root_scale: float
) -> pd.DataFrame:
    """Return MASE, RMSSE and the mean absolute error of each forecast.

    Parameters
    ----------
    actual
        Days by steps.
    forecasts
        By name, each of the same shape.
    scale
        Of MASE.
    root_scale
        Of RMSSE.
    """
    rows = {}
    for name, made in forecasts.items():
        error = np.abs(actual - made)
        root = float(np.sqrt(np.nanmean(error**2)))
        mean = float(np.nanmean(error))
        rows[name] = {"MASE": mean / scale, "RMSSE": root / root_scale, "MAE": mean}
    return pd.DataFrame.from_dict(rows, orient="index")


def pinball(actual: Floats, quantile: Floats, level: float) -> float:
    """Return the mean pinball loss of a quantile; missing values are left out.

    Parameters
    ----------
    actual
        Days by steps.
    quantile
        The same shape.
    level
        Of the quantile, between 0 and 1.
    """
    miss = actual - quantile
    return float(np.nanmean(np.maximum(level * miss, (level - 1) * miss)))
