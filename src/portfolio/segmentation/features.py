"""Features of customers at a date of observation: nothing later may enter.

Everything is computed from sorted arrays, so that ten million purchases take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

DAY = np.timedelta64(1, "D")
RFM = ("recency", "frequency", "monetary")
WIDE = (*RFM, "tenure", "wait", "basket")
UNITS = {
    "recency": "days since the last purchase",
    "frequency": "purchases",
    "monetary": "mean amount of a purchase",
    "tenure": "days since the first purchase",
    "wait": "days per purchase",
    "basket": "items per purchase",
    "irregularity": "sd of gaps / mean gap",
    "revenue": "amount paid in all",
}


def customer_features(purchases: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return one row per customer known at `as_of`, computed from purchases up to that day only.

    Parameters
    ----------
    purchases
        Columns `customer`, `date`, `amount`, `items`, sorted by customer and date, one row per day.
    as_of
        Date of observation; purchases of this very day are seen.

    Returns
    -------
    pandas.DataFrame
        Indexed by customer. `recency`: days since the last purchase. `frequency`: purchases. `monetary`: mean
        amount of the purchases that cost something. `tenure`: days since the first purchase. `wait`: days
        per purchase, the open wait included. `basket`: items per purchase. `irregularity`: coefficient of
        variation of the gaps, missing below three purchases. `revenue`: sum of amounts.

    Raises
    ------
    DataError
        Nothing was bought up to `as_of`, or the rows are not sorted.
    """
    seen = purchases[purchases["date"] <= as_of]
    if seen.empty:
        raise DataError(f"no purchase up to {as_of:%Y-%m-%d}", expected="an observation date after the first")
    codes, customers = _codes(seen["customer"])
    date = seen["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    now = as_of.to_datetime64().astype("datetime64[D]").astype(np.int64)
    first = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    last = np.r_[first[1:], len(codes)] - 1
    frequency = np.diff(np.r_[first, len(codes)])
    amount = seen["amount"].to_numpy(dtype=float)
    revenue = np.add.reduceat(amount, first)
    paid = np.add.reduceat((amount > 0).astype(float), first)
    data = {
        "recency": now - date[last],
        "frequency": frequency,
        "monetary": np.divide(revenue, paid, out=np.zeros(len(first)), where=paid > 0),
        "tenure": now - date[first],
        "wait": (now - date[first]) / frequency,
        "basket": np.add.reduceat(seen["items"].to_numpy(dtype=float), first) / frequency,
        "irregularity": _irregularity(date, first, last, frequency),
        "revenue": revenue,
    }
    return pd.DataFrame(data, index=pd.Index(customers, name="customer"))


def _codes(customers: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    codes, labels = pd.factorize(customers)
    # factorize numbers customers in order of appearance: a step down is a customer met twice
    if (np.diff(codes) < 0).any():
        raise DataError("the purchases are not sorted by customer", hint="Use clean_purchases.")
    return codes.astype(np.int64), np.asarray(labels)


def _irregularity(
    date: NDArray[np.int64], first: NDArray[np.intp], last: NDArray[np.intp], frequency: NDArray[np.intp]
) -> NDArray[np.float64]:
    gap = np.diff(date, prepend=date[0]).astype(float)
    gap[first] = 0.0  # the step to the next customer is no gap
    if (gap < 0).any():
        raise DataError("the purchases of a customer are not sorted by date", hint="Use clean_purchases.")
    gaps = np.maximum(frequency - 1, 1)
    mean = (date[last] - date[first]) / gaps
    variance = np.maximum(np.add.reduceat(gap**2, first) / gaps - mean**2, 0)
    enough = frequency >= 3
    unknown = np.full(len(first), np.nan)
    ratio: NDArray[np.float64] = np.divide(np.sqrt(variance), mean, out=unknown, where=enough & (mean > 0))
    return ratio


def rfm_at(purchases: pd.DataFrame, dates: Sequence[pd.Timestamp]) -> list[pd.DataFrame]:
    """Return recency, frequency and monetary value at several dates, equal to `customer_features` but faster.

    Customers are numbered, not named: the frames serve counting, as simulations do thousands of times.

    Parameters
    ----------
    purchases
        One row per customer and day.
    dates
        Days of the checks.
    """
    codes = _codes(purchases["customer"])[0]
    day = purchases["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    amount = purchases["amount"].to_numpy(dtype=float)
    frames = []
    for date in dates:
        now = date.to_datetime64().astype("datetime64[D]").astype(np.int64)
        seen = day <= now
        who, when, paid = codes[seen], day[seen], amount[seen]
        last = np.flatnonzero(np.r_[who[1:] != who[:-1], True])
        frequency = np.diff(np.r_[-1, last])
        revenue = np.add.reduceat(paid, last - frequency + 1)
        costly = np.add.reduceat((paid > 0).astype(float), last - frequency + 1)
        monetary = np.divide(revenue, costly, out=np.zeros(len(last)), where=costly > 0)
        frames.append(
            pd.DataFrame({"recency": now - when[last], "frequency": frequency, "monetary": monetary})
        )
    return frames


def repeat_statistics(purchases: pd.DataFrame, as_of: pd.Timestamp, unit_days: float = 7.0) -> pd.DataFrame:
    """Return what the purchase models need at `as_of`, in units of time of `unit_days` days.

    Parameters
    ----------
    purchases
        One row per customer and day.
    as_of
        Day of observation: later rows are ignored.
    unit_days
        Days in a unit of time.

    Returns
    -------
    pandas.DataFrame
        Indexed by customer: `x` repeat purchases, `t_x` time of the last one and `T` time observed, both from
        the first purchase, and `spend`, the mean amount of the repeat purchases (0 without any).
    """
    features = customer_features(purchases, as_of)
    seen = purchases[purchases["date"] <= as_of]
    repeat = seen["customer"].duplicated().to_numpy()
    spent = seen.loc[repeat].groupby("customer")["amount"].mean()
    data = {
        "x": features["frequency"] - 1,
        "t_x": (features["tenure"] - features["recency"]) / unit_days,
        "T": features["tenure"] / unit_days,
        "spend": spent.reindex(features.index).fillna(0.0),
    }
    return pd.DataFrame(data, index=features.index)


def bought_between(purchases: pd.DataFrame, after: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Return `purchases` and `revenue` of each customer after one date and up to another.

    Parameters
    ----------
    purchases
        One row per customer and day.
    after
        Purchases on this day are not counted.
    until
        Purchases on this day are.
    """
    within = purchases[(purchases["date"] > after) & (purchases["date"] <= until)]
    return within.groupby("customer").agg(purchases=("amount", "size"), revenue=("amount", "sum"))
