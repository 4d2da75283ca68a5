"""Departures as a forecaster meets them one hour before the schedule, and what is heard of them later.

Every moment is kept in UTC, where days have no gap and no repeated hour; the local clock serves the calendar
only. A flight that has not left is no part of any feature of another flight.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

ZONE = "America/New_York"
LEAD = pd.Timedelta(hours=1)  # the forecast is made so long before the scheduled departure
RECENT = pd.Timedelta(hours=2)
STALE = pd.Timedelta(hours=6)  # an older weather record says nothing of now
IMPOSSIBLE_WIND = 200.0  # mph

SCHEDULE = ["origin", "carrier", "distance", "minute_of_day", "weekday", "planned"]
WEATHER = ["temp", "humid", "wind_speed", "precip", "visib", "pressure"]
DELAYS = ["recent_delay", "recent_late", "carrier_delay", "yesterday_late"]
FEATURES = [*SCHEDULE, *WEATHER, *DELAYS]


def treat(flights: pd.DataFrame, weather: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return both tables with `scheduled` and `left` in UTC and no impossible wind, and what was counted.

    Parameters
    ----------
    flights
        One row per scheduled departure.
    weather
        One record per airport and hour.

    Raises
    ------
    DataError
        A time without a zone, or airports without any weather.
    """
    if getattr(flights["time_hour"].dtype, "tz", None) is None:
        raise DataError("flights: 'time_hour'", expected="moments with a zone", got="none",
                        hint="Localise it: the clock of an airport is ambiguous in November.")  # fmt: skip
    unknown = sorted(set(flights["origin"]) - set(weather["origin"]))
    if unknown:
        raise DataError("weather: airports without a record", expected="every origin", got=unknown)
    scheduled = flights["time_hour"].dt.tz_convert("UTC") + pd.to_timedelta(flights["minute"], unit="min")
    left = scheduled + pd.to_timedelta(flights["dep_delay"], unit="min")
    wild = weather["wind_speed"] > IMPOSSIBLE_WIND
    counted = {"never left": left.isna().sum(), "impossible wind": wild.sum()}
    calm = weather.assign(wind_speed=weather["wind_speed"].mask(wild))
    return flights.assign(scheduled=scheduled, left=left), calm, pd.Series(counted, name="rows")


def known_before(flights: pd.DataFrame, weather: pd.DataFrame, late_minutes: int) -> pd.DataFrame:
    """Return for each flight what is known one hour before its schedule, its outcome, and when it is heard.

    Columns: `FEATURES`; `scheduled` and `as_of` (UTC); `date` (local day of the schedule); `late` (missing
    for a flight that never left); `heard` (the first local day whose morning knows the departure).

    Parameters
    ----------
    flights, weather
        As `treat` returns them.
    late_minutes
        A departure later than this is late.
    """
    as_of = flights["scheduled"] - LEAD
    late = (flights["dep_delay"] > late_minutes).astype(float).where(flights["left"].notna())
    rows = flights[["origin", "carrier", "scheduled", "left", "dep_delay"]].assign(as_of=as_of, late=late)
    features = flights[["origin", "carrier", "distance"]].join(calendar(flights["scheduled"], ZONE))
    hour = [flights["origin"], flights["time_hour"]]
    features["planned"] = flights.groupby(hour, observed=True)["distance"].transform("size")
    features = features.join(weather_as_of(rows, weather)).join(delays_as_of(rows))
    return features.assign(
        scheduled=flights["scheduled"], as_of=as_of, late=late,
        date=local_day(flights["scheduled"]), heard=local_day(flights["left"]) + pd.Timedelta(days=1),
    ).sort_values(["scheduled", "origin", "carrier"], kind="stable", ignore_index=True)  # fmt: skip


def local_day(moments: pd.Series) -> pd.Series:
    """Return the local date of each moment, at midnight and without a zone."""
    day: pd.Series = moments.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
    return day


