"""Scores of forecasts, with whole days drawn again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.statistics.bootstrap import cluster_codes, sums_by

Floats = NDArray[np.float64]


def r2(outcome: pd.Series, forecasts: pd.DataFrame) -> pd.Series:
    """Return the R² of each forecast: what it removes of the variance around the mean of the outcomes.

    Parameters
    ----------
    outcome
        What came.
    forecasts
        A column for each method.
    """
    around = ((outcome - outcome.mean()) ** 2).sum()
    return 1 - (forecasts.sub(outcome, axis=0) ** 2).sum() / around


def r2_draws(
    outcome: pd.Series, forecasts: pd.DataFrame, clusters: pd.Series, weights: Floats
) -> pd.DataFrame:
    """Return the R² of each forecast in each resample of whole clusters, around that resample's own mean.

    Parameters
    ----------
    outcome
        What came.
    forecasts
        A column for each method.
    clusters
        The cluster of each row.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    codes, count = cluster_codes(clusters)
    rows, total, squares = (weights @ sums_by(codes, count, part) for part in (None, outcome, outcome**2))
    around = squares - total**2 / rows
    errors = forecasts.sub(outcome, axis=0) ** 2
    return pd.DataFrame(
        {name: 1 - (weights @ sums_by(codes, count, errors[name])) / around for name in errors}
    )


def on_common_moments(forecasts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the forecasts of several horizons for the moments that all of them forecast."""
    frames = list(forecasts.values())
    common = frames[0].index
    for frame in frames[1:]:
        common = common.intersection(frame.index)
    return {horizon: frame.loc[common] for horizon, frame in forecasts.items()}


def alarm_hits(outcome: pd.Series, ranks: pd.DataFrame, share: float) -> pd.DataFrame:
    """Return for each ranking 1 where an alarm is right, 0 where it is not, missing where none is raised.

    A peak is one of the highest `share` of the outcomes. As many alarms are raised as there are peaks, so
    that the share of alarms that are right is also the share of peaks that were foreseen.

    Parameters
    ----------
    outcome
        What came.
    ranks
        A column for each method; high calls for an alarm.
    share
        Of the outcomes that count as peaks.
    """
    peaks = max(round(share * len(outcome)), 1)
    is_peak = outcome.rank(method="first", ascending=False) <= peaks
    raised = ranks.rank(method="first", ascending=False) <= peaks
    return raised.apply(lambda alarm: is_peak.astype(float).where(alarm))
