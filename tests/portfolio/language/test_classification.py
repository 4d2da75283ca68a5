"""Filing with labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.language import classification, hierarchy
from portfolio.language.projections import turned


@pytest.fixture(scope="module")
def suggestions(vectors, articles):
    return classification.suggest(vectors, articles.labels, 0)


def test_separate_categories_are_filed_right(vectors, articles):
    """The probe, its F1, and the neighbours."""
    table = classification.probe_table({"made": vectors}, articles.labels, 0)
    assert table.loc["made", ["probe", "probe F1", "neighbours"]].tolist() == [1, 1, 1]
    assert table.loc["made", "low"] < 1


def test_a_rotation_keeps_the_products():
    """Wide vectors get as many numbers as rows, and every model that sees products the same data."""
    wide = np.random.default_rng(0).random((5, 40))
    assert turned(wide).shape == (5, 5)
    assert np.allclose(turned(wide) @ turned(wide).T, wide @ wide.T)
    assert turned(wide.T).shape == (40, 5)


def test_noise_is_filed_by_chance(articles):
    """A leak would show here."""
    noise = np.random.default_rng(0).normal(size=(36, 8))
    table = classification.probe_table({"noise": noise}, articles.labels, 0)
    assert table.loc["noise", "probe"] < 0.6


def test_a_category_with_one_article_is_refused(vectors):
    """Nothing to learn from once it is tested."""
    with pytest.raises(DataError, match="a category has one article"):
        classification.filed_by(classification.linear_probe(), vectors, np.array([0] * 35 + [1]), 0)


def test_more_labels_do_not_hurt(vectors, articles):
    """The curve rises on categories that can be told apart, and says which had enough."""
    rng = np.random.default_rng(0)
    curve = classification.learning_curve(
        vectors + 0.3 * rng.normal(size=vectors.shape), articles.labels, [1, 4, 50], rng
    )
    assert curve["mean"].iloc[-1] >= curve["mean"].iloc[0]
    assert curve["full"].tolist() == [1, 1, 0]
    assert (curve["low"] <= curve["high"]).all()


def test_suggestions_are_probabilities(suggestions):
    """Rows sum to one; a longer list holds no less."""
    assert np.allclose(suggestions.probabilities.sum(axis=1), 1)
    covered = [suggestions.coverage(n) for n in (1, 2, 3)]
    assert covered == sorted(covered)
    assert covered[-1] == 1
    assert suggestions.promised(3) == pytest.approx(1)


def test_calibration_groups_hold_every_article(suggestions):
    """Each article once."""
    assert classification.calibration_table(suggestions)["articles"].sum() == 36


def test_the_break_even_is_where_both_cost_the_same():
    """One minute to ask, ten for an error."""
    prices = classification.Prices(wrong=10, asked=1)
    assert classification.break_even(prices) == pytest.approx(0.9)
    assert classification.break_even(classification.Prices(wrong=50)) > classification.break_even(prices)


def test_abstaining_costs_what_the_prices_say():
    """Two articles, one right and sure, one wrong and unsure."""
    made = classification.Suggestions(np.array([[0.9, 0.05, 0.05], [0.4, 0.3, 0.3]]), np.array([0, 1]))
    prices = classification.Prices(wrong=10, asked=1, searched=3)
    table = classification.abstain_table(made, prices, at=(0.0, 0.5, 1.001))
    assert table["minutes"].tolist() == [5.0, 0.5, 1.0]
    assert table["filed"].tolist() == [1.0, 0.5, 0.0]
    assert table["wrong"].tolist() == [0.5, 0.0, 0.0]


def test_the_tree_is_filed_in_three_ways(vectors, articles):
    """Branches know their category; small ones are one."""
    table = hierarchy.hierarchy_table(vectors, articles.frame, articles.labels, 0)
    assert table.loc["branch, summed up", "category"] > 0.9
    assert table["distance"].dropna().between(0, 2).all()
    names, labels = hierarchy.branches(articles.frame.assign(parent=["a"] * 4 + ["b"] * 4 + ["most"] * 28))
    assert ("kitchen", hierarchy.REST) in names
    assert len(labels) == 36


def test_branches_gain_what_the_better_way_gains():
    """Against the category alone; a loss is negative, and no tree gains nothing."""
    index = ["category only", "branch, summed up", "category, then branch"]
    gain = hierarchy.branch_gain(pd.DataFrame({"category": [0.75, 0.5, 0.625]}, index=index))
    assert gain == -0.125
    assert hierarchy.branch_gain(None) == 0


def test_articles_without_a_tree_say_so(vectors, articles):
    """A file of one's own has none."""
    with pytest.raises(DataError, match="no tree"):
        hierarchy.hierarchy_table(vectors, articles.frame.assign(parent=""), articles.labels, 0)


def test_units_are_compared_by_the_probe(articles):
    """Four kinds of units, each with its size."""
    table = classification.unit_table(articles.texts, articles.labels, 0)
    assert table.loc["words and pairs", "different"] > table.loc["words", "different"]


def test_branches_too_small_even_together_join_the_largest():
    """One article of a branch of its own could not be learnt and tested."""
    parents = ["a"] * 6 + ["b"] * 7 + ["alone"] + ["x"] * 3 + ["y"] * 3
    frame = pd.DataFrame({"title": "t", "category": ["one"] * 14 + ["two"] * 6, "parent": parents})
    names, branch = hierarchy.branches(frame)
    assert names == [("one", "a"), ("one", "b"), ("two", hierarchy.REST)]
    assert np.bincount(branch).tolist() == [6, 8, 6]
