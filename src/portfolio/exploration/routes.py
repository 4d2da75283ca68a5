"""Routes between airports."""

from __future__ import annotations

import pandas as pd


def route_table(flights: pd.DataFrame, airports: pd.DataFrame, fewest: int = 1) -> pd.DataFrame:
    """Return one row for each route with both ends located: flights, median delay and positions.

    Routes with fewer than `fewest` departures that left, or an end that `airports` does not hold, are left
    out. Columns: `origin`, `dest`, `name`, `flights`, `median_delay` (minutes), `late_share`, `lon_from`,
    `lat_from`, `lon_to`, `lat_to` (degrees).

    Parameters
    ----------
    flights
        One row per flight.
    airports
        Place of each airport.
    fewest
        Routes with fewer flights are left out.
    """
    left = flights.dropna(subset=["dep_delay"])
    routes = left.groupby(["origin", "dest"], observed=True, as_index=False).agg(
        flights=("dep_delay", "size"), median_delay=("dep_delay", "median"), late_share=("late", "mean")
    )
    places = airports.set_index("faa")[["lon", "lat", "name"]]
    start = places[["lon", "lat"]].add_suffix("_from")
    end = places.rename(columns={"lon": "lon_to", "lat": "lat_to"})
    located = routes.join(start, on="origin", how="inner").join(end, on="dest", how="inner")
    return located[located["flights"] >= fewest].sort_values(["origin", "dest"], ignore_index=True)
