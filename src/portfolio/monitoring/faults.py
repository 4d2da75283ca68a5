"""Three faults of a data feed, injected from a day on: the rows that the model is then given."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.errors import UsageError, nearest
from portfolio.monitoring.departures import calendar

KILOMETRES = 1.609344  # of a statute mile
METRES_PER_SECOND = 0.44704  # of a mile per hour


def unit_change(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with distance and visibility in kilometres and wind in metres per second."""
    return rows.assign(
        distance=rows["distance"] * KILOMETRES, visib=rows["visib"] * KILOMETRES,
        wind_speed=rows["wind_speed"] * METRES_PER_SECOND,
    )  # fmt: skip


def missing_column(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows without the recent delays of the airport."""
    return rows.assign(recent_delay=np.nan, recent_late=np.nan)


def clock_shift(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose calendar is read in UTC: off by the offset that applies on each date."""
    return rows.assign(**calendar(rows["scheduled"], "UTC"))


FAULTS = {"unit change": unit_change, "missing column": missing_column, "clock shift": clock_shift}


def inject(rows: pd.DataFrame, fault: str, start: pd.Timestamp) -> pd.DataFrame:
    """Return the rows with a fault in those of `start` and of all days after it; outcomes stay.

    Parameters
    ----------
    rows
        As `known_before` returns them.
    fault
        One of `FAULTS`.
    start
        First day.
    """
    if fault not in FAULTS:
        raise UsageError(f"fault {fault!r}", hint=nearest(fault, FAULTS))
    bad = rows["date"] >= start
    return pd.concat([rows[~bad], FAULTS[fault](rows[bad])])
