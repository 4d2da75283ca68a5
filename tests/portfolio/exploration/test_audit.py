"""Questions that any table is asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.exploration import audit_table, uneven_missing

ROWS = 200


@pytest.fixture
def rng() -> np.random.Generator:
    """Return a generator with a fixed start."""
    return np.random.default_rng(0)


def question(values: object) -> str:
    """Return what is asked about one column."""
    return str(audit_table(pd.DataFrame({"x": values})).loc["x", "question"])


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ([None] * ROWS, "empty"),
        (["a"] * ROWS, "one value only"),
        (["yes"] * 50 + [None] * 150, "is a missing value a no?"),
        (list("abcdefgh") * 10 + [None] * 120, "mostly missing"),
        (["a"] * 195 + ["b"] * 5, "nearly always one value"),
        (["Oak", "oak ", "elm", "ash"] * 50, "several spellings"),
        (range(ROWS), "identifier"),
        ([0] * 60 + list(range(20, 160)), "is zero a value or a hole?"),
        ([1e6] * 15 + list(np.arange(185) % 40), "far out"),
    ],
)
def test_each_fault_raises_its_question(values: object, asked: str) -> None:
    """In words that name it."""
    assert asked in question(values)


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(1).normal(size=ROWS),
        [0, 1] * 100,
        ["oak", "elm"] * 100,
        [True, False] * 100,
        pd.date_range("2020-01-01", periods=10).repeat(20),
    ],
)
def test_an_ordinary_column_raises_none(values: object) -> None:
    """Numbers that never repeat are measurements, and a zero beside a one is an answer."""
    assert question(values) == ""


def test_a_table_without_numbers_is_described() -> None:
    """Every column has its line, whatever it holds."""
    audit = audit_table(pd.DataFrame({"a": ["x", "y"] * 3, "$b_{%}": [None, "z", "z", "w", "z", "z"]}))
    assert audit["type"].tolist() == ["text", "text"]
    assert audit.loc["$b_{%}", ["missing", "values", "commonest"]].tolist() == pytest.approx([1 / 6, 2, 0.8])


def test_an_empty_table_raises_no_error() -> None:
    """It has nothing to ask about but its emptiness."""
    assert question([]).startswith("empty")


def test_holes_that_follow_a_group_are_found(rng: np.random.Generator) -> None:
    """Among columns whose holes are scattered, and groups that have nothing to do with them."""
    group, other = rng.choice(list("abc"), ROWS), rng.choice(list("xyz"), ROWS)
    tied = np.where((group == "a") & (rng.random(ROWS) < 0.9), None, "seen")
    loose = np.where(rng.random(ROWS) < 0.3, None, "seen")
    found = uneven_missing(pd.DataFrame({"loose": loose, "tied": tied, "other": other, "group": group}))
    assert found is not None
    assert (found.column, found.by) == ("tied", "group")
    assert found.cramers_v > 0.7
    assert found.shares["share"].idxmax() == "a"


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": ["x", "y"] * 10}),
        pd.DataFrame({"a": [1.5, None] * 10, "b": np.linspace(0, 1, 20)}),
        pd.DataFrame({"a": [None] * 20, "b": ["x", "y"] * 10}),
        pd.DataFrame({"a": [None, "u"] * 10, "b": [f"name {n}" for n in range(20)]}),
    ],
    ids=["no holes", "no groups", "an empty column", "a group for each row"],
)
def test_where_nothing_can_be_tied_there_is_nothing(frame: pd.DataFrame) -> None:
    """No strength is invented."""
    assert uneven_missing(frame) is None
