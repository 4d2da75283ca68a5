"""What is known at an airport at noon, and nothing later.

Every feature is computed from a table in which each event carries the moment when it is known. A flight
that has not left by noon is known to wait; how long it will wait is not. A weather record stamped 11 may
hold an observation of 11:51, so records count as known when their hour is over.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.exploration.clock import ZONE, departed_at, scheduled_at

NOON = pd.Timedelta(hours=12)
RECENT_STAMPS = (9, 11)  # first and last weather record of the three hours before noon
WEATHER = {"temp": "last", "humid": "last", "visib": "last", "pressure": "last", "wind_speed": "max"}


def noon_of(moments: pd.Series) -> pd.Series:
    """Return noon on the local clock of each moment's day, also on the two days when the clock is changed."""
    midnight: pd.Series = moments.dt.tz_localize(None).dt.normalize()
    noon: pd.Series = (midnight + NOON).dt.tz_localize(ZONE)
    return noon


def morning_board(flights: pd.DataFrame, late_minutes: int) -> pd.DataFrame:
    """Return the flights scheduled before noon as the departure board shows them at noon.

    Columns: `origin`, `carrier`, `date`, `known_at` (departure, or noon for those still waiting),
    `so_far` (minutes of delay by then), `late_so_far`, `waiting`.

    Parameters
    ----------
    flights
        One row per flight.
    late_minutes
        A departure later than this is late.
    """
    scheduled = scheduled_at(flights)
    noon = noon_of(scheduled)
    board = flights[["origin", "carrier"]].assign(date=scheduled.dt.normalize())
    departed = departed_at(flights)
    waiting = departed.isna() | (departed > noon)
    known_at = departed.mask(waiting, noon)
    so_far = (known_at - scheduled).dt.total_seconds() / 60
    board = board.assign(known_at=known_at, so_far=so_far, late_so_far=so_far > late_minutes, waiting=waiting)
    return board[scheduled < noon]


def board_summary(board: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each airport and day: flights, mean delay so far, shares late and waiting."""
    return board.groupby(["origin", "date"], observed=True).agg(
        morning_flights=("so_far", "size"),
        morning_delay=("so_far", "mean"),
        morning_late=("late_so_far", "mean"),
        morning_waiting=("waiting", "mean"),
        board_known_at=("known_at", "max"),
    )


def weather_at_noon(weather: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each airport and day: the last record complete at noon, rain of three hours."""
    stamp = weather["time_hour"].dt.tz_convert(ZONE)
    dated = weather.assign(date=stamp.dt.normalize(), weather_known_at=stamp + pd.Timedelta(hours=1))
    recent = dated[stamp.dt.hour.between(*RECENT_STAMPS)].sort_values("time_hour")
    chosen = {name: (name, how) for name, how in WEATHER.items()}
    summary: pd.DataFrame = recent.groupby(["origin", "date"], observed=True).agg(
        **chosen, rain=("precip", "sum"), weather_known_at=("weather_known_at", "max")
    )
    return summary


def noon_features(
    flights: pd.DataFrame, weather: pd.DataFrame, late_minutes: int, first_hour: int = 13
) -> pd.DataFrame:
    """Return one row for each flight scheduled from `first_hour` on: all that noon knows, and the outcome.

    The outcome `trouble` is true when the flight leaves more than `late_minutes` late, or never: who drops
    cancelled flights uses what noon does not know.

    Parameters
    ----------
    flights
        One row per flight.
    weather
        Readings by airport and hour.
    late_minutes
        A departure later than this is late.
    first_hour
        Flights scheduled from this hour on are forecast.
    """
    scheduled = scheduled_at(flights)
    afternoon = flights[flights["hour"] >= first_hour]
    rows = afternoon[["origin", "dest", "carrier", "month", "hour", "distance"]].assign(
        date=scheduled.dt.normalize(),
        weekday=scheduled.dt.day_of_week,
        trouble=afternoon["dep_delay"].isna() | (afternoon["dep_delay"] > late_minutes),
    )
    planned = rows.groupby(["origin", "date", "hour"], observed=True)["distance"].transform("size")
    board = morning_board(flights, late_minutes)
    own = board.groupby(["origin", "date", "carrier"], observed=True)["so_far"].mean().rename("carrier_delay")
    day = ["origin", "date"]
    joined = (
        rows.assign(planned=planned)
        .join(board_summary(board), on=day)
        .join(weather_at_noon(weather), on=day)
        .join(own, on=[*day, "carrier"])
    )
    # a carrier without morning flights: the airport's mean is all that noon knows of it
    return joined.assign(carrier_delay=joined["carrier_delay"].fillna(joined["morning_delay"]))


def latest_known(features: pd.DataFrame) -> pd.Timedelta:
    """Return the latest time on the clock of any event behind `features`."""
    day = features["date"].dt.tz_localize(None)
    stamps = [features[name].dt.tz_localize(None) - day for name in ("board_known_at", "weather_known_at")]
    return max(pd.Timedelta(stamp.max()) for stamp in stamps)


def scramble_future(flights: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return a copy in which everything that noon cannot know is replaced by chance.

    Flights that left by noon keep their delay; for all others it is drawn anew from a long wait or none
    at all, never back before noon. Features that change under this have looked into the future.

    Parameters
    ----------
    flights
        One row per flight.
    rng
        Source of chance.
    """
    scheduled, departed = scheduled_at(flights), departed_at(flights)
    noon = noon_of(scheduled)
    open_at_noon = departed.isna() | (departed > noon)
    earliest = ((noon - scheduled).dt.total_seconds() / 60).clip(lower=0) + 1
    invented = earliest + rng.integers(0, 600, size=len(flights))
    invented = invented.mask(rng.random(len(flights)) < 0.2)
    return flights.assign(dep_delay=flights["dep_delay"].mask(open_at_noon, invented))
