"""Joins that prove what they did."""

from __future__ import annotations

import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.exploration.joins import checked_join, join_accounts

FLIGHTS = pd.DataFrame({"tail": ["a", "x", None, "a"], "n": [1, 2, 3, 4]}, index=[9, 8, 7, 6])
PLANES = pd.DataFrame({"tail": ["a", "b"], "seats": [100, 50]})


def test_every_row_is_kept_once_in_order() -> None:
    """The left table decides rows, order and index."""
    joined = checked_join(FLIGHTS, PLANES, ["tail"]).frame
    assert joined.index.tolist() == [9, 8, 7, 6]
    assert joined["n"].tolist() == [1, 2, 3, 4]
    assert joined["seats"].fillna(0).tolist() == [100, 0, 0, 100]


def test_the_accounts_tell_lonely_from_keyless() -> None:
    """An unknown key and a missing key are different holes."""
    joined = checked_join(FLIGHTS, PLANES, ["tail"])
    assert joined.as_row() == {"rows": 4, "unmatched": 1, "without key": 1}


def test_a_missing_key_never_meets_a_missing_key() -> None:
    """Pandas would join them; two unknowns are not the same thing."""
    planes = pd.concat([PLANES, pd.DataFrame({"tail": [None], "seats": [7]})])
    assert 7 not in checked_join(FLIGHTS, planes, ["tail"]).frame["seats"].tolist()


def test_a_key_that_repeats_on_the_right_is_refused() -> None:
    """It would double flights in silence."""
    with pytest.raises(DataError, match="1 rows repeat the key tail"):
        checked_join(FLIGHTS, pd.concat([PLANES, PLANES[:1]]), ["tail"])


def test_shared_columns_need_a_prefix() -> None:
    """Two columns of one name are told apart by the caller, not by a suffix."""
    planes = PLANES.rename(columns={"seats": "n"})
    with pytest.raises(DataError, match="both tables have n"):
        checked_join(FLIGHTS, planes, ["tail"])
    assert "plane_n" in checked_join(FLIGHTS, planes, ["tail"], prefix="plane_").frame


def test_accounts_of_several_joins_make_a_table() -> None:
    """One row for each join, under its name."""
    table = join_accounts({"planes": checked_join(FLIGHTS, PLANES, ["tail"])})
    assert table.loc["planes"].to_dict() == {"rows": 4, "unmatched": 1, "without key": 1}
