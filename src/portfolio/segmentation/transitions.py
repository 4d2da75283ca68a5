"""Where the contract says a customer is found next month, and what stale lists cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
WAYS = ("never renewed", "frozen rules", "monthly refit", "recency and frequency", "purchase model")


def segments_if_silent(fitted: Fitted, features: pd.DataFrame, days: int) -> Labels:
    """Return where each customer is found after so many days without a purchase: no forecast is needed.

    Parameters
    ----------
    fitted
        A fitted segmentation.
    features
        One row per customer.
    days
        Without a purchase.
    """
    later = features.assign(
        recency=features["recency"] + days,
        tenure=features["tenure"] + days,
        wait=(features["tenure"] + days) / features["frequency"],
    )
    return fitted.assign(later)


def segments_if_buying(fitted: Fitted, features: pd.DataFrame, days: int) -> Labels:
    """Return where each customer is found after `days` with one more purchase, half-way, of usual amount.

    Parameters
    ----------
    fitted
        A fitted segmentation.
    features
        One row per customer.
    days
        At whose end the purchase comes.
    """
    later = features.assign(
        recency=days // 2, frequency=features["frequency"] + 1, tenure=features["tenure"] + days
    )
    return fitted.assign(later)


def followed(
    purchases: pd.DataFrame, fitted: Fitted, date: pd.Timestamp, days: int, names: list[str]
) -> pd.DataFrame:
    """Return each customer's segment, where the contract says to look `days` later, and where it was found.

    Parameters
    ----------
    purchases
        One row per customer and day.
    fitted
        A fitted segmentation.
    date
        Day of observation.
    days
        Until the customers are looked at again.
    names
        Name of each segment, in the order of its number.

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


def capture(worth: Floats, outcome: Floats, share: float, weights: Floats | None = None) -> Floats:
    """Return the share of a later outcome that comes from the best `share` of customers.

    The most worthy are taken first. Where the limit falls among customers of equal worth, such as those of a
    segment, each of them counts in part, as if drawn at random.

    Parameters
    ----------
    worth, outcome
        Of each customer, shape (customers,).
    weights
        How often each customer counts, shape (customers, resamples); once if None.

    Returns
    -------
    numpy.ndarray
        Shape (resamples,).
    """
    order = np.argsort(-worth, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(worth[order]) != 0])
    counted = np.ones((len(worth), 1)) if weights is None else weights[order]
    size = np.add.reduceat(counted, starts, axis=0)
    brought = np.add.reduceat(counted * outcome[order, None].astype(counted.dtype), starts, axis=0)
    left = share * size.sum(axis=0) - (np.cumsum(size, axis=0) - size)
    part = np.clip(np.divide(left, size, out=np.zeros_like(size), where=size > 0), 0, 1)
    total, caught = brought.sum(axis=0), (brought * part).sum(axis=0)
    found: Floats = np.divide(caught, total, out=np.zeros_like(total), where=total > 0)
    return found


@dataclass(frozen=True)
class Waiting:
    """What each way of making a list catches.

    Parameters
    ----------
    table
        Dates in rows, ways in columns.
    draws
        The mean over the dates, a row for each resample of the customers, the same for all ways.
    """

    table: pd.DataFrame
    draws: pd.DataFrame


def waiting_table(
    purchases: pd.DataFrame,
    lists: Mapping[str, Mapping[pd.Timestamp, pd.Series]],
    days: int,
    share: float,
    rng: np.random.Generator,
    *,
    resamples: int = 200,
) -> Waiting:
    """Return what each way of making a list catches of the revenue of the days after each date.

    Parameters
    ----------
    lists
        For each way, at each date, what each customer is held worth: a series indexed by customer. The
        customers of a date are the same for every way.
    days, share
        Length of the campaign, and the share of customers it addresses.
    """
    everyone = pd.Index(purchases["customer"].unique())
    times = rng.multinomial(len(everyone), np.full(len(everyone), 1 / len(everyone)), size=resamples)
    # the first column counts everyone once; whole numbers this small are exact in single precision
    weights = np.vstack([np.ones(len(everyone)), times]).T.astype(np.float32, order="C")
    rows: dict[pd.Timestamp, dict[str, Floats]] = {}
    for date in next(iter(lists.values())):
        later = bought_between(purchases, date, date + pd.Timedelta(days=days))["revenue"]
        known = next(iter(lists.values()))[date].index
        of_date = weights[everyone.get_indexer(known)]
        outcome = later.reindex(known).fillna(0.0).to_numpy()
        rows[date] = {
            way: capture(dated[date].reindex(known).to_numpy(), outcome, share, of_date)
            for way, dated in lists.items()
        }
    table = pd.DataFrame({date: {way: got[0] for way, got in row.items()} for date, row in rows.items()}).T
    means = {way: np.mean([row[way][1:] for row in rows.values()], axis=0) for way in lists}
    return Waiting(table.rename_axis("date"), pd.DataFrame(means))


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
    """Return what each customer is held worth at each date, for five ways of making a list.

    `never renewed`: segments of the day of the fit, newcomers last. `frozen rules`: the rules of that day
    applied to the features of the date. `monthly refit`: fitted again on the date. A segment is worth the
    revenue expected of its members in the next `days` days, on the day its model was fitted. Two ways need no
    segments: `recency and frequency` adds the ranks of the two, without any model; `purchase model` takes the
    revenue that `value` expects of each customer at the date.

    Parameters
    ----------
    purchases
        One row per customer and day.
    fitted
        A fitted segmentation.
    shapes
        Transformation of each feature.
    dates
        Days of the checks.
    value
        Estimates of the purchase and spend models.
    rng
        Source of chance.
    fitted_on
        Day of the frozen fit.
    days
        Length of the campaign.
    """
    first = _mean_of_segment(
        _expected_revenue(purchases, fitted_on, value, days), fitted, customer_features(purchases, fitted_on)
    )
    by_segment = first.groupby(fitted.assign(customer_features(purchases, fitted_on))).first()
    lists: dict[str, dict[pd.Timestamp, pd.Series]] = {way: {} for way in WAYS}
    for date in dates:
        features = customer_features(purchases, date)
        frozen = by_segment.reindex(fitted.assign(features)).to_numpy()
        k, seed = segment_count(fitted), int(rng.integers(2**31))
        fresh = fit_segments(fitted.method, features, k, shapes, seed)
        revenue = _expected_revenue(purchases, date, value, days)
        ways = (
            first.reindex(features.index).fillna(-1.0),
            pd.Series(frozen, index=features.index),
            _mean_of_segment(revenue, fresh, features),
            features["frequency"].rank() + features["recency"].rank(ascending=False),
            revenue,
        )
        for way, worth in zip(WAYS, ways, strict=True):
            lists[way][date] = worth
    return lists


def _expected_revenue(
    purchases: pd.DataFrame, date: pd.Timestamp, value: tuple[BgNbd, GammaGamma], days: int
) -> pd.Series:
    statistics = repeat_statistics(purchases, date)
    return expected_purchases(value[0], statistics, days / 7) * expected_spend(value[1], statistics)


def _mean_of_segment(revenue: pd.Series, fitted: Fitted, features: pd.DataFrame) -> pd.Series:
    """Return the mean expected revenue of each customer's segment."""
    return revenue.groupby(fitted.assign(features)).transform("mean")
