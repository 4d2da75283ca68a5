"""The exercises of the chapter on monitoring, on invented flights, and those of the chapter on drift."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises
from portfolio.monitoring.drift_exercises import DRIFT


def late_shares() -> Iterator[Case]:
    """Ask for two late shares of the flights due in two hours: of all, and of those that had left."""
    rows = "09:59 10:30, 10:00 10:05, 10:30 10:45, 11:00 11:40, 11:30 12:00, 11:50 12:40, 12:00 12:30"
    yield Case("flights that still wait", (_flights(rows), _at("12:00"), 15), (3 / 5, 2 / 4))
    rows = "08:00 08:20, 08:10 08:15, 09:00 09:40"
    yield Case("all that had left", (_flights(rows), _at("09:50"), 30), (1 / 3, 1 / 3))
    yield Case("a later moment", (_flights(rows), _at("10:05"), 10), (1 / 2, 1 / 2))


def permutation_p() -> Iterator[Case]:
    """Ask for the p-value of a statistic among permuted ones."""
    yield Case("one as large among four", (2.0, np.array([0.5, 1.0, 3.0, -4.0])), 2 / 5)
    yield Case("a tie", (1.0, np.array([1.0, 0.0, 0.0])), 2 / 4)
    yield Case("none as large", (9.0, np.arange(9.0)), 1 / 10)


def local_hour() -> Iterator[Case]:
    """Ask for the hour on New York's clocks."""
    winter = pd.Series(pd.to_datetime(["2013-01-15 17:30", "2013-12-01 03:00"], utc=True))
    yield Case("winter", (winter,), pd.Series([12, 22]))
    turned = [
        "2013-03-10 06:59",
        "2013-03-10 07:00",
        "2013-11-03 05:30",
        "2013-11-03 06:30",
        "2013-07-04 00:00",
    ]
    summer = pd.Series(pd.to_datetime(turned, utc=True), index=list("abcde"))
    yield Case("the days on which clocks turn", (summer,), pd.Series([1, 3, 1, 1, 20], index=list("abcde")))


ASKED = Exercises(late_shares, permutation_p, local_hour, *DRIFT)
check, cases = ASKED.check, ASKED.cases


def _at(clock: str) -> pd.Timestamp:
    return pd.Timestamp(f"2013-05-01 {clock}", tz="UTC")


def _flights(rows: str) -> pd.DataFrame:
    pairs = [tuple(map(_at, row.split())) for row in rows.split(", ")]
    flights = pd.DataFrame(pairs, columns=["scheduled", "left"])
    return flights.assign(dep_delay=(flights["left"] - flights["scheduled"]).dt.total_seconds() / 60)
