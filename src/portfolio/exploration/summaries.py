"""Flights summed up by day, or by airport and hour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def summarise(flights: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return traffic, trouble and mean weather for each group of flights.

    Columns: `flights`, `late` and `cancelled` (shares), `mean_delay` (minutes), `temperature` (degrees
    Fahrenheit), `humidity` (percent), `wind` (mph), `pressure` (hPa), `visibility` (miles), `rain` (inches
    an hour). The weather is the mean over the flights of the group.

    Parameters
    ----------
    flights
        One row per flight.
    by
        Columns that form the groups.
    """
    return flights.groupby(list(by), observed=True).agg(
        flights=("late", "size"),
        late=("late", "mean"),
        cancelled=("cancelled", "mean"),
        mean_delay=("dep_delay", "mean"),
        temperature=("temp", "mean"),
        humidity=("humid", "mean"),
        wind=("wind_speed", "mean"),
        pressure=("pressure", "mean"),
        visibility=("visib", "mean"),
        rain=("precip", "mean"),
    )


def delay_quantiles(flights: pd.DataFrame, names: pd.Series, fewest: int = 30) -> pd.DataFrame:
    """Return the quartiles and the 90th percentile of the delay by carrier and hour, in minutes.

    Parameters
    ----------
    names
        Name of each carrier, indexed by its code. All carriers together come first, under that name; the
        others follow by number of flights.
    fewest
        Hours with fewer departures are left out.
    """
    left = flights.dropna(subset=["dep_delay"])
    named = left.assign(name=left["carrier"].map(names))
    order = ["All carriers", *named["name"].value_counts().index]
    both = pd.concat([named.assign(name="All carriers"), named])
    grouped = both.groupby(["name", "hour"], observed=True)["dep_delay"]
    table = grouped.quantile(np.array([0.25, 0.5, 0.75, 0.9])).unstack()
    table.columns = pd.Index(["q25", "q50", "q75", "q90"])
    kept = table[grouped.size() >= fewest]
    return kept.loc[[name for name in order if name in kept.index.get_level_values("name")]]
