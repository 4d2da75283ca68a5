"""What customers would do next if nothing changed, drawn from the fitted purchase models.

Rates and dropouts are drawn from each customer's posterior, parameters from their uncertainty; new customers
arrive as often as lately.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.segmentation.bgnbd import BgNbd, probability_alive
from portfolio.segmentation.gamma_gamma import GammaGamma

Floats = NDArray[np.float64]
DAYS = 7.0  # the models' unit of time


@dataclass(frozen=True)
class Change:
    """A change of behaviour from the first simulated day on: factors on rate, dropout and spend."""

    rate: float = 1.0
    dropout: float = 1.0
    spend: float = 1.0


NO_CHANGE = Change()


def simulate_purchases(
    purchases: pd.DataFrame,
    statistics: pd.DataFrame,
    value: tuple[BgNbd, GammaGamma],
    start: pd.Timestamp,
    days: int,
    rng: np.random.Generator,
    *,
    change: Change = NO_CHANGE,
    arrivals_per_day: float = 0.0,
) -> pd.DataFrame:
    """Return the purchases up to `start` followed by one simulated future of `days` days.

    Parameters
    ----------
    purchases
        What happened; rows after `start` are ignored.
    statistics
        As `repeat_statistics` returns them at `start`.
    value
        The purchase model (time in weeks) and the spend model.
    start, days
        Last observed day and length of the future.
    change
        What differs from the fitted behaviour.
    arrivals_per_day
        New customers a day.

    Returns
    -------
    pandas.DataFrame
        Sorted by customer and date, one row per day, with the columns of `purchases`.
    """
    model, spend = value
    past = purchases[purchases["date"] <= start]
    x, T = statistics["x"].to_numpy(float), statistics["T"].to_numpy(float)
    alive = rng.random(len(x)) < probability_alive(model, statistics).to_numpy()
    known = statistics.index.to_numpy()[alive]
    rate = rng.gamma(model.r + x[alive], 1 / (model.alpha + T[alive])) * change.rate
    stop = np.clip(rng.beta(model.a, model.b + x[alive]) * change.dropout, 0, 1)
    paid = np.where(statistics["spend"] > 0, x, 0.0)[alive]
    inverse = rng.gamma(
        spend.q + spend.p * paid, 1 / (spend.v + paid * statistics["spend"].to_numpy()[alive])
    )
    new = rng.poisson(arrivals_per_day * days)
    born = np.sort(rng.integers(1, days + 1, new)).astype(float)
    who = np.r_[known, _newcomers(statistics.index, new)]
    rate = np.r_[rate, rng.gamma(model.r, 1 / model.alpha, new) * change.rate]
    stop = np.r_[stop, np.clip(rng.beta(model.a, model.b, new) * change.dropout, 0, 1)]
    inverse = np.r_[inverse, rng.gamma(spend.q, 1 / spend.v, new)]
    buyer, when = _purchase_days(np.r_[np.zeros(len(known)), born], rate / DAYS, stop, days, rng)
    buyer, when = np.r_[buyer, np.arange(len(known), len(who))], np.r_[when, born]
    amount = rng.gamma(spend.p, 1 / inverse[buyer]) * change.spend
    # purchases of one customer on one day are one purchase, as in the data
    day, size = np.ceil(when).astype(np.int64), len(who)
    keys, place = np.unique(day * size + buyer, return_inverse=True)
    future = pd.DataFrame(
        {
            "customer": who[keys % size],
            "date": start + pd.to_timedelta(keys // size, unit="D").to_numpy(),
            "amount": np.bincount(place, weights=amount),
            "items": np.bincount(place).astype(float),
        }
    )
    joined = pd.concat(
        [past, future.astype({"date": past["date"].dtype, "customer": past["customer"].dtype})]
    )
    return joined.sort_values(["customer", "date"], ignore_index=True)


def _newcomers(known: pd.Index, new: int) -> NDArray[np.object_] | NDArray[np.int64]:
    """Return names of new customers that come after all known ones."""
    if pd.api.types.is_integer_dtype(known):
        return int(known.max()) + 1 + np.arange(new)
    return np.array([f"new-{number:06d}" for number in range(new)], dtype=object)


def _purchase_days(
    start: Floats, rate: Floats, stop: Floats, days: int, rng: np.random.Generator
) -> tuple[NDArray[np.intp], Floats]:
    """Return who buys when: exponential gaps, and a chance to stop after each repeat purchase."""
    # nobody stops right after a first purchase: that is the model's, and its known weakness
    rate = np.maximum(rate, 1e-12)  # a tiny shape draws rates that are zero to the computer
    buyer, now = np.arange(len(rate)), start.copy()
    buyers, times = [], []
    while len(buyer):
        now = now + rng.exponential(1 / rate[buyer])
        inside = now < days
        buyer, now = buyer[inside], now[inside]
        buyers.append(buyer)
        times.append(now)
        stays = rng.random(len(buyer)) >= stop[buyer]
        buyer, now = buyer[stays], now[stays]
    if not buyers:
        return np.array([], dtype=np.intp), np.array([])
    return np.concatenate(buyers), np.concatenate(times)
