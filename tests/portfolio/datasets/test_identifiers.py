"""Identifiers are known by what they do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets.identifiers import is_called_identifier, is_identifier, is_row_number

SHUFFLED = pd.Series(np.random.default_rng(0).permutation(500) * 3 + 7)
ID_NAMES = [
    "RowNumber",
    "CustomerId",
    "LoanID",
    "id_client",
    "customerID",
    "SK_ID_CURR",
    "ID",
    "loan.id",
    "userid",
    "CLIENTNO",
]


@pytest.mark.parametrize("name", ID_NAMES)
def test_a_name_in_any_style_of_capitals(name):
    """Snake, camel, dots, run together."""
    assert is_called_identifier(name)
    assert is_identifier(name, SHUFFLED)


@pytest.mark.parametrize("name", ["paid", "AmountPaid", "valid", "income", "grid_share", "bid"])
def test_words_that_end_alike_are_none(name):
    """Paid is not an identifier of pa."""
    assert not is_called_identifier(name)
    assert not is_identifier(name, SHUFFLED)


def test_whole_numbers_that_only_rise_are_one_whatever_the_name():
    """Regular steps or not, up or down."""
    rising = pd.Series(np.cumsum(np.random.default_rng(0).integers(1, 9, 100)))
    for values in (rising, rising[::-1].reset_index(drop=True)):
        assert is_identifier("CaseOrder", values)
    assert not is_identifier("income", rising + 0.5)


def test_repeated_values_name_no_row():
    """Nor do numbers with ties."""
    assert not is_identifier("branch_id", pd.Series([1, 2] * 50))
    assert not is_identifier("age", pd.Series(np.arange(100) // 2))


def test_row_numbers_have_equal_steps():
    """From 0, from 1, or by seven."""
    assert is_row_number(pd.Series(range(0, 70, 7)))
    assert not is_row_number(pd.Series([0, 1, 3]))
    assert not is_row_number(pd.Series([5, 5, 5]))