def calendar(scheduled: pd.Series, zone: str) -> pd.DataFrame:
    """Return the minute of the day and the weekday on the clock of a zone.

    Parameters
    ----------
    scheduled
        Moments with a zone.
    zone
        Whose clock is read.
    """
    clock = scheduled.dt.tz_convert(zone)
    return pd.DataFrame(
        {"minute_of_day": 60 * clock.dt.hour + clock.dt.minute, "weekday": clock.dt.day_of_week}
    )


def weather_as_of(rows: pd.DataFrame, weather: pd.DataFrame) -> pd.DataFrame:
    """Return the last weather record of the airport that is at least an hour old at each `as_of`.

    A record stamped 11 may hold an observation of 11:51, so it counts as known from 12 on.

    Parameters
    ----------
    rows
        `origin` and `as_of` of each flight.
    weather
        One record per airport and hour.
    """
    records = weather[["origin", "time_hour", *WEATHER]].sort_values("time_hour")
    records = records.assign(known_at=records["time_hour"] + pd.Timedelta(hours=1))
    asked = rows[["origin", "as_of"]].reset_index(names="row").sort_values("as_of")
    found = pd.merge_asof(asked, records, left_on="as_of", right_on="known_at", by="origin", tolerance=STALE)
    return found.set_index("row")[WEATHER].reindex(rows.index)


def delays_as_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return delays at the airport, of flights that had left by each `as_of` and of no others.

    `recent_delay`, `recent_late`: mean delay and share late of the last two hours' departures;
    `carrier_delay`: mean delay of the carrier's last two hours; `yesterday_late`: share late of
    the departures of the local day before.

    Parameters
    ----------
    rows
        `origin`, `carrier`, `as_of`, `left`, `dep_delay` and `late` of each flight.
    """
    found = pd.DataFrame(np.nan, index=rows.index, columns=DELAYS)
    for _, airport in rows.groupby("origin", observed=True):
        moments = airport["as_of"]
        columns = ["recent_delay", "recent_late"]
        found.loc[airport.index, columns] = _means(airport, moments - RECENT, moments)
        today = moments.dt.tz_convert(ZONE).dt.normalize()
        yesterday = (today - pd.Timedelta(hours=12)).dt.normalize()  # also across a change of the clock
        found.loc[airport.index, "yesterday_late"] = _means(airport, yesterday, today)[:, 1]
        for _, own in airport.groupby("carrier", observed=True):
            means = _means(own, own["as_of"] - RECENT, own["as_of"])
            found.loc[own.index, "carrier_delay"] = means[:, 0]
    return found


def _means(rows: pd.DataFrame, after: pd.Series, until: pd.Series) -> NDArray[np.float64]:
    """Return mean delay and share late of the rows that left in each span, until included."""
    gone = rows[rows["left"].notna()].sort_values("left")
    sums = np.vstack([np.zeros(2), gone[["dep_delay", "late"]].to_numpy().cumsum(axis=0)])
    left = _utc(gone["left"])
    first, last = (np.searchsorted(left, _utc(edge), side="right") for edge in (after, until))
    count = (last - first)[:, None]
    means: NDArray[np.float64] = np.full((len(after), 2), np.nan)
    np.divide(sums[last] - sums[first], count, out=means, where=count > 0)
    return means


def _utc(moments: pd.Series) -> NDArray[np.datetime64]:
    values: NDArray[np.datetime64] = moments.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    return values


def scramble_after(flights: pd.DataFrame, moment: pd.Timestamp, rng: np.random.Generator) -> pd.DataFrame:
    """Return a copy in which every departure after a moment is drawn anew, still after it.

    Features of a flight whose `as_of` is that moment or earlier have looked ahead if they move.

    Parameters
    ----------
    flights
        As `treat` returns them.
    moment
        What happened until then stays.
    rng
        Source of chance.
    """
    later = flights["left"].isna() | (flights["left"] > moment)
    earliest = ((moment - flights["scheduled"]).dt.total_seconds() // 60).clip(lower=-40) + 1
    delay = (earliest + rng.integers(0, 900, len(flights))).mask(rng.random(len(flights)) < 0.2)
    delay = flights["dep_delay"].mask(later, delay)
    left = flights["scheduled"] + pd.to_timedelta(delay, unit="min")
    return flights.assign(dep_delay=delay, left=left)
