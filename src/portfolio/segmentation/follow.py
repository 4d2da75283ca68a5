"""Where the contract says a customer is found next month, and what stale lists cost."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.segmentation.features import bought_between, customer_features
from portfolio.segmentation.models import Fitted

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
    """Return where each customer is found `days` from now after one more purchase, half-way, of the usual amount."""
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
