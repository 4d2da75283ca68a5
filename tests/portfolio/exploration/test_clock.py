"""Clock times and moments."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import DataError
from portfolio.exploration.clock import DAY, clock_to_minutes, day_shift, departed_at, scheduled_at


def flights(**columns: object) -> pd.DataFrame:
    moment = pd.to_datetime(["2013-07-04 10:00"], utc=True)
    return pd.DataFrame({"time_hour": moment, "minute": 15, "dep_delay": 20.0} | columns)


def test_midnight_is_the_start_or_the_end_of_a_day() -> None:
    """0 opens the day and 2400 closes it."""
    assert clock_to_minutes(pd.Series([0, 1, 2359, 2400])).tolist() == [0, 1, 1439, 1440]


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_clock_time_counts_its_minutes(hour: int, minute: int) -> None:
    """HHMM reads as hours and minutes."""
    assert clock_to_minutes(pd.Series([100 * hour + minute])).tolist() == [60 * hour + minute]


def test_missing_times_stay_missing() -> None:
    """A cancelled flight has no clock time, which is no fault."""
    assert clock_to_minutes(pd.Series([517.0, None])).isna().tolist() == [False, True]


@pytest.mark.parametrize("wrong", [1275, 2401, -5, 60])
def test_what_no_clock_shows_is_refused(wrong: int) -> None:
    """A number between two clock times is an error that names it."""
    with pytest.raises(DataError, match=str(wrong)):
        clock_to_minutes(pd.Series([517, wrong], name="dep_time"))


@pytest.mark.parametrize(
    ("actual", "scheduled", "delay", "days"),
    [(10, 2350, 20, 1), (2355, 5, -10, -1), (530, 517, 13, 0), (2400, 2350, 10, 0), (5, 2400, 5, 1)],
)
def test_flights_past_midnight_are_one_day_off(actual: int, scheduled: int, delay: int, days: int) -> None:
    """The delay decides on which day a clock time lies."""
    shift = day_shift(pd.Series([actual]), pd.Series([scheduled]), pd.Series([delay]))
    assert shift.tolist() == [days]


def test_a_delay_that_contradicts_the_clock_is_refused() -> None:
    """Eleven minutes cannot lie between 5:00 and 5:10."""
    with pytest.raises(DataError, match="contradict"):
        day_shift(pd.Series([510]), pd.Series([500]), pd.Series([11]))


def test_the_schedule_is_local_time() -> None:
    """10:00 UTC in July is 6:00 in New York."""
    assert scheduled_at(flights())[0] == pd.Timestamp("2013-07-04 06:15", tz="America/New_York")


def test_departure_is_schedule_and_delay() -> None:
    """A flight that never left has no moment of departure."""
    moments = departed_at(pd.concat([flights(), flights(dep_delay=None)], ignore_index=True))
    assert moments[0] == pd.Timestamp("2013-07-04 06:35", tz="America/New_York")
    assert pd.isna(moments[1])


def test_a_day_has_1440_minutes() -> None:
    """The constant that shifts are counted in."""
    assert clock_to_minutes(pd.Series([2400]))[0] == DAY
