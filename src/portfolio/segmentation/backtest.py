"""What the alarm of the contract does in purchases that really came, for contracts of several days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from portfolio.segmentation.bgnbd import fit_bgnbd
from portfolio.segmentation.drift import MONTH
from portfolio.segmentation.features import customer_features, repeat_statistics
from portfolio.segmentation.gamma_gamma import fit_gamma_gamma
from portfolio.segmentation.models import fit_segments
from portfolio.segmentation.monitoring import Panel, alarm_limits, departures, watch_panel, watched_indicators


def real_alarms(
    purchases: pd.DataFrame,
    starts: Sequence[pd.Timestamp],
    k: int,
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    checks: int,
    customers: int,
    futures: int,
    false_alarms: float,
) -> pd.DataFrame:
    """Return whether the alarm rings in what really came, for contracts written on several days.

    Simulated futures are those of the purchase model. Only the purchases that followed show how often the
    alarm rings where the model is not exactly true.

    Parameters
    ----------
    starts
        Days on which segments, purchase models and limits are fitted to what was known then.
    k
        Segments, by k-means.
    checks
        Checks after each day.
    customers, futures, false_alarms
        As `watch_panel` and `write_contract` take them.

    Returns
    -------
    pandas.DataFrame
        One row per day and check: index `fitted_on` and `age` in days; `departure`, the largest in standard
        deviations, the `limit`, and `rings`.
    """
    rows = {}
    for start in starts:
        end = start + pd.Timedelta(days=MONTH * checks)
        panel = _panel_fitted_on(purchases, start, end, k, shapes, rng, customers)
        foreseen, spread, limit = alarm_limits(panel, rng, futures, false_alarms)
        seen = departures(watched_indicators(panel, panel.purchases), foreseen, spread)
        for date, departure in zip(panel.dates, seen, strict=True):
            row = {"departure": departure, "limit": limit, "rings": departure > limit}
            rows[start, (date - start).days] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["fitted_on", "age"])


def _panel_fitted_on(
    purchases: pd.DataFrame,
    start: pd.Timestamp,
    end: pd.Timestamp,
    k: int,
    shapes: pd.Series,
    rng: np.random.Generator,
    customers: int,
) -> Panel:
    fitted = fit_segments("k-means", customer_features(purchases, start), k, shapes, int(rng.integers(2**31)))
    statistics = repeat_statistics(purchases, start)
    value = fit_bgnbd(statistics)[1], fit_gamma_gamma(statistics)[1]
    return watch_panel(purchases, fitted, start, end, value, rng, customers=customers)
