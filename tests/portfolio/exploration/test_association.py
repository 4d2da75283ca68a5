"""Effect sizes with known answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from portfolio.errors import DataError
from portfolio.exploration.association import (
    cramers_v,
    cramers_v_interval,
    cramers_v_table,
    effect_table,
    eta_squared,
    eta_squared_by_chance,
    eta_squared_draws,
    group_effect,
    spearman_draws,
    spearman_table,
)
from portfolio.statistics.bootstrap import draw_weights


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_identical_columns_are_wholly_associated() -> None:
    """V is 1 on a diagonal table."""
    assert cramers_v(np.diag([30, 40, 50])) == pytest.approx(1, abs=0.01)


def test_independent_columns_have_no_association() -> None:
    """V of a product table is 0, and the correction keeps it from falling below."""
    assert cramers_v(np.outer([10, 20], [30, 40, 50])) == 0


def test_v_does_not_depend_on_which_column_comes_first() -> None:
    """A table and its transpose agree."""
    table = np.array([[10, 20, 5], [30, 5, 7]])
    assert cramers_v(table) == pytest.approx(cramers_v(table.T))


def test_v_of_one_column_is_refused() -> None:
    """Empty rows and columns do not count."""
    with pytest.raises(DataError, match="one row or column"):
        cramers_v(np.array([[5, 0], [7, 0]]))


def test_the_correction_takes_away_chance(rng: np.random.Generator) -> None:
    """Small random tables have V near 0 on average; uncorrected it is 0.2 and more."""
    tables = [np.histogram2d(rng.integers(0, 5, 100), rng.integers(0, 5, 100), bins=5)[0] for _ in range(200)]
    plain = [stats.contingency.association(table.astype(int), method="cramer") for table in tables]
    assert np.mean(plain) > 0.18
    assert np.mean([cramers_v(table) for table in tables]) < 0.08


def test_v_comes_with_an_interval(rng: np.random.Generator) -> None:
    """The estimate is that of the whole table."""
    frame = pd.DataFrame({"a": rng.integers(0, 2, 400), "week": np.repeat(range(20), 20)})
    frame["b"] = np.where(rng.random(400) < 0.7, frame["a"], 1 - frame["a"])
    value, (low, high) = cramers_v_interval(frame["a"], frame["b"], frame["week"], draw_weights(20, 200, rng))
    assert value == cramers_v(pd.crosstab(frame["a"], frame["b"]))
    assert 0 < low < value < high < 1


def test_groups_of_constant_values_explain_everything() -> None:
    """Eta squared is 1 when nothing varies inside groups."""
    assert eta_squared(pd.Series([1.0, 1, 5, 5]), pd.Series(list("aabb"))) == pytest.approx(1)


def test_groups_with_equal_means_explain_nothing() -> None:
    """Eta squared is 0 when nothing varies between groups."""
    assert eta_squared(pd.Series([1.0, 5, 5, 1]), pd.Series(list("aabb"))) == pytest.approx(0)


def test_values_that_never_vary_leave_nothing_to_explain() -> None:
    """0 over 0 is read as 0."""
    assert eta_squared(pd.Series([3.0, 3, 3]), pd.Series(list("aab"))) == 0


@given(st.lists(st.tuples(st.integers(-50, 50), st.sampled_from("abc")), min_size=2, max_size=40))
def test_eta_squared_is_a_share(rows: list[tuple[int, str]]) -> None:
    """It lies between 0 and 1 whatever the data."""
    values, groups = zip(*rows, strict=True)
    assert -1e-9 <= eta_squared(pd.Series(values, dtype=float), pd.Series(groups)) <= 1 + 1e-9


def test_eta_draws_equal_those_of_copied_rows(rng: np.random.Generator) -> None:
    """Sums per cluster and group give what copying rows would give."""
    values = pd.Series(rng.normal(size=12))
    groups, clusters = pd.Series(list("abc") * 4), pd.Series(np.repeat(range(4), 3))
    weights = draw_weights(4, 10, rng)
    copied = []
    for row in weights:
        rows = np.repeat(np.arange(12), row[clusters].astype(int))
        copied.append(
            eta_squared(values.iloc[rows].reset_index(drop=True), groups.iloc[rows].reset_index(drop=True))
        )
    assert eta_squared_draws(values, groups, clusters, weights) == pytest.approx(copied)


def test_group_effect_agrees_with_scipy(rng: np.random.Generator) -> None:
    """F follows from eta squared; epsilon squared is H over n - 1."""
    values, groups = pd.Series(rng.normal(size=90)), pd.Series(list("abc") * 30)
    effect = group_effect(values + groups.map({"a": 0, "b": 0.5, "c": 1}), groups, pd.Series(range(90)),
                          draw_weights(90, 200, rng))  # fmt: skip
    f = effect.eta_squared / 2 / ((1 - effect.eta_squared) / 87)
    assert effect.f_p == pytest.approx(stats.f.sf(f, 2, 87))
    assert stats.chi2.sf(effect.epsilon_squared * 89, 2) == pytest.approx(effect.h_p)
    assert effect.low < effect.eta_squared < effect.high


def test_one_group_explains_nothing_and_says_so() -> None:
    """A factor without levels is an error, not a zero."""
    with pytest.raises(DataError, match="two groups"):
        group_effect(
            pd.Series([1.0, 2]), pd.Series(["a", "a"], name="origin"), pd.Series([0, 1]), np.ones((1, 2))
        )


def test_chance_explains_one_degree_of_freedom_for_each_group(rng: np.random.Generator) -> None:
    """Days with one value each: eta squared by chance is (k - 1) / (n - 1) on average."""
    values, days = pd.Series(rng.normal(size=61)), pd.Series(range(61))
    draws = eta_squared_by_chance(values, days % 4, days, 2000, rng)
    assert draws.mean() == pytest.approx(3 / 60, rel=0.08)


def test_chance_needs_labels_of_whole_clusters(rng: np.random.Generator) -> None:
    """A label that varies inside a day cannot be shuffled between days."""
    label = pd.Series(["a", "b"], name="carrier")
    with pytest.raises(DataError, match="'carrier' varies inside a cluster"):
        eta_squared_by_chance(pd.Series([1.0, 2]), label, pd.Series([0, 0]), 5, rng)


def test_spearman_is_ranked_anew_in_each_resample(rng: np.random.Generator) -> None:
    """Every draw equals scipy's correlation of the copied rows, ties and holes included."""
    x = pd.Series(rng.integers(0, 6, 60), dtype=float).where(rng.random(60) > 0.1)
    y = pd.Series(rng.integers(0, 9, 60) + x.fillna(0))
    clusters = pd.Series(np.repeat(range(12), 5))
    weights = draw_weights(12, 40, rng)
    expected = []
    for row in weights:
        rows = np.repeat(np.arange(60), row[clusters].astype(int))
        expected.append(stats.spearmanr(x.iloc[rows], y.iloc[rows], nan_policy="omit").statistic)
    assert spearman_draws(x, y, clusters, weights) == pytest.approx(expected)


