"""The exercises of the chapters on the quality of data and on exploration, on invented tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from portfolio.exercises import Case, Exercises

NAN = float("nan")


def carried_error() -> Iterator[Case]:
    """Ask for the root mean square error of the last reading known before at the station."""
    yield Case("one station without gaps", (_readings("A A A", "1 2 3", [1, 3, 6]), "value"), np.sqrt(6.5))
    mixed = _readings("A B B A A B", "1 1 2 2 4 3", [0, 100, 101, 1, 4, 103])
    yield Case("two stations that take turns", (mixed, "value"), np.sqrt(15 / 4))
    gap = _readings("A A A A", "3 1 2 4", [9, 4, NAN, 2])
    yield Case("rows out of order, with a gap", (gap, "value"), np.sqrt(37))


def missing_by_carrier() -> Iterator[Case]:
    """Ask for number and share of flights without a registry entry, of the four carriers with most."""
    planes = pd.DataFrame({"tailnum": ["N1", "N2"]})
    some = _flights({"UA": ["N1", "N2", "X1"], "AA": ["X1", "X2", "N1", None, None]})
    expected = pd.DataFrame({"missing": [2, 1], "share": [2 / 5, 1 / 3]}, index=["AA", "UA"])
    yield Case("flights without a tail number", (some, planes), expected)
    unknown = {carrier: ["X1"] * (n + 1) + ["N2"] * n for n, carrier in enumerate("EBADC")}
    counts = pd.DataFrame(
        {"missing": [5, 4, 3, 2], "share": [5 / 9, 4 / 7, 3 / 5, 2 / 3]}, index=list("CDAB")
    )
    yield Case("five carriers", (_flights(unknown), planes), counts)


def latest_reading() -> Iterator[Case]:
    """Ask for the temperature last known at each noon at its airport."""
    noons = pd.DataFrame({"origin": ["JFK", "LGA"], "noon": pd.Timestamp("2013-01-01 12:00")})
    stamps = [10, 11, 12, 13, 11]
    hours = pd.to_datetime([f"2013-01-01 {hour}:00" for hour in stamps])
    temps = [30.0, 31.0, 32.0, 33.0, 50.0]
    readings = pd.DataFrame({"origin": ["JFK"] * 4 + ["LGA"], "time_hour": hours, "temp": temps})
    hour = pd.Timedelta(hours=1)
    yield Case("records known an hour late", (noons, readings, hour), pd.Series([31.0, 50.0]))
    yield Case("records known at once", (noons, readings, 0 * hour), pd.Series([32.0, 50.0]))
    yield Case("records known eighty minutes late", (noons, readings, 4 / 3 * hour), pd.Series([30.0, NAN]))
    yield Case("a record that has become old", (noons[1:], readings[3:], -1.5 * hour), pd.Series([NAN]))


def rank_moves() -> Iterator[Case]:
    """Ask for how many ranks lie between a carrier's mean and its median delay, for each carrier."""
    some = {"A": [0, 0, 90], "B": [10, 10, 10], "C": [20, 20, 20]}
    yield Case(
        "one carrier with a very late flight", (_delays(some),), pd.Series({"A": 2.0, "B": 1.0, "C": 1.0})
    )
    same = {"Z": [5, 5], "Y": [1, 2], "X": [7, 9, 11], "W": [30, 40]}
    yield Case("the same order twice", (_delays(same),), pd.Series(dict.fromkeys("WXYZ", 0.0)))
    four = {"A": [0, 0, 80], "B": [4, 4, 4], "C": [9, 6, 6], "D": [9, 12, 9]}
    yield Case("four carriers", (_delays(four),), pd.Series({"A": 3.0, "B": 1.0, "C": 1.0, "D": 1.0}))


def gap_draws() -> Iterator[Case]:
    """Ask for the late share of the unknown less that of the known, in each draw of weeks."""
    late = pd.Series([1.0, 0, 0, 0, 1, 1, 1, NAN])
    known = pd.Series([False, False, True, True, False, True, True, False])
    week = pd.Series([1, 1, 1, 1, 2, 2, 2, 2])
    draws = np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 2.0]])
    yield Case("two weeks", (late, known, week, draws), np.array([2 / 3 - 1 / 2, 1 / 2, 0.0]))
    late = pd.Series([1.0, 1, 0, 0, 0, 1])
    known = pd.Series([True, False, True, False, True, False])
    week = pd.Series([3, 3, 1, 1, 2, 2])
    yield Case(
        "three weeks", (late, known, week, np.array([[0.0, 1.0, 2.0], [3.0, 0, 0]])), np.array([1 / 3, 0.0])
    )


def brier_scores() -> Iterator[Case]:
    """Ask for the Brier scores of all flights, and of those that were not cancelled."""
    made, cancelled = pd.Series([0.5, 0.25, 0.0]), pd.Series([True, False, False])
    outcome = pd.Series([True, False, False])
    yield Case("one flight cancelled", (made, outcome, cancelled), (0.3125 / 3, 0.03125))
    made, outcome = pd.Series([1.0, 0.5, 0.0, 0.9]), pd.Series([True, True, False, False])
    yield Case(
        "two flights cancelled", (made, outcome, pd.Series([False, True, True, False])), (0.265, 0.405)
    )


ASKED = Exercises(carried_error, missing_by_carrier, latest_reading, rank_moves, gap_draws, brier_scores)
check, cases = ASKED.check, ASKED.cases


def _readings(stations: str, hours: str, values: list[float]) -> pd.DataFrame:
    times = pd.to_datetime([f"2013-01-01 {hour}:00" for hour in hours.split()])
    return pd.DataFrame({"origin": stations.split(), "time_hour": times, "value": values})


def _flights(tails: Mapping[str, Sequence[str | None]]) -> pd.DataFrame:
    rows = [(carrier, tail) for carrier, own in tails.items() for tail in own]
    return pd.DataFrame(rows, columns=["carrier", "tailnum"])


def _delays(delays: dict[str, list[int]]) -> pd.DataFrame:
    rows = [(carrier, float(delay)) for carrier, own in delays.items() for delay in own]
    return pd.DataFrame(rows, columns=["carrier", "dep_delay"])
