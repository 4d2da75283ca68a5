"""Filing with labels."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.language import classification
from portfolio.language.projections import turned


@pytest.fixture(scope="module")
def suggestions(vectors, articles):
    return classification.suggest(vectors, articles.labels, 0)


def test_separate_categories_are_filed_right(vectors, articles):
    """The probe and its F1."""
    table = classification.probe_table({"made": vectors}, articles.labels, 0)
    assert table.loc["made", ["probe", "probe F1"]].tolist() == [1, 1]
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
        vectors + 0.3 * rng.normal(size=vectors.shape), articles.labels, [1, 4, 50], range(4)
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


def test_units_are_compared_by_the_probe(articles):
    """Four kinds of units, on categories that share no word."""
    table = classification.unit_table(articles.texts, articles.labels, 0)
    assert list(table.index) == ["words", "stems", "lemmas", "words and pairs"]
    assert (table["probe"] > 0.9).all()


def test_nothing_is_learnt_from_the_articles_that_are_tested(articles):
    """Whatever learns vectors is called for each fold, with the rows that the fold does not test."""
    seen = []

    def learn(rows):
        seen.append(set(rows))
        return np.eye(3)[articles.labels]

    classification.filed_by(classification.linear_probe(), learn, articles.labels, 0)
    tested = [set(range(36)) - rows for rows in seen]
    assert sorted(row for rows in tested for row in rows) == list(range(36))


def test_few_labels_are_tested_on_articles_that_no_vector_was_learnt_from(articles):
    """A third of each category is unseen by the vectors, labelled or not."""
    seen = []

    def learn(rows):
        seen.append(len(rows))
        return np.eye(3)[articles.labels]

    classification.learning_curve(learn, articles.labels, [1, 2], range(2))
    assert seen == [24, 24]


def test_probabilities_are_those_of_the_corpus():
    """Nine in ten belong to the first category: weighted classes would promise about half."""
    labels = np.array([0] * 180 + [1] * 20)
    noise = np.random.default_rng(0).normal(size=(200, 3))
    found = classification.suggest(noise, labels, 0)
    assert found.probabilities[:, 0].mean() == pytest.approx(0.9, abs=0.03)
