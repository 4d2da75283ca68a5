"""The tables of the chapter on fairness: what a score may read."""

from __future__ import annotations

import numpy as np

from portfolio.datasets import load
from portfolio.trust.fairness_people import adult_people, boston_people, compas_people, without_proxies


def test_the_score_itself_and_race_are_no_features_of_compas() -> None:
    """Nor are sex and the outcome."""
    people = compas_people(load("compas"))
    assert not {"decile-score", "race", "sex", "two-year-recid"} & set(people.features)
    assert len(people.features) == 6167


def test_no_column_of_sex_race_or_income_is_a_feature_of_adult() -> None:
    """And without proxies none of the household is left."""
    people = adult_people(load("adult"))
    names = list(people.features)
    assert not [name for name in names if name.startswith(("sex", "race", "salary"))]
    assert not [name for name in without_proxies(people).features if name.startswith(("rel", "marital"))]
    assert set(people.groups["sex"]) == {"men", "women"}
    assert "Asian-Pac-Islander" in set(people.groups["race"])


def test_codes_of_boston_are_filled_in_and_counted() -> None:
    """No value is missing, none is a code, and nothing known after the decision is read."""
    table = load("loanapp")
    people, filled = boston_people(table)
    assert np.isfinite(people.features.to_numpy()).all()
    assert people.features["gdlin"].max() <= 1
    assert filled >= int((table["gdlin"] == 666).sum() + (table["term"] > 900_000).sum())
    later = {"action", "approve", "reject", "review", "inson", "typur"}
    protected = {"black", "hispan", "white", "male", "married", "old", "min30"}
    assert not (later | protected) & set(people.features)
