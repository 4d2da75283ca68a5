"""Missing values and what may fill them."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.exploration.missing import fill_from_neighbours, missing_by, missing_table, neighbour_error

HOURS = pd.to_datetime(["2013-01-01 00:00", "2013-01-01 01:00"], utc=True)
WEATHER = pd.DataFrame(
    {
        "origin": ["EWR", "JFK", "LGA", "EWR", "JFK", "LGA"],
        "time_hour": HOURS[[0, 0, 0, 1, 1, 1]],
        "pressure": [1000.0, 1002.0, None, None, None, None],
    }
)


def test_only_columns_with_holes_are_listed() -> None:
    """Largest hole first, as count and share."""
    table = missing_table({"w": WEATHER, "p": pd.DataFrame({"year": [1, None]})})
    assert table[["table", "column", "missing"]].to_numpy().tolist() == [
        ["w", "pressure", 4],
        ["p", "year", 1],
    ]
    assert table["share"].tolist() == pytest.approx([4 / 6, 0.5])


def test_a_whole_table_gives_an_empty_one() -> None:
    """No holes, no rows, the same columns."""
    assert missing_table({"w": WEATHER[["origin"]]}).empty


def test_a_hole_takes_the_mean_of_its_neighbours() -> None:
    """Where nobody reports, the hole stays."""
    assert fill_from_neighbours(WEATHER, "pressure").fillna(0).tolist() == [1000, 1002, 1001, 0, 0, 0]


def test_the_error_of_filling_hides_each_reading() -> None:
    """Each is predicted from the others only."""
    assert neighbour_error(WEATHER, "pressure").tolist() == [2.0, -2.0]


def test_missing_values_are_counted_by_group() -> None:
    """The group with the largest share first; rows without a group belong to none."""
    frame = pd.DataFrame({"x": [1, None, None, 2, 3], "by": ["a", "b", "b", "b", None]})
    table = missing_by(frame, "x", "by")
    assert table.index.tolist() == ["b", "a"]
    assert table.loc["b"].tolist() == [3, 2, pytest.approx(2 / 3)]
    assert table.loc["a"].tolist() == [1, 0, 0]
