"""Similarity against people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr, spearmanr

from portfolio.datasets import load
from portfolio.errors import DataError
from portfolio.language import human_similarity
from portfolio.language.bag_of_words import lsi_vectors


@pytest.fixture(scope="module")
def pairs() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    first, second = np.triu_indices(12, 1)
    return pd.DataFrame({"first": first, "second": second, "similarity": rng.random(len(first))})


def test_correlations_are_those_of_scipy(pairs):
    """Weights of one change nothing."""
    rng = np.random.default_rng(1)
    found = pairs["similarity"].to_numpy() + 0.3 * rng.normal(size=len(pairs))
    table = human_similarity.people_table({"made": found}, pairs, rng)
    assert table.loc["made", "Pearson"] == pytest.approx(pearsonr(found, pairs["similarity"])[0])
    assert table.loc["made", "Spearman"] == pytest.approx(spearmanr(found, pairs["similarity"])[0])
    assert table.loc["made", "Pearson low"] < table.loc["made", "Pearson"] < table.loc["made", "Pearson high"]


def test_a_text_without_words_is_similar_to_nothing(pairs):
    """Zeros have no direction."""
    vectors = np.eye(12)
    vectors[0] = 0
    assert (human_similarity.cosine_of_pairs(vectors, pairs) == 0).all()


def test_a_representation_without_an_opinion_is_refused(pairs):
    """A correlation with a constant does not exist."""
    with pytest.raises(DataError, match="flat: all pairs are equally similar"):
        human_similarity.people_table({"flat": np.ones(len(pairs))}, pairs, np.random.default_rng(0))


def test_a_representation_is_not_better_than_itself(pairs):
    """The gap of equals is zero, with no width."""
    found = {"one": pairs["similarity"].to_numpy() ** 2}
    assert human_similarity.best_gap(found, pairs, "one", "one", np.random.default_rng(0)) == (0.0, 0.0, 0.0)


def test_the_published_figure_of_lsi_is_reproduced():
    """Log-entropy LSI of 200 topics: at least 0.60 with the ratings of the Lee corpus."""
    news, pairs = load("lee"), load("lee_similarity")
    background, rated = (
        news.loc[news["collection"] == one, "text"].tolist() for one in ("background", "rated")
    )
    found = human_similarity.cosine_of_pairs(lsi_vectors(rated, background, 0), pairs)
    assert np.corrcoef(found, pairs["similarity"])[0, 1] >= 0.60


def test_the_oddest_pairs_are_shown_by_their_first_words(pairs):
    """Long texts are cut."""
    texts = [f"text {number} " + "word " * 20 for number in range(12)]
    table = human_similarity.odd_pairs(-pairs["similarity"].to_numpy(), pairs, texts, shown=2)
    assert table.shape == (2, 4)
    assert table["one text"].str.endswith("…").all()
