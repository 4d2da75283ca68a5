"""Rules that call a value extreme, and readings that neighbours contradict."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats


def iqr_fences(values: pd.Series, reach: float = 1.5) -> tuple[float, float]:
    """Return Tukey's fences: quartiles, moved outwards by `reach` interquartile ranges.

    Parameters
    ----------
    values
        One number for each row.
    reach
        How many interquartile ranges beyond the quartiles.

    Examples
    --------
    >>> iqr_fences(pd.Series([0.0, 1, 2, 3, 4]))
    (-2.0, 6.0)
    """
    low, high = values.quantile([0.25, 0.75])
    return float(low - reach * (high - low)), float(high + reach * (high - low))


def mad_scores(values: pd.Series) -> pd.Series:
    """Return distances from the median in robust standard deviations.

    The median absolute deviation is scaled by 1.4826, which makes it the standard deviation of normal
    values. Where more than half of the values are equal it is 0 and the scores are missing: the rule says
    nothing there. Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers.
    """
    spread = stats.median_abs_deviation(values, scale="normal", nan_policy="omit")
    return (values - values.median()) / (spread if spread > 0 else np.nan)


def outlier_table(frame: pd.DataFrame, limit: float = 3.5) -> pd.DataFrame:
    """Count for each numeric column what three rules flag.

    Parameters
    ----------
    frame
        The table, one row each.
    limit
        Of the robust score.

    Returns
    -------
    pandas.DataFrame
        One row for each column: `iqr` (outside Tukey's fences), `mad` (score beyond `limit`, missing where
        the rule says nothing) and `sd` (beyond three standard deviations), as shares of present values.
    """
    rows = {}
    for name in frame.select_dtypes("number"):
        values = frame[name].dropna()
        low, high = iqr_fences(values)
        scores = mad_scores(values)
        rows[str(name)] = {
            "iqr": float(((values < low) | (values > high)).mean()),
            "mad": float((scores.abs() > limit).mean()) if scores.notna().any() else np.nan,
            "sd": float(((values - values.mean()).abs() > 3 * values.std()).mean()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def neighbour_gaps(observed: pd.DataFrame, column: str) -> pd.Series:
    """Return by how much each reading differs from the median of all origins in the same hour.

    Airports of one city share their weather; a reading far from its neighbours is a fault of the
    instrument more often than a fact. Missing where fewer than three origins report.

    Parameters
    ----------
    observed
        Readings by airport and hour.
    column
        Name of the column.
    """
    hour = observed.groupby("time_hour")[column]
    gap = observed[column] - hour.transform("median")
    return gap.where(hour.transform("count") >= 3)
