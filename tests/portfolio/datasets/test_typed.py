"""Types given to columns of texts."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.datasets.card import Column, Table
from portfolio.datasets.typed import dtype_of, infer_types, typed
from portfolio.errors import DataError


def give(values, **column):
    table = Table("t", (Column("a", meaning="A", **column),))
    return typed(pd.DataFrame({"a": values}), table)["a"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ({"type": "integer"}, "int64"),
        ({"type": "float"}, "float64"),
        ({"type": "text"}, "str"),
        ({"type": "time"}, "datetime64[us]"),
        ({"type": "time", "zone": "UTC"}, "datetime64[us, UTC]"),
    ],
)
def test_each_type_has_one_dtype(column, expected):
    """Types of the card and dtypes of pandas, one to one."""
    assert str(dtype_of(Column("a", meaning="A", **column))) == expected


def test_times_with_and_without_zone():
    """With a zone, times are instants; without, what the clock said."""
    assert give(["2013-01-01T05:00:00-05:00"], type="time", zone="UTC")[0] == pd.Timestamp(
        "2013-01-01 10:00", tz="UTC"
    )
    assert give(["19970101"], type="time")[0] == pd.Timestamp("1997-01-01")


@pytest.mark.parametrize("value", ["n/a", "1 234,50", "#VALEUR !"])
@pytest.mark.parametrize("kind", ["integer", "float"])
def test_text_in_a_column_of_numbers_names_the_row(kind, value):
    """Spreadsheet leftovers are not swallowed."""
    with pytest.raises(DataError, match=rf"column 'a': 1 values cannot be read as {kind}.*row 1: '{value}'"):
        give(["1", value], type=kind)


def test_a_missing_whole_number_names_the_row():
    """A column of whole numbers has none missing."""
    with pytest.raises(DataError, match=r"1 values cannot be read as integer.*row 1"):
        give([1.0, None], type="integer")


def test_decimals_are_not_cut_off():
    """1.5 is no whole number, and does not become 1."""
    with pytest.raises(DataError, match=r"row 0: 1\.5"):
        give([1.5, 2.0], type="integer")


def test_a_wrong_time_names_the_row():
    """Day and month swapped, or anything else that is no ISO time."""
    with pytest.raises(DataError, match=r"1 values cannot be read as time.*row 1: '31/12/2013'"):
        give(["2013-12-31", "31/12/2013"], type="time")


def test_a_number_beyond_64_bits_is_refused():
    """It would silently lose digits."""
    with pytest.raises(DataError, match=r"1 values cannot be read as integer.*row 1"):
        give(["1", "99999999999999999999"], type="integer")


def test_numbers_are_recognised_and_identifiers_are_not():
    """Leading zeros make an identifier; NA is a text; empty is missing."""
    frame = pd.DataFrame(
        {"n": ["1", None], "zip": ["01", "2"], "land": ["NA", "FR"], "none": [None, None]}, dtype=str
    )
    found = infer_types(frame, "f")
    assert [str(kind) for kind in found.dtypes] == ["float64", "str", "str", "str"]
    assert found["land"].tolist() == ["NA", "FR"]


def test_decimals_below_one_are_numbers():
    """0.5 has no leading zero in the sense of an identifier."""
    assert str(infer_types(pd.DataFrame({"a": ["0.5", "0", "-0.1"]}, dtype=str), "f")["a"].dtype) == "float64"


def test_infinite_values_are_refused():
    """No column of numbers holds one."""
    with pytest.raises(DataError, match="'a' holds 1 infinite values; got rows 1"):
        infer_types(pd.DataFrame({"a": ["1", "-inf"]}, dtype=str), "f")


def test_long_identifiers_with_missing_ones_keep_their_digits():
    """A float would change the last digits of a whole number above 2^53."""
    found = infer_types(pd.DataFrame({"id": ["9007199254740993", None]}, dtype=str), "f")
    assert found["id"].tolist()[0] == "9007199254740993"
