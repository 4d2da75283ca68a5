"""How a frozen segmentation ages: agreement with a refit, drift of features, migration between segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from portfolio.segmentation.features import RFM, customer_features
from portfolio.segmentation.models import Fitted, fit_segments
from portfolio.statistics.stability_index import psi, reference_bins

Floats = NDArray[np.float64]
MONTH = 28  # days between two checks: four whole weeks, so that weekdays do not matter


def check_dates(start: pd.Timestamp, end: pd.Timestamp, every: int = MONTH) -> list[pd.Timestamp]:
    """Return the dates of the checks after `start`, up to `end`.

    Parameters
    ----------
    start
        First day.
    end
        Last day.
    every
        Days between checks.
    """
    steps = (end - start).days // every
    return [start + pd.Timedelta(days=every * step) for step in range(1, steps + 1)]


def ageing_table(
    purchases: pd.DataFrame,
    fitted: Fitted,
    dates: Sequence[pd.Timestamp],
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    fitted_on: pd.Timestamp,
    customers: int,
    resamples: int = 20,
) -> pd.DataFrame:
    """Return the agreement of a frozen segmentation with a refit on the day of the fit and at each date.

    Parameters
    ----------
    customers
        Size of each resample: the contract's panel, so that both agreements are of the same kind.

    Returns
    -------
    pandas.DataFrame
        Indexed by age in days: `ari` of the frozen rules against a refit, mean over resamples of the
        customers of that date, with its quartiles `low` and `high`; `stale`, the same for labels
        given at `fitted_on` and never renewed, over the customers known then. At age 0 nothing has aged: what
        is missing to 1 there is the noise of fitting anew.
    """
    before = customer_features(purchases, fitted_on)
    first = pd.Series(fitted.assign(before), index=before.index)
    rows = {}
    for date in (fitted_on, *dates):
        features = customer_features(purchases, date)
        draws = []
        for _ in range(resamples):
            drawn = features.iloc[rng.integers(0, len(features), min(customers, len(features)))]
            draws.append(_agreements(fitted, drawn, first, shapes, rng))
        frozen, stale = np.array(draws).T
        low, high = np.percentile(frozen, [25, 75])
        rows[(date - fitted_on).days] = {
            "ari": frozen.mean(), "low": low, "high": high, "stale": stale.mean()
        }  # fmt: skip
    return pd.DataFrame(rows).T.rename_axis("age")


def lasting_age(agreement: pd.Series, needed: float) -> int:
    """Return the largest age up to which every check reaches the agreement `needed`, 0 if the first does not.

    Parameters
    ----------
    agreement
        ARI of frozen rules against a refit, indexed by age in days, the youngest first.
    """
    held = (agreement >= needed).to_numpy()
    checks = len(held) if held.all() else int(held.argmin())
    return int(agreement.index[checks - 1]) if checks else 0


def agreement_with_refit(
    fitted: Fitted, features: pd.DataFrame, shapes: pd.Series, rng: np.random.Generator
) -> float:
    """Return the ARI of frozen rules and of a model fitted again, on the same customers.

    Parameters
    ----------
    fitted
        A fitted segmentation.
    features
        Customers on the day of the check.
    shapes
        Transformation of each feature.
    rng
        Source of chance.
    """
    return float(adjusted_rand_score(fitted.assign(features), _refit(fitted, features, shapes, rng)))


def _agreements(
    fitted: Fitted, drawn: pd.DataFrame, first: pd.Series, shapes: pd.Series, rng: np.random.Generator
) -> tuple[float, float]:
    fresh = _refit(fitted, drawn, shapes, rng)
    place = first.index.get_indexer(drawn.index)
    known = place >= 0
    stale = adjusted_rand_score(first.to_numpy()[place[known]], fresh[known])
    return float(adjusted_rand_score(fitted.assign(drawn), fresh)), float(stale)


def _refit(
    fitted: Fitted, features: pd.DataFrame, shapes: pd.Series, rng: np.random.Generator
) -> NDArray[np.int64]:
    k, seed = segment_count(fitted), int(rng.integers(2**31))
    return fit_segments(fitted.method, features, k, shapes, seed).assign(features)


def segment_count(fitted: Fitted) -> int:
    """Return the number of segments of a model with centres."""
    assert fitted.centres is not None, "only models with centres are watched"
    return len(fitted.centres)


def population_stability(reference: pd.Series, current: pd.Series, bins: int = 10) -> float:
    """Return the population stability index of a feature: 0 for the same distribution.

    Bins are the reference's quantiles; an empty bin counts as half a customer.

    Parameters
    ----------
    reference
        Values on the day of the fit.
    current
        Values now.
    bins
        Bins of equal size on the day of the fit.
    """
    cut = reference_bins(reference, bins)
    return psi(cut.counts, cut.count(current))


def drift_table(
    purchases: pd.DataFrame, reference: pd.DataFrame, dates: Sequence[pd.Timestamp]
) -> pd.DataFrame:
    """Return the stability index of recency, frequency and mean amount at each date against `reference`.

    Parameters
    ----------
    purchases
        One row per customer and day.
    reference
        Features on the day of the fit.
    dates
        Days of the checks.
    """
    rows = {}
    for date in dates:
        features = customer_features(purchases, date)
        rows[date] = {name: population_stability(reference[name], features[name]) for name in RFM}
    return pd.DataFrame(rows).T.rename_axis("date")


def segment_history(
    purchases: pd.DataFrame, fitted: Fitted, dates: Sequence[pd.Timestamp], names: Sequence[str]
) -> pd.DataFrame:
    """Return each customer's segment at each date by the frozen rules; `not yet` before a first purchase.

    Parameters
    ----------
    purchases
        One row per customer and day.
    fitted
        A fitted segmentation.
    dates
        Days of the checks.
    names
        Name of each segment, in the order of its number.
    """
    columns = {}
    for date in dates:
        features = customer_features(purchases, date)
        columns[date] = pd.Series(
            np.asarray(names, dtype=object)[fitted.assign(features)], index=features.index
        )
    return pd.DataFrame(columns).astype(object).fillna("not yet")


def migration(history: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return how many customers went from each segment (rows) to each segment (columns).

    Parameters
    ----------
    history
        As `segment_history` returns it.
    start
        The earlier day.
    end
        The later day.
    """
    return pd.crosstab(history[start], history[end]).rename_axis(index="from", columns="to")
