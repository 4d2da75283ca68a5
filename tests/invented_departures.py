"""Invented departures, small enough for tests."""

from __future__ import annotations

import numpy as np
import pandas as pd


def departures(days: int = 40, a_day: int = 60, start: str = "2013-02-20", seed: int = 0) -> pd.DataFrame:
    """Flights of two airports; those of the evening are late more often."""
    rng = np.random.default_rng(seed)
    size = days * a_day
    day = np.repeat(np.arange(days), a_day)
    hour = rng.integers(5, 24, size)
    local = pd.Timestamp(start) + pd.to_timedelta(day, unit="D") + pd.to_timedelta(hour, unit="h")
    delay = rng.normal(-3, 4, size) + rng.gamma(0.6, 30, size) * (rng.random(size) < 0.1 + 0.02 * hour)
    return pd.DataFrame(
        {
            "time_hour": pd.DatetimeIndex(local).tz_localize("America/New_York").tz_convert("UTC"),
            "minute": rng.integers(0, 60, size),
            "dep_delay": np.where(rng.random(size) < 0.03, np.nan, delay.round()),
            "origin": rng.choice(["EWR", "JFK"], size),
            "carrier": rng.choice(["UA", "B6"], size),
            "distance": rng.choice([200, 700, 2500], size),
        }
    )


def weather(days: int = 44, start: str = "2013-02-18", seed: int = 0) -> pd.DataFrame:
    """One record an hour for both airports."""
    rng = np.random.default_rng(seed)
    hours = pd.date_range(start, periods=24 * days, freq="h", tz="UTC")
    tables = []
    for origin in ("EWR", "JFK"):
        table = pd.DataFrame({"origin": origin, "time_hour": hours})
        for name in ("temp", "humid", "wind_speed", "precip", "visib", "pressure"):
            table[name] = rng.normal(10, 2, len(hours))
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def days_of_rows(
    days: int, rows: int, rng: np.random.Generator, shift: float = 0.0, start: str = "2013-01-01"
) -> pd.DataFrame:
    """Rows of three columns; half of their variance is shared within a day."""
    day = np.repeat(np.arange(days), rows)
    shared = rng.normal(size=(days, 3))[day]
    values = shift + np.sqrt(0.5) * (shared + rng.normal(size=(len(day), 3)))
    frame = pd.DataFrame(values, columns=["a", "b", "c"])
    return frame.assign(date=pd.Timestamp(start) + pd.to_timedelta(day, unit="D"))
