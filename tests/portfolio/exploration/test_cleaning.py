"""States of flights, useless columns, doubled rows, impossible aircraft."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.exploration.cleaning import (
    blank_where,
    constant_columns,
    duplicate_counts,
    flight_state,
    implausible_aircraft,
    mark_flights,
)


def test_each_flight_has_one_state() -> None:
    """Never left, left without arriving as planned, arrived."""
    flights = pd.DataFrame({"dep_time": [None, 517.0, 517.0], "arr_delay": [None, None, -3.0]})
    assert flight_state(flights).tolist() == ["cancelled", "diverted", "arrived"]


def test_nothing_arrives_without_leaving() -> None:
    """Such a row is an error, not a state."""
    with pytest.raises(DataError, match="1 flights arrived without having left"):
        flight_state(pd.DataFrame({"dep_time": [None], "arr_delay": [4.0]}))


def test_a_column_of_one_value_is_constant() -> None:
    """Missing counts as a value: a column half empty is not constant."""
    frame = pd.DataFrame({"year": [2013, 2013], "half": [1, None], "empty": [None, None], "day": [1, 2]})
    assert constant_columns(frame) == ["year", "empty"]


def test_rows_and_keys_are_counted_apart() -> None:
    """A repeated key need not be a repeated row."""
    frame = pd.DataFrame({"flight": [1, 1, 1], "leg": ["a", "b", "b"]})
    counts = duplicate_counts(frame, [["flight"], ["flight", "leg"]])
    assert counts.to_dict() == {"whole row": 1, "flight": 2, "flight + leg": 1}


def test_an_unknown_key_names_the_nearest_column() -> None:
    """The hint saves a look at the table."""
    with pytest.raises(DataError, match="Did you mean 'flight'"):
        duplicate_counts(pd.DataFrame({"flight": [1]}), [["fligth"]])


def test_blanking_keeps_the_row_and_the_original() -> None:
    """Only the reading goes, and only in the copy."""
    frame = pd.DataFrame({"wind": [10.0, 1048.0], "rain": [0.0, 0.1]})
    blanked = blank_where(frame, "wind", frame["wind"] > 250)
    assert blanked["wind"].isna().tolist() == [False, True]
    assert blanked["rain"].tolist() == [0.0, 0.1]
    assert frame["wind"].tolist() == [10.0, 1048.0]


@pytest.mark.parametrize(
    ("seats", "year", "engine", "odd"),
    [
        (149, 2001, "Turbo-fan", False),
        (2, 2007, "Turbo-fan", True),
        (149, 1965, "Turbo-fan", True),
        (102, 1999, "Reciprocating", True),
        (149, None, "Turbo-fan", False),
    ],
)
def test_an_airliner_is_large_young_and_has_jets(
    seats: int, year: int | None, engine: str, odd: bool
) -> None:
    """An unknown year is no proof of age."""
    planes = pd.DataFrame({"seats": [seats], "year": [year], "engine": [engine]}).astype({"year": float})
    assert implausible_aircraft(planes).tolist() == [odd]


def test_marks_tell_late_from_never() -> None:
    """A cancelled flight is neither late nor on time; exactly at the limit is not late."""
    hours = pd.to_datetime(["2013-01-01 12:00", "2013-01-08 12:00", "2013-12-31 12:00"], utc=True)
    flights = pd.DataFrame(
        {
            "time_hour": hours,
            "minute": 0,
            "dep_time": [700.0, 700.0, None],
            "dep_delay": [15.0, 16.0, None],
            "arr_delay": [0.0, 0.0, None],
        }
    )
    marked = mark_flights(flights, 15)
    assert marked["late"].fillna(-1).tolist() == [0, 1, -1]
    assert marked["cancelled"].tolist() == [False, False, True]
    assert marked["week"].tolist() == [0, 1, 51]
