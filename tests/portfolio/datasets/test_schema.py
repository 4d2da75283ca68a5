"""Schemas against small frames that break them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets.card import Column, Table
from portfolio.datasets.schema import check_columns, conform, validate
from portfolio.errors import DataError

TABLE = Table(
    "towns",
    (
        Column("code", "text", "Code"),
        Column("kind", "text", "Kind", allowed=("city", "town")),
        Column("people", "integer", "Inhabitants", minimum=0, maximum=100),
        Column("height", "float", "Height", minimum=-10, missing=0.25),
        Column("seen", "time", "Seen", minimum="2020-01-01", maximum="2020-12-31T23:59", zone="UTC"),
    ),
    keys=(("code",),),
    rows=4,
)


@pytest.fixture
def frame():
    """Return a frame that keeps every promise."""
    return pd.DataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "kind": ["city", "town", "town", "town"],
            "people": [1, 2, 3, 100],
            "height": [0.5, np.nan, -10.0, 3.0],
            "seen": pd.to_datetime(["2020-01-01"] * 4, utc=True).as_unit("us"),
        }
    )


def test_a_good_frame_comes_back_as_it_was(frame):
    """Nothing is changed, copied values included."""
    before = frame.copy()
    assert validate(frame, TABLE) is frame
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("column", "row", "value", "message"),
    [
        ("people", 2, -1, r"column 'people': expected not below 0, broken in 1 row \(2\), such as -1"),
        ("people", 3, 101, r"column 'people': expected not above 100, broken in 1 row \(3\), such as 101"),
        (
            "kind",
            1,
            "hamlet",
            r"column 'kind': expected one of city, town, broken in 1 row \(1\), such as 'hamlet'",
        ),
        ("kind", 1, None, r"column 'kind': expected no missing values, broken in 1 row \(1\)"),
        ("height", 0, np.inf, r"column 'height': expected finite, broken in 1 row \(0\)"),
        ("height", 0, np.nan, r"column 'height': expected at most 25.00% missing"),
        ("code", 3, "a", r"the table: expected unique code, broken in 2 rows \(0, 3\)"),
        (
            "seen",
            2,
            pd.Timestamp("2021-01-01", tz="UTC"),
            r"column 'seen': expected not above 2020-12-31.*\(2\)",
        ),
    ],
)
def test_a_broken_promise_names_column_and_row(frame, column, row, value, message):
    """Every rule has its message."""
    frame.loc[row, column] = value
    with pytest.raises(DataError, match=message):
        validate(frame, TABLE)


def test_all_broken_promises_are_told_at_once(frame):
    """One run is enough to see every fault."""
    frame.loc[0, "people"] = -5
    frame.loc[1, "kind"] = "hamlet"
    with pytest.raises(DataError, match=r"'kind'.*'people'|'people'.*'kind'"):
        validate(frame, TABLE)


def test_a_lost_row_is_noticed(frame):
    """The number of rows is part of the contract."""
    with pytest.raises(DataError, match="the table: expected 4 rows"):
        validate(frame.iloc[:3], TABLE)


def test_an_empty_frame_has_zero_rows(frame):
    """A header alone is no data."""
    with pytest.raises(DataError, match="towns has 0 rows"):
        validate(frame.iloc[:0], TABLE)


def test_another_type_is_an_error(frame):
    """A column of another dtype is named."""
    with pytest.raises(DataError, match=r"column 'people'.*int64.*float64"):
        validate(frame.assign(people=frame["people"].astype(float)), TABLE)


def test_only_the_first_rows_are_listed():
    """A message stays readable however many rows are wrong."""
    table = Table("long", (Column("a", "integer", "A", maximum=0),))
    with pytest.raises(DataError, match=r"broken in 1000 rows \(0, 1, 2, 3, 4, \.\.\.\)"):
        validate(pd.DataFrame({"a": range(1, 1001)}), table)


def test_all_differences_of_columns_are_listed():
    """Missing, renamed, extra and doubled columns in one message, with the nearest name."""
    found = ["Code", "kind", "kind", "people", "heigth", "colour"]
    with pytest.raises(DataError) as caught:
        check_columns(found, TABLE)
    message = str(caught.value)
    assert "missing 'code' (renamed to 'Code'?)" in message
    assert "missing 'height' (renamed to 'heigth'?)" in message
    assert "missing 'seen'" in message
    assert "extra 'colour'" in message
    assert "'kind' appears 2 times" in message


def test_another_order_of_columns_is_harmless(frame):
    """The card's order is restored."""
    turned = conform(frame[frame.columns[::-1]], TABLE)
    assert tuple(turned.columns) == TABLE.names


def test_extra_columns_are_accepted_where_the_card_says_so():
    """They come after those of the card, typed by their content."""
    table = Table("open", (Column("a", "integer", "A"),), extra=True)
    found = conform(pd.DataFrame({"b": ["1.5", None], "c": ["x", "y"], "a": ["1", "2"]}, dtype=str), table)
    assert [str(kind) for kind in found.dtypes] == ["int64", "float64", "str"]
