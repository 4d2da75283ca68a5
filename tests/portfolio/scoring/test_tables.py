"""Roles of columns: known tables, tables never seen, and what a reader must say."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.errors import UsageError
from portfolio.scoring import describe


def test_a_known_table_needs_no_words() -> None:
    """The book's own table has its roles."""
    table = describe("credit_data", pd.DataFrame({"Status": ["good", "bad"], "Amount": [1, 2]}))
    assert (table.target, table.bad) == ("Status", "bad")


def test_an_unknown_table_needs_a_target() -> None:
    """The message says how to name it, and lists the columns."""
    with pytest.raises(UsageError, match=r"-p target=NAME.*Columns: a, b"):
        describe("csv:x.csv", pd.DataFrame({"a": [1], "b": [2]}))


def test_a_misspelt_target_is_met_with_the_nearest(frame: pd.DataFrame) -> None:
    """A typo is no new column."""
    with pytest.raises(
        UsageError, match=r"the column to predict 'lat' is not in the table.*Did you mean 'late'"
    ):
        describe("csv:x.csv", frame, "lat")


def test_the_bad_value_is_guessed_only_where_it_speaks(frame: pd.DataFrame) -> None:
    """Yes is bad; of left and right, nobody knows."""
    assert describe("csv:x.csv", frame, "late").bad == "yes"
    sides = frame.assign(late=frame["late"].map({"yes": "left", "no": "right"}))
    with pytest.raises(UsageError, match=r"which value of 'late' is bad.*left, right"):
        describe("csv:x.csv", sides, "late")


def test_a_column_to_drop_must_exist(frame: pd.DataFrame) -> None:
    """A typo would silently keep the column."""
    with pytest.raises(UsageError, match=r"the column to leave out 'twon' is not in the table.*'town'"):
        describe("csv:x.csv", frame, "late", drop=["twon"])


def test_protected_columns_of_an_unknown_table_are_seen(frame: pd.DataFrame) -> None:
    """A word in the name is enough to watch it."""
    table = describe("csv:x.csv", frame.assign(marital_status="x"), "late")
    assert table.protected == ("age", "marital_status")
    assert table.age == "age"


def test_known_files_are_recognised_by_their_columns() -> None:
    """The UCI file arrives as csv:PATH and has its roles all the same."""
    frame = pd.DataFrame({"LIMIT_BAL": [1.0], "PAY_0": [0], "default.payment.next.month": [1]})
    table = describe("csv:UCI_Credit_Card.csv", frame)
    assert (table.target, table.bad, table.ceiling) == ("default.payment.next.month", "1", 0.80)


def test_columns_with_commas_can_be_left_out(frame: pd.DataFrame) -> None:
    """The list was cut at each comma before it came here."""
    named = frame.rename(columns={"town": "distance, km", "debt": "de\u0301bit"})
    table = describe("csv:x.csv", named, "late", drop=["distance", "km", "d\u00e9bit"])
    assert set(table.excluded) == {"distance, km", "de\u0301bit"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("personal_status_sex", ["a", "b"]),
        ("MaritalStatus", ["x", "y"]),
        ("NAME_FAMILY_STATUS", ["x", "y"]),
        ("foreign_worker", ["yes", "no"]),
        ("Nationality", ["FR", "DE"]),
        ("A9", ["male : single", "female : divorced"]),
        ("age_in_years", [23.0, 61.0]),
    ],
)
def test_protected_columns_are_found_by_meaning(name: str, values: list[object], frame: pd.DataFrame) -> None:
    """By a word in any case style, or by values that say it."""
    column = [values[place % 2] for place in range(len(frame))]
    assert name in describe("csv:x.csv", frame.assign(**{name: column}), "late").protected


@pytest.mark.parametrize(
    ("name", "values"), [("mortgage", [1.0, 2.0]), ("account_age", [0.0, 3.0]), ("channel", ["web", "shop"])]
)
def test_other_columns_are_not_protected(name: str, values: list[object], frame: pd.DataFrame) -> None:
    """A mortgage is not an age, and the age of an account is not that of a person."""
    column = [values[place % 2] for place in range(len(frame))]
    assert name not in describe("csv:x.csv", frame.assign(**{name: column}), "late").protected


def test_further_protected_columns_can_be_named(frame: pd.DataFrame) -> None:
    """And a typo does not leave one unprotected."""
    assert "town" in describe("csv:x.csv", frame, "late", protected=["town"]).protected
    with pytest.raises(UsageError, match=r"the column to protect 'twon' is not in the table.*'town'"):
        describe("csv:x.csv", frame, "late", protected=["twon"])


def test_the_amount_of_an_unknown_table_is_found(frame: pd.DataFrame) -> None:
    """A positive number with many values and a telling name."""
    table = describe("csv:x.csv", frame.assign(credit_amount=range(1, len(frame) + 1)), "late")
    assert table.amount == "credit_amount"
