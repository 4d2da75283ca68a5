"""Errors by group, with intervals, and the price of equalising."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portfolio.datasets.card import Column
from portfolio.scoring import Search, fit_score, without
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.fairness import (
    Grouping,
    age_bands,
    equalised,
    group_rates,
    groupings,
    proxy_strength,
    spread_by_chance,
)
from portfolio.scoring.labels import labels_of


@pytest.fixture
def pair() -> tuple[Grouping, np.ndarray, np.ndarray]:
    """Return two groups of 400, the second of which is refused more often."""
    rng = np.random.default_rng(0)
    groups = pd.Series(np.repeat(["a", "b"], 400), dtype=object)
    risk = np.clip(rng.beta(2, 5, 800) + np.repeat([0.0, 0.25], 400), 0, 1)
    return Grouping("group", groups, True), (rng.random(800) < risk).astype(int), risk


def test_rates_of_a_small_example() -> None:
    """Forty people: half refused, of the twenty good ones a quarter."""
    bad = np.tile([0, 1], 20)
    refused = np.where(bad == 1, np.arange(40) < 30, np.arange(40) < 10)
    grouping = Grouping("g", pd.Series(["x"] * 40, dtype=object), True)
    row = group_rates(grouping, bad, refused[None, :], np.full((1, 40), 0.6)).loc["x"]
    assert (row["refused"], row["refused_good"], row["missed_bad"]) == (0.5, 0.25, 0.25)
    assert row["gap"] == pytest.approx(0.1)
    assert row["refused_low"] < 0.5 < row["refused_high"]


def test_small_groups_are_left_out(pair: tuple[Grouping, np.ndarray, np.ndarray]) -> None:
    """A rate over a handful of people says nothing."""
    grouping, bad, risk = pair
    few = replace(grouping, groups=grouping.groups.mask(np.arange(800) < 385))
    assert list(group_rates(few, bad, (risk > 0.4)[None, :], risk[None, :]).index) == ["b"]


def test_equalising_equalises_and_costs(pair: tuple[Grouping, np.ndarray, np.ndarray]) -> None:
    """Each rule removes its own spread, and neither is cheaper than the one cut-off of theory."""
    grouping, bad, risk = pair
    table = equalised(grouping, bad, risk, np.full(800, 1 / 6), 5.0)
    assert table.loc["equal refusal of good payers", "spread"] < 0.02
    assert table.loc["equal share refused", "spread_selection"] < 0.02
    assert table.loc["one cut-off", "spread"] > 0.2
    assert table["cost"].idxmin() == "one cut-off"


def test_age_bands_hold_everybody_once() -> None:
    """The edges belong to the older band."""
    bands = age_bands(pd.Series([18, 25, 34.9, 35, 80, np.nan]))
    assert bands.tolist()[:5] == ["under 25", "25 to 34", "25 to 34", "35 to 44", "55 and over"]
    assert pd.isna(bands[5])


def test_groups_come_from_protected_columns_or_stand_in(applicants: Applicants) -> None:
    """Without a protected column a number shows the method, and is not called protected."""
    assert [one.name for one in groupings(applicants)] == ["age"]
    bare = replace(
        applicants, groups=applicants.groups[[]], table=replace(applicants.table, protected=(), age="")
    )
    stand_in = groupings(bare)[0]
    assert (stand_in.name, stand_in.protected) == ("income", False)


def test_groups_are_named_in_words(applicants: Applicants) -> None:
    """The card says what 1 means; a remark on the card is not part of the name."""
    columns = [Column("old", "integer", "Applicant is old; protected", allowed=(0, 1))]
    coded = applicants.groups.assign(old=[float(age > 50) for age in applicants.groups["age"]])
    flagged = replace(applicants, groups=coded, table=replace(applicants.table, protected=("age", "old")))
    grouping = groupings(flagged, labels_of(columns))[1]
    assert grouping.name == "Applicant is old"
    assert set(grouping.groups) == {"yes", "no"}


def test_a_proxy_is_seen(applicants: Applicants) -> None:
    """A copy of the age in another unit gives it away; without it nothing does."""
    grouping = groupings(applicants)[0]
    largest = (grouping.groups == grouping.groups.value_counts().index[0]).astype(float)
    copied = replace(applicants, features=applicants.features.assign(code=largest))
    assert proxy_strength(applicants, grouping) < 0.65
    assert proxy_strength(copied, grouping) > 0.95


def test_a_column_left_out_takes_its_ratios_along(applicants: Applicants) -> None:
    """Else it would come back through them."""
    blind = without(applicants, ["debt"])
    assert "debt" not in blind.features
    assert blind.table.ratios == ()
    assert "debt" in applicants.features


def test_a_spread_over_groups_is_held_against_chance(pair: tuple[Grouping, np.ndarray, np.ndarray]) -> None:
    """Two groups that differ are told apart; of groups dealt at random, one in twenty would be."""
    grouping, bad, risk = pair
    assert spread_by_chance(grouping, bad, (risk > 0.4)[None, :], draws=200) < 0.05
    rng = np.random.default_rng(0)
    refused = rng.random((200, 1, 400)) < 0.4
    five = replace(grouping, groups=pd.Series(list("abcde") * 80, dtype=object))
    false = [spread_by_chance(five, np.zeros(400, dtype=int), one, draws=100) < 0.05 for one in refused]
    assert np.mean(false) < 0.12


def test_a_score_without_protected_columns_cannot_read_them(applicants: Applicants) -> None:
    """Whatever the age, the score and its columns are the same."""
    blind = without(applicants, applicants.table.protected)
    score = fit_score(blind, Search(trials=1), ("logistic",))
    assert "age" not in score.kinds
    assert "age" in blind.groups
