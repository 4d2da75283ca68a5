"""Names are found however they were typed."""

from __future__ import annotations

import pytest

from portfolio.datasets.spellings import find_column, spelling, split_names
from portfolio.errors import UsageError

COLUMNS = ["d\u00e9faut", "distance, km", "[bio].income, {EUR}", 'share "%"', "bad", "km"]


def test_two_forms_of_an_accent_are_one_name():
    """The decomposed form finds the composed one."""
    assert find_column("de\u0301faut", COLUMNS, "the target") == "d\u00e9faut"
    assert find_column(" bad\u00a0", COLUMNS, "the target") == "bad"


def test_an_unknown_name_lists_the_nearest():
    """With what was looked for."""
    with pytest.raises(
        UsageError, match=r"the target 'defaut' is not in the table. Did you mean 'd\u00e9faut'"
    ):
        find_column("defaut", COLUMNS, "the target")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("bad", ["bad"]),
        ("distance, km, bad", ["distance, km", "bad"]),
        ("distance,km", ["distance, km"]),
        ('"distance, km", bad', ["distance, km", "bad"]),
        ("[bio].income, {EUR}", ["[bio].income, {EUR}"]),
        ('share "%", km', ['share "%"', "km"]),
        ('"share ""%""" , bad', ['share "%"', "bad"]),
        ("nothing, bad", ["nothing", "bad"]),
        ("", []),
    ],
)
def test_a_list_may_name_columns_with_commas(typed, names):
    """Cut at the commas beforehand or not, quoted or not."""
    assert split_names([typed], COLUMNS) == names
    assert split_names([one.strip() for one in typed.split(",") if one.strip()], COLUMNS) == names


def test_spellings_of_one_customer():
    """Case, blanks, width and accents' form do not make another."""
    one = {spelling(text) for text in ("Ann@Example.org", " ann@example.org", "ann@example.ORG\u200b")}
    assert one == {"ann@example.org"}
    assert spelling("a@b") != spelling("a@c")
