"""The tables as the chapters use them once their faults are known: cleaned, joined, marked."""

from __future__ import annotations

import pandas as pd

from portfolio.exploration.cleaning import blank_where, implausible_aircraft, mark_flights
from portfolio.exploration.joins import checked_join
from portfolio.exploration.missing import fill_from_neighbours
from portfolio.exploration.outliers import neighbour_gaps

MOMENT = ["origin", "time_hour"]  # names one hour of weather; the printed date and hour do not
PRINTED = ["year", "month", "day", "hour"]
WIDEST_GAP = 40  # degrees Fahrenheit that one station may differ from the median of all
STRONGEST_WIND = 253  # mph, the strongest gust ever measured outside tornadoes: Barrow Island, 1996


def clean_weather(weather: pd.DataFrame) -> pd.DataFrame:
    """Return the weather without impossible readings, unused columns and fillable holes of pressure."""
    gap = neighbour_gaps(weather, "temp")
    cleaned = weather.assign(pressure=fill_from_neighbours(weather, "pressure"))
    cleaned = cleaned.drop(columns=[*PRINTED, "wind_dir", "wind_gust"])
    for column in ("temp", "dewp", "humid"):
        cleaned = blank_where(cleaned, column, gap.abs() > WIDEST_GAP)
    return blank_where(cleaned, "wind_speed", weather["wind_speed"] > STRONGEST_WIND)


def airliners(planes: pd.DataFrame) -> pd.DataFrame:
    """Return the registry without entries that cannot be the aircraft that flew."""
    return planes[~implausible_aircraft(planes)].drop(columns="speed")


def join_trips(
    flights: pd.DataFrame, weather: pd.DataFrame, planes: pd.DataFrame, late_minutes: float
) -> pd.DataFrame:
    """Return one row for each flight: marked, with the weather of its hour and its aircraft where known.

    Parameters
    ----------
    weather
        As `clean_weather` returns it.
    planes
        As `airliners` returns it; its columns get the prefix `plane_`.
    late_minutes
        A departure later than this is late.
    """
    marked = mark_flights(flights, late_minutes).drop(columns=["year", "sched_dep_time"])
    trips = checked_join(marked, weather, MOMENT).frame
    return checked_join(trips, planes, ["tailnum"], prefix="plane_").frame
