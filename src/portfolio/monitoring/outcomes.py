"""Detectors on outcomes, which come late: CUSUM (Page 1954) and the Page-Hinkley test on daily losses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Chart:
    """A control chart of a daily loss: `cusum` around a fixed mean, `page-hinkley` around the running one."""

    kind: str
    mean: float
    spread: float
    slack: float  # standard deviations that are let pass
    limit: float

    def path(self, losses: pd.Series) -> pd.Series:
        """Return the statistic day by day; an alarm is a day above the limit."""
        values = losses.dropna()
        return pd.Series(_paths(self, values.to_numpy()[None])[0], index=values.index)


def fit_chart(
    losses: pd.Series,
    kind: str = "cusum",
    *,
    slack: float = 0.5,
    horizon: int = 28,
    rate: float = 0.05,
    draws: int = 2000,
    seed: int = 0,
) -> Chart:
    """Return a chart that alarms within `horizon` unchanged days in a share `rate` of cases.

    Unchanged days are drawn from the daily losses at hand, each on its own.

    Parameters
    ----------
    losses
        Daily losses of rows on which the model was not fitted.
    kind
        `cusum` or `page-hinkley`.
    slack
        Standard deviations of a day that are let pass.
    horizon
        Days.
    rate
        Share of unchanged spans with an alarm.
    draws
        Spans that are drawn.
    seed
        Of the draws.
    """
    if kind not in ("cusum", "page-hinkley"):
        raise DataError("chart", expected="cusum or page-hinkley", got=repr(kind))
    values = losses.dropna().to_numpy()
    if len(values) < 10:
        raise DataError("daily losses", expected="at least 10 days", got=len(values))
    spans = values[np.random.default_rng(seed).integers(0, len(values), (draws, horizon))]
    chart = Chart(kind, float(values.mean()), float(values.std(ddof=1)), slack, np.inf)
    peaks = _paths(chart, spans).max(axis=1)
    return replace(chart, limit=float(np.quantile(peaks, 1 - rate, method="higher")))


def _paths(chart: Chart, losses: Floats) -> Floats:
    """Return the statistic of each row of losses, shape (spans, days)."""
    centre: Floats | float = chart.mean
    if chart.kind == "page-hinkley":
        centre = losses.cumsum(axis=1) / np.arange(1, losses.shape[1] + 1)
    steps = (losses - centre) / chart.spread - chart.slack
    sums = steps.cumsum(axis=1)
    lowest = np.minimum.accumulate(np.minimum(sums, 0.0), axis=1)
    return sums - lowest


def daily(losses: pd.Series, days: pd.Series) -> pd.Series:
    """Return the mean loss of the outcomes heard on each day.

    Parameters
    ----------
    losses
        One for each row; missing where no outcome came.
    days
        The day on which the outcome of each row is heard.
    """
    return losses.groupby(days).mean()