def test_a_rising_relation_has_rank_correlation_one(rng: np.random.Generator) -> None:
    """Bent or straight: only the order counts."""
    frame = pd.DataFrame({"x": range(1, 41), "week": np.repeat(range(8), 5)}).assign(
        y=lambda rows: rows["x"] ** 3.0
    )
    table = spearman_table(frame, "y", {"a number": "x"}, "week", draw_weights(8, 50, rng))
    assert table.loc["a number", ["value", "low", "high"]].tolist() == pytest.approx([1, 1, 1])


def test_tables_put_the_strongest_first(rng: np.random.Generator) -> None:
    """A factor of one level is left out; the sign of a correlation does not matter for its place."""
    frame = pd.DataFrame({"day": np.repeat(range(20), 10), "noise": rng.integers(0, 3, 200), "one": 1})
    frame = frame.assign(y=frame["day"] + rng.normal(size=200), down=-frame["day"])
    weights = draw_weights(20, 50, rng)
    effects = effect_table(frame, "y", {"n": "noise", "d": "day", "o": "one"}, "day", weights)
    assert effects.index.tolist() == ["d", "n"]
    ranks = spearman_table(frame, "y", {"n": "noise", "down": "down"}, "day", weights)
    assert ranks.index.tolist() == ["down", "n"]
    ties = cramers_v_table(
        frame.assign(half=frame["day"] < 10), "half", {"n": "noise", "d": "day"}, "day", weights
    )
    assert ties.index.tolist() == ["d", "n"]
