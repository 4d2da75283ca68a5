"""Flights summed up."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.exploration.routes import route_table
from portfolio.exploration.summaries import delay_quantiles, summarise

FLIGHTS = pd.DataFrame(
    {
        "origin": ["JFK"] * 4,
        "dest": ["BOS", "BOS", "BOS", "SJU"],
        "carrier": ["B6", "B6", "DL", "DL"],
        "hour": [6, 6, 6, 7],
        "dep_delay": [0.0, 20.0, None, -5.0],
        "late": [0.0, 1.0, None, 0.0],
        "cancelled": [False, False, True, False],
    }
).assign(temp=50.0, humid=60.0, wind_speed=5.0, pressure=1000.0, visib=10.0, precip=0.0)
AIRPORTS = pd.DataFrame(
    {"faa": ["JFK", "BOS"], "name": ["Kennedy", "Logan"], "lon": [-73.8, -71.0], "lat": [40.6, 42.4]}
)


def test_cancelled_flights_count_as_traffic_and_not_as_delay() -> None:
    """The share of late flights is that of flights that left."""
    row = summarise(FLIGHTS, ["hour"]).loc[6]
    assert row[["flights", "late", "mean_delay"]].tolist() == [3, 0.5, 10]
    assert row["cancelled"] == pytest.approx(1 / 3)


def test_all_carriers_come_first_then_the_largest() -> None:
    """The order of the menu; thin hours are left out."""
    names = pd.Series({"B6": "JetBlue", "DL": "Delta"})
    table = delay_quantiles(FLIGHTS, names, fewest=2)
    assert table.index.tolist() == [("All carriers", 6), ("JetBlue", 6)]
    assert table.loc[("JetBlue", 6)].tolist() == [5, 10, 15, 18]


def test_a_route_needs_both_ends() -> None:
    """San Juan is not in the table of airports, and its flights are on no map."""
    routes = route_table(FLIGHTS, AIRPORTS)
    assert routes[["origin", "dest", "flights", "median_delay", "late_share"]].to_numpy().tolist() == [
        ["JFK", "BOS", 2, 10.0, 0.5]
    ]
    assert routes.loc[0, ["lon_to", "lat_to"]].tolist() == [-71.0, 42.4]


def test_thin_routes_are_left_out() -> None:
    """The threshold counts flights that left."""
    assert route_table(FLIGHTS, AIRPORTS, fewest=3).empty
