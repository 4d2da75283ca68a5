"""What noon knows, and that it knows nothing later."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.exploration.as_of_features import (
    board_summary,
    latest_known,
    morning_board,
    noon_features,
    noon_of,
    scramble_future,
    weather_at_noon,
)
from portfolio.exploration.clock import ZONE, scheduled_at

NUMBERS = ["morning_delay", "morning_late", "morning_waiting", "carrier_delay", "temp", "rain", "planned"]


def flight(local: str, delay: float | None, carrier: str = "AA", origin: str = "JFK") -> dict[str, object]:
    moment = pd.Timestamp(local, tz=ZONE)
    return {
        "time_hour": moment.floor("h").tz_convert("UTC"),
        "minute": moment.minute,
        "hour": moment.hour,
        "month": moment.month,
        "dep_delay": delay,
        "carrier": carrier,
        "origin": origin,
        "dest": "BOS",
        "distance": 187,
    }


@pytest.fixture
def flights() -> pd.DataFrame:
    """One day: three flights in the morning, three in the afternoon."""
    return pd.DataFrame(
        [
            flight("2013-06-03 08:00", 10.0),
            flight("2013-06-03 11:00", 90.0, "DL"),  # leaves at 12:30: at noon it waits for 60 minutes
            flight("2013-06-03 11:30", None),  # cancelled: at noon it waits for 30 minutes
            flight("2013-06-03 14:00", 5.0),
            flight("2013-06-03 14:30", 60.0, "DL"),
            flight("2013-06-03 18:00", None, "UA"),
        ]
    )


@pytest.fixture
def weather() -> pd.DataFrame:
    """Records of every hour of the day, the temperature equal to the hour."""
    hours = pd.date_range("2013-06-03", periods=24, freq="h", tz=ZONE)
    return pd.DataFrame(
        {
            "origin": "JFK",
            "time_hour": hours.tz_convert("UTC"),
            "temp": hours.hour.astype(float),
            "humid": 50.0,
            "visib": 10.0,
            "pressure": 1000.0,
            "wind_speed": 5.0,
            "precip": hours.hour / 100,
        }
    )


def test_a_waiting_flight_shows_its_delay_so_far(flights: pd.DataFrame) -> None:
    """Not the delay it will have, and not that it will be cancelled."""
    board = morning_board(flights, 15)
    assert board["so_far"].tolist() == [10.0, 60.0, 30.0]
    assert board["waiting"].tolist() == [False, True, True]


def test_the_board_is_summed_up_by_airport_and_day(flights: pd.DataFrame) -> None:
    """Means over the three morning flights."""
    row = board_summary(morning_board(flights, 15)).iloc[0]
    assert row["morning_flights"] == 3
    assert row["morning_delay"] == pytest.approx(100 / 3)
    assert row["morning_late"] == pytest.approx(2 / 3)
    assert row["morning_waiting"] == pytest.approx(2 / 3)


def test_the_weather_ends_an_hour_before_noon(weather: pd.DataFrame) -> None:
    """A record stamped 11 may be of 11:51, so the one stamped 12 is not known; rain is of three hours."""
    row = weather_at_noon(weather).iloc[0]
    assert row["temp"] == 11
    assert row["rain"] == pytest.approx(0.09 + 0.10 + 0.11)


def test_trouble_is_late_or_never(flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    """Cancelled flights are part of the question."""
    assert noon_features(flights, weather, 15)["trouble"].tolist() == [False, True, True]


def test_a_carrier_without_a_morning_gets_the_airports(flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    """AA has two morning flights, DL one, UA none."""
    delays = noon_features(flights, weather, 15)["carrier_delay"]
    assert delays.tolist() == pytest.approx([20, 60, 100 / 3])


def test_the_plan_counts_departures_of_the_hour(flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    """Two flights are planned for 14:00 to 14:59."""
    assert noon_features(flights, weather, 15)["planned"].tolist() == [2, 2, 1]


def test_nothing_is_known_after_noon(flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    """The latest stamp is noon itself: someone is still waiting."""
    assert latest_known(noon_features(flights, weather, 15)) == pd.Timedelta(hours=12)


def test_features_do_not_move_with_the_future(flights: pd.DataFrame, weather: pd.DataFrame) -> None:
    """Delays after noon and weather after noon are replaced; only the outcome may change."""
    rng = np.random.default_rng(0)
    late = weather["time_hour"].dt.tz_convert(ZONE).dt.hour >= 12
    stormy = weather.assign(temp=weather["temp"].mask(late, -99), precip=weather["precip"].mask(late, 9))
    before = noon_features(flights, weather, 15)
    futures = [noon_features(scramble_future(flights, rng), stormy, 15) for _ in range(20)]
    assert all(future[NUMBERS].equals(before[NUMBERS]) for future in futures)
    assert any(not future["trouble"].equals(before["trouble"]) for future in futures)


def test_the_scrambled_future_leaves_the_past(flights: pd.DataFrame) -> None:
    """A flight that left by noon keeps its delay; no other leaves before noon."""
    scrambled = scramble_future(flights, np.random.default_rng(1))
    assert scrambled.loc[0, "dep_delay"] == 10
    left = scheduled_at(scrambled) + pd.to_timedelta(scrambled["dep_delay"], unit="min")
    assert (left[1:].dropna().dt.hour >= 12).all()


@pytest.mark.parametrize("day", ["2013-03-10", "2013-11-03", "2013-06-03"])
def test_noon_is_noon_when_the_clock_is_changed(day: str) -> None:
    """Twelve hours after midnight would be 13:00 or 11:00 on two days of the year."""
    moments = pd.Series(pd.to_datetime([f"{day} 18:45"])).dt.tz_localize(ZONE)
    assert noon_of(moments).dt.hour.tolist() == [12]
