"""The tables as the chapters use them."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.exploration import airliners, clean_weather, join_trips

HOURS = pd.to_datetime(["2013-03-01 12:00", "2013-03-01 13:00"], utc=True)


def weather() -> pd.DataFrame:
    """Return two hours at three airports, with a cold slip, a gale from nowhere and a hole."""
    frame = pd.DataFrame({"origin": ["EWR", "JFK", "LGA"] * 2, "time_hour": HOURS.repeat(3)})
    frame = frame.assign(year=2013, month=3, day=1, hour=0, wind_dir=10.0, wind_gust=None, precip=0.0)
    frame = frame.assign(temp=57.0, dewp=40.0, humid=50.0, wind_speed=10.0, pressure=1010.0, visib=10.0)
    frame.loc[1, "temp"], frame.loc[2, "wind_speed"], frame.loc[3, "pressure"] = 13.0, 1048.0, None
    return frame


def test_impossible_readings_are_blanked_and_their_rows_kept() -> None:
    """With the dew point and humidity that belong to the temperature."""
    cleaned = clean_weather(weather())
    assert cleaned.loc[1, ["temp", "dewp", "humid"]].isna().all()
    assert pd.isna(cleaned.loc[2, "wind_speed"])
    assert cleaned["temp"].notna().sum() == cleaned["wind_speed"].notna().sum() == 5


def test_a_hole_of_pressure_is_filled_from_its_neighbours() -> None:
    """Columns that are not used are gone."""
    cleaned = clean_weather(weather())
    assert cleaned["pressure"].tolist() == [1010.0] * 6
    assert not {"wind_gust", "wind_dir", "year", "hour"} & set(cleaned)


@pytest.fixture
def trips() -> pd.DataFrame:
    """Return three flights, joined: one of an airliner, one of a kit plane, one that never left."""
    flights = pd.DataFrame({"tailnum": ["N1", "N2", None], "origin": "EWR", "time_hour": HOURS[0]})
    flights = flights.assign(year=2013, minute=0, sched_dep_time=700, dep_time=[730.0, 700.0, None])
    flights = flights.assign(dep_delay=[30.0, 0.0, None], arr_delay=[20.0, 0.0, None])
    planes = pd.DataFrame({"tailnum": ["N1", "N2"], "seats": [150, 2], "year": [2000, 2000]})
    planes = planes.assign(engine="Turbo-fan", speed=None)
    return join_trips(flights, clean_weather(weather()), airliners(planes), late_minutes=15)


def test_every_flight_is_kept_once_and_marked(trips: pd.DataFrame) -> None:
    """A cancelled one is neither late nor on time."""
    assert trips["late"].tolist()[:2] == [1.0, 0.0]
    assert pd.isna(trips["late"][2])
    assert trips["cancelled"].tolist() == [False, False, True]
    assert trips["temp"].tolist() == [57.0] * 3


def test_an_entry_that_is_not_an_airliner_gives_no_aircraft(trips: pd.DataFrame) -> None:
    """The flight stays."""
    assert trips["plane_seats"].notna().tolist() == [True, False, False]
