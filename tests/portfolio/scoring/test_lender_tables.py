"""A lender's own wide table, with its codes, is prepared within bounds that are counted."""

from __future__ import annotations

import pandas as pd
import pytest

from bench.lender_tables import UNKNOWN_DAYS, lender_table
from portfolio.scoring import Search, describe, fit_score, prepare, without
from portfolio.scoring.applicants import MAX_CELLS, Applicants


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Return 900 applications with 122 columns, made like Home Credit's."""
    return lender_table(900, 122)


@pytest.fixture(scope="module")
def people(raw: pd.DataFrame) -> Applicants:
    """Return its applicants, prepared with the limits of the chapter."""
    return prepare(raw, describe("csv:applications.csv", raw), max_rows=10_000, max_columns=60)


def test_codes_for_unknown_are_made_missing(raw: pd.DataFrame, people: Applicants) -> None:
    """Days of employment a thousand years ahead are none, and the count is told."""
    assert people.features.get("DAYS_EMPLOYED", pd.Series([0.0])).max() < UNKNOWN_DAYS
    done = people.treatments.set_index("column")["count"]
    assert 0 < done["DAYS_EMPLOYED"] < (raw["DAYS_EMPLOYED"] == UNKNOWN_DAYS).sum() + 1


def test_the_columns_that_rank_stay(people: Applicants) -> None:
    """The external scores are among the sixty, and so are the columns with a role."""
    assert {"EXT_SOURCE_2", "EXT_SOURCE_3", "AMT_CREDIT", "AMT_INCOME_TOTAL"} <= set(people.features)
    assert people.features.shape[1] == 60
    assert people.features.size <= MAX_CELLS


def test_protected_columns_reach_no_score(people: Applicants) -> None:
    """Sex, age and family status are watched, and not read."""
    score = fit_score(without(people, people.table.protected), Search(trials=1), ("logistic",))
    assert not {"CODE_GENDER", "DAYS_BIRTH", "NAME_FAMILY_STATUS"} & set(score.kinds)
    assert {"CODE_GENDER", "DAYS_BIRTH", "NAME_FAMILY_STATUS"} <= set(people.groups)
