"""Clock times as a timetable prints them: whole numbers such as 517 for 5:17, local, without a date."""

from __future__ import annotations

import pandas as pd

from portfolio.errors import DataError

DAY = 1440  # minutes
ZONE = "America/New_York"


def clock_to_minutes(clock: pd.Series) -> pd.Series:
    """Return minutes since midnight for HHMM integers; 2400 is the end of the day, 1440.

    Raises
    ------
    DataError
        A value that no clock shows, such as 1275 or 2401.

    Examples
    --------
    >>> clock_to_minutes(pd.Series([5, 517, 2400])).tolist()
    [5, 317, 1440]
    """
    hours, minutes = clock // 100, clock % 100
    wrong = clock.notna() & ((clock < 0) | (clock > 2400) | (minutes > 59))
    if wrong.any():
        raise DataError(
            f"{int(wrong.sum())} values of {clock.name!r} are not clock times",
            expected="HHMM between 0 and 2400",
            got=sorted(clock[wrong].unique())[:5],
        )
    return hours * 60 + minutes


def day_shift(actual: pd.Series, scheduled: pd.Series, delay: pd.Series) -> pd.Series:
    """Return by how many whole days the actual clock time lies after the scheduled day.

    Parameters
    ----------
    actual, scheduled
        HHMM integers.
    delay
        Minutes between the two, as reported.

    Raises
    ------
    DataError
        A delay that the two clock times contradict: the rest is not a whole number of days.
    """
    rest = delay - (clock_to_minutes(actual) - clock_to_minutes(scheduled))
    wrong = rest.notna() & (rest % DAY != 0)
    if wrong.any():
        raise DataError(
            f"{int(wrong.sum())} delays contradict their clock times", expected="whole days apart"
        )
    return rest / DAY


def scheduled_at(flights: pd.DataFrame) -> pd.Series:
    """Return the scheduled departure as a local moment, from `time_hour` and `minute`."""
    hour: pd.Series = flights["time_hour"].dt.tz_convert(ZONE)
    return hour + pd.to_timedelta(flights["minute"], unit="min")


def departed_at(flights: pd.DataFrame) -> pd.Series:
    """Return the moment of departure, a missing one for flights that never left."""
    return scheduled_at(flights) + pd.to_timedelta(flights["dep_delay"], unit="min")
