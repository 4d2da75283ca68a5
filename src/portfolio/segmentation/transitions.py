"""Where the contract says a customer is found next month, and what stale lists cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.segmentation.bgnbd import BgNbd, expected_purchases
from portfolio.segmentation.drift import segment_count
from portfolio.segmentation.features import bought_between, customer_features, repeat_statistics
from portfolio.segmentation.gamma_gamma import GammaGamma, expected_spend
from portfolio.segmentation.models import Fitted, fit_segments

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def segments_if_silent(fitted: Fitted, features: pd.DataFrame, days: int) -> Labels:
    """Return where each customer is found after so many days without a purchase: no forecast is needed."""
    later = features.assign(
        recency=features["recency"] + days,
        tenure=features["tenure"] + days,
        wait=(features["tenure"] + days) / features["frequency"],
    )
    return fitted.assign(later)


def segments_if_buying(fitted: Fitted, features: pd.DataFrame, days: int) -> Labels:
    """Return where each customer is found after `days` with one more purchase, half-way, of usual amount."""
    later = features.assign(
        recency=days // 2, frequency=features["frequency"] + 1, tenure=features["tenure"] + days
    )
    return fitted.assign(later)


def followed(
    purchases: pd.DataFrame, fitted: Fitted, date: pd.Timestamp, days: int, names: list[str]
) -> pd.DataFrame:
    """Return each customer's segment, where the contract says to look `days` later, and where it was found.

    Returns
    -------
    pandas.DataFrame
        Indexed by customer: `segment`, `bought` (in between), `foreseen`, `found`.
    """
    then, now = (
        customer_features(purchases, date),
        customer_features(purchases, date + pd.Timedelta(days=days)),
    )
    now = now.loc[then.index]
    bought = (now["frequency"] > then["frequency"]).to_numpy()
    silent, buying = segments_if_silent(fitted, then, days), segments_if_buying(fitted, then, days)
    word = np.asarray(names, dtype=object)
    data = {
        "segment": word[fitted.assign(then)],
        "bought": bought,
        "foreseen": word[np.where(bought, buying, silent)],
        "found": word[fitted.assign(now)],
    }
    return pd.DataFrame(data, index=then.index)


def capture(labels: Labels, worth: Floats, outcome: Floats, share: float) -> float:
    """Return the share of a later outcome that comes from the best `share` of customers.

    Whole segments are taken, the most worthy first; of the last one, every customer counts in part, as if
    drawn at random.
    """
    order = np.argsort(-worth, kind="stable")
    left, caught = share * len(labels), 0.0
    for segment in order:
        member = labels == segment
        size = int(member.sum())
        if size and left > 0:
            caught += outcome[member].sum() * min(1.0, left / size)
            left -= size
    return float(caught / outcome.sum()) if outcome.sum() else 0.0


def waiting_table(
    purchases: pd.DataFrame,
    lists: Mapping[str, Mapping[pd.Timestamp, pd.Series]],
    days: int,
    share: float,
) -> pd.DataFrame:
    """Return what each way of keeping the list catches of the revenue of the days after each date.

    Parameters
    ----------
    lists
        For each way, at each date, the worth of each customer's segment: a series indexed by customer.
    days, share
        Length of the campaign, and the share of customers it addresses.

    Returns
    -------
    pandas.DataFrame
        Dates in rows, ways in columns.
    """
    rows: dict[pd.Timestamp, dict[str, float]] = {}
    for way, dated in lists.items():
        for date, worth in dated.items():
            later = bought_between(purchases, date, date + pd.Timedelta(days=days))["revenue"]
            codes, levels = pd.factorize(worth, sort=True)
            outcome = later.reindex(worth.index).fillna(0.0).to_numpy()
            rows.setdefault(date, {})[way] = capture(codes, np.asarray(levels, dtype=float), outcome, share)
    return pd.DataFrame(rows).T.rename_axis("date")


def campaign_lists(
    purchases: pd.DataFrame,
    fitted: Fitted,
    shapes: pd.Series,
    dates: Sequence[pd.Timestamp],
    value: tuple[BgNbd, GammaGamma],
    rng: np.random.Generator,
    *,
    fitted_on: pd.Timestamp,
    days: int,
) -> dict[str, dict[pd.Timestamp, pd.Series]]:
    """Return the worth of each customer's segment at each date, for three ways of keeping the list.

    `never renewed`: segments of the day of the fit, newcomers last. `frozen rules`: the rules of that day
    applied to the features of the date. `monthly refit`: fitted again on the date. A segment is worth the
    revenue expected of its members in the next `days` days, on the day its model was fitted.
    """
    first = _worth(purchases, fitted, fitted_on, value, days)
    by_segment = first.groupby(fitted.assign(customer_features(purchases, fitted_on))).first()
    lists: dict[str, dict[pd.Timestamp, pd.Series]] = {
        way: {} for way in ("never renewed", "frozen rules", "monthly refit")
    }
    for date in dates:
        features = customer_features(purchases, date)
        frozen = by_segment.reindex(fitted.assign(features)).to_numpy()
        k, seed = segment_count(fitted), int(rng.integers(2**31))
        fresh = fit_segments(fitted.method, features, k, shapes, seed)
        lists["never renewed"][date] = first.reindex(features.index).fillna(-1.0)
        lists["frozen rules"][date] = pd.Series(frozen, index=features.index)
        lists["monthly refit"][date] = _worth(purchases, fresh, date, value, days)
    return lists


def _worth(
    purchases: pd.DataFrame, fitted: Fitted, date: pd.Timestamp, value: tuple[BgNbd, GammaGamma], days: int
) -> pd.Series:
    """Return the mean expected revenue of each customer's segment."""
    statistics = repeat_statistics(purchases, date)
    revenue = expected_purchases(value[0], statistics, days / 7) * expected_spend(value[1], statistics)
    labels = fitted.assign(customer_features(purchases, date))
    return revenue.groupby(labels).transform("mean")
