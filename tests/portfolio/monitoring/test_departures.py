"""What is known an hour before a departure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from invented_departures import departures, weather
from portfolio.errors import DataError
from portfolio.monitoring.departures import (
    FEATURES,
    WEATHER,
    calendar,
    known_before,
    local_day,
    scramble_after,
    treat,
)

ZONE = "America/New_York"


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Treated flights and weather."""
    flights, records, _ = treat(departures(), weather())
    return flights, records


@pytest.mark.parametrize(
    "text", ["2013-02-27 23:10", "2013-03-10 01:30", "2013-03-10 03:30", "2013-03-20 12:00"]
)
def test_nothing_after_the_moment_moves_a_feature(text: str) -> None:
    """Departures and weather behind it are drawn anew, in the last hour of a day and as the clock changes."""
    flights, records = tables()
    moment = pd.Timestamp(text, tz=ZONE).tz_convert("UTC")
    before = known_before(flights, records, 15)
    later = records["time_hour"] + pd.Timedelta("1h") > moment
    noise = records.assign(**{name: records[name].mask(later, -99.0) for name in WEATHER})
    rng = np.random.default_rng(0)
    after = known_before(scramble_after(flights, moment, rng), noise, 15)
    known = before["as_of"] <= moment
    pd.testing.assert_frame_equal(before.loc[known, FEATURES], after.loc[known, FEATURES])
    assert not before.loc[~known, FEATURES].equals(after.loc[~known, FEATURES])


def test_scrambled_departures_stay_behind_the_moment() -> None:
    """Otherwise the leak test would accuse a feature that is right."""
    flights, _ = tables()
    moment = pd.Timestamp("2013-03-10 12:00", tz="UTC")
    scrambled = scramble_after(flights, moment, np.random.default_rng(0))
    gone = flights["left"] <= moment
    pd.testing.assert_series_equal(scrambled.loc[gone, "left"], flights.loc[gone, "left"])
    assert not (scrambled.loc[~gone, "left"] <= moment).any()


def test_delays_are_means_over_the_flights_that_had_left() -> None:
    """By hand, for every tenth flight."""
    flights, records = tables()
    frame = known_before(flights, records, 15)
    for row in frame[::100].itertuples():
        here = flights[(flights["origin"] == row.origin) & flights["left"].notna()]
        recent = here[(here["left"] > row.as_of - pd.Timedelta("2h")) & (here["left"] <= row.as_of)]
        own = recent[recent["carrier"] == row.carrier]
        midnight = row.as_of.tz_convert(ZONE).normalize()
        before = (midnight - pd.Timedelta("12h")).normalize()
        past = here[(here["left"] > before) & (here["left"] <= midnight)]
        found = [row.recent_delay, row.recent_late, row.carrier_delay, row.yesterday_late]
        late = (recent["dep_delay"] > 15).mean(), (past["dep_delay"] > 15).mean()
        expected = [recent["dep_delay"].mean(), late[0], own["dep_delay"].mean(), late[1]]
        np.testing.assert_allclose(found, expected)


def test_a_flight_that_waits_past_midnight_is_not_part_of_yesterday() -> None:
    """Scheduled at 23:00 and gone at 1:00, it is unknown to a forecast made at half past midnight."""
    flights, records = tables()
    late = flights.iloc[[0]].assign(
        time_hour=pd.Timestamp("2013-03-06 23:00", tz=ZONE).tz_convert("UTC"), minute=0, dep_delay=120.0
    )
    flights, _, _ = treat(pd.concat([flights, late], ignore_index=True), records)
    frame = known_before(flights, records, 15)
    here = frame[(frame["date"] == "2013-03-07") & (frame["origin"] == late["origin"].iloc[0])]
    without = known_before(flights.iloc[:-1], records, 15)
    there = without[(without["date"] == "2013-03-07") & (without["origin"] == late["origin"].iloc[0])]
    np.testing.assert_array_equal(here["yesterday_late"], there["yesterday_late"])
    row = frame[(frame["scheduled"] == flights["scheduled"].iloc[-1]) & (frame["late"] == 1)]
    assert (row["heard"] == pd.Timestamp("2013-03-08")).all()


def test_weather_is_at_least_an_hour_old() -> None:
    """A record stamped 11 counts as known from 12 on."""
    flights, records = tables()
    marked = records.assign(temp=records["time_hour"].astype("int64").astype(float))
    frame = known_before(flights, marked, 15)
    unit = float(marked["temp"].iloc[1] - marked["temp"].iloc[0])  # an hour
    age = (frame["as_of"].astype("int64") - frame["temp"]) / unit
    assert age.min() >= 1 and age.max() < 2


def test_the_calendar_follows_the_zone_on_both_sides_of_the_change() -> None:
    """Seven in the morning is seven in winter and in summer, and twelve or eleven in UTC."""
    moments = pd.Series(pd.to_datetime(["2013-03-09 07:00", "2013-03-11 07:00"]).tz_localize(ZONE))
    assert calendar(moments, ZONE)["minute_of_day"].tolist() == [420, 420]
    assert calendar(moments, "UTC")["minute_of_day"].tolist() == [720, 660]
    assert local_day(moments.dt.tz_convert("UTC")).dt.day.tolist() == [9, 11]


def test_flights_that_never_left_have_no_outcome_and_are_counted() -> None:
    """They keep their features."""
    flights, records, counted = treat(departures(), weather())
    frame = known_before(flights, records, 15)
    assert frame["late"].isna().sum() == counted["never left"] == flights["dep_delay"].isna().sum() > 0
    assert frame.loc[frame["late"].isna(), "heard"].isna().all()


def test_impossible_wind_is_missing() -> None:
    """One record of hurricane force and more."""
    records = weather()
    records.loc[5, "wind_speed"] = 1048.0
    _, calm, counted = treat(departures(), records)
    assert np.isnan(calm.loc[5, "wind_speed"]) and counted["impossible wind"] == 1


def test_bad_tables_are_refused() -> None:
    """No zone, or an airport without weather."""
    naive = departures().assign(time_hour=lambda flights: flights["time_hour"].dt.tz_localize(None))
    with pytest.raises(DataError, match="moments with a zone"):
        treat(naive, weather())
    with pytest.raises(DataError, match="JFK"):
        treat(departures(), weather().query("origin == 'EWR'"))
