"""What a flight became, columns without use, and doubled rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from portfolio.errors import DataError, nearest
from portfolio.exploration.clock import scheduled_at

LAST_WEEK = 51  # the 365th day joins the 52nd week
STATES = ("arrived", "diverted", "cancelled")
FEWEST_SEATS = 20  # the smallest airliner of 2013 on these routes had more
OLDEST_YEAR = 1975  # no airline of the table flew older aircraft in 2013
LIGHT_ENGINES = ("Reciprocating", "4 Cycle", "Turbo-shaft")  # light aircraft and helicopters


def flight_state(flights: pd.DataFrame) -> pd.Series:
    """Return what became of each flight: `arrived`, `diverted` or `cancelled`.

    A flight without departure time never left. One that left but has no arrival delay did not end its
    journey as planned: it landed elsewhere, or reached its airport on a second leg that is not timed.

    Raises
    ------
    DataError
        A flight that arrived without having left.
    """
    left, landed = flights["dep_time"].notna(), flights["arr_delay"].notna()
    ghosts = int((~left & landed).sum())
    if ghosts:
        raise DataError(f"{ghosts} flights arrived without having left")
    state = np.select([~left, ~landed], ["cancelled", "diverted"], default="arrived")
    return pd.Series(pd.Categorical(state, categories=STATES), index=flights.index, name="state")


def mark_flights(flights: pd.DataFrame, late_minutes: float) -> pd.DataFrame:
    """Return flights with the columns that every section asks for.

    Added: `date` (local midnight of the scheduled day), `week` (blocks of seven days from the first of
    January, the last one of eight), `state`, `cancelled`, and `late` (1 or 0, missing for flights that
    never left).

    Parameters
    ----------
    flights
        One row per flight.
    late_minutes
        A departure later than this is late.
    """
    date = scheduled_at(flights).dt.normalize()
    state = flight_state(flights)
    cancelled = state.eq("cancelled")
    late = (flights["dep_delay"] > late_minutes).astype(float).where(~cancelled)
    week = ((date.dt.day_of_year - 1) // 7).clip(upper=LAST_WEEK)
    return flights.assign(date=date, week=week, state=state, cancelled=cancelled, late=late)


def constant_columns(frame: pd.DataFrame) -> list[str]:
    """Return the columns that hold one value only, missing values counted as one."""
    return [str(name) for name in frame.columns if frame[name].nunique(dropna=False) <= 1]


def duplicate_counts(frame: pd.DataFrame, keys: Sequence[Sequence[str]]) -> pd.Series:
    """Count whole rows that repeat an earlier one, then rows that repeat it on each of `keys`.

    Parameters
    ----------
    frame
        The table, one row each.
    keys
        Columns that should name a row, for each check.

    Raises
    ------
    DataError
        A key names a column that is not there.
    """
    counts = {"whole row": int(frame.duplicated().sum())}
    for key in keys:
        for name in key:
            if name not in frame:
                raise DataError(f"no column {name!r}", hint=nearest(name, map(str, frame.columns)))
        counts[" + ".join(key)] = int(frame.duplicated(list(key)).sum())
    return pd.Series(counts, name="repeated rows")


def blank_where(frame: pd.DataFrame, column: str, wrong: pd.Series) -> pd.DataFrame:
    """Return a copy with `column` missing where `wrong` holds: the row stays, the reading goes.

    Parameters
    ----------
    frame
        The table, one row each.
    column
        Name of the column.
    wrong
        Where the value is to go.
    """
    return frame.assign(**{column: frame[column].mask(wrong)})


def implausible_aircraft(planes: pd.DataFrame) -> pd.Series:
    """Return whether a registry entry describes an aircraft that cannot have flown an airline's schedule.

    One of three signs is enough: fewer than 20 seats, built before 1975, or the engine of a light aircraft
    or a helicopter. A value that is missing is not a sign. Registrations are reused: the registry of a later
    year may describe the next aircraft under the same tail number.
    """
    small, old = planes["seats"] < FEWEST_SEATS, planes["year"] < OLDEST_YEAR
    return (small | old | planes["engine"].isin(LIGHT_ENGINES)).rename("implausible")
