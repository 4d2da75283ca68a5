"""Rankers: closed forms are what they claim, `implicit` is the judge of alternating least squares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from portfolio.recommendation.rankers import (
    als_step,
    ease_weights,
    fit_als,
    fit_bpr,
    fit_popularity,
    item_cosine,
    nearest_only,
    weighted,
)
from portfolio.recommendation.studies import split_of
from recommendation_cases import made_ratings

RATINGS = made_ratings()
LIKES = RATINGS.matrix(None, 4)


def test_ease_is_a_ridge_regression_on_the_other_items():
    weights, x = ease_weights(LIKES, 5.0), LIKES.toarray()
    others = np.delete(np.arange(x.shape[1]), 7)
    ridge = np.linalg.solve(x[:, others].T @ x[:, others] + 5 * np.eye(len(others)), x[:, others].T @ x[:, 7])
    assert np.allclose(weights[others, 7], ridge)
    assert (np.diag(weights) == 0).all()


def test_content_enters_ease_as_further_users():
    content = np.random.default_rng(0).random((LIKES.shape[1], 3))
    more = sparse.csr_array(np.vstack([LIKES.toarray(), content.T]))
    assert np.allclose(ease_weights(LIKES, 5.0, content), ease_weights(more, 5.0))


def test_the_cosine_is_that_of_the_columns():
    x = LIKES.toarray()
    expected = x[:, 1] @ x[:, 2] / np.linalg.norm(x[:, 1]) / np.linalg.norm(x[:, 2])
    assert item_cosine(LIKES)[1, 2] == pytest.approx(expected)


def test_each_column_keeps_its_nearest():
    kept = nearest_only(item_cosine(LIKES), 5)
    assert ((kept > 0).sum(axis=0) <= 5).all()
    assert np.allclose(kept.max(axis=0), item_cosine(LIKES).max(axis=0))


def test_alternating_least_squares_is_that_of_implicit():
    implicit = pytest.importorskip("implicit.cpu.als")
    alpha, shrink, width, seed = 4.0, 2.0, 6, 5
    first = np.random.default_rng(seed).normal(0, 0.1, (LIKES.shape[1], width))
    judge = implicit.AlternatingLeastSquares(
        factors=width, regularization=shrink, iterations=3, use_cg=False, use_native=True, dtype=np.float64,
        num_threads=1,
    )  # fmt: skip
    judge.item_factors, judge.user_factors = first.copy(), np.zeros((LIKES.shape[0], width))
    likes = sparse.csr_matrix(LIKES * (1 + alpha))
    judge.fit(likes, show_progress=False)
    _, items = fit_als(LIKES, width, alpha, shrink, seed, sweeps=3)
    assert np.allclose(judge.item_factors, items, atol=1e-6)


def test_a_step_solves_the_weighted_problem():
    other = np.random.default_rng(0).normal(size=(LIKES.shape[1], 3))
    x = LIKES[[0]].toarray()[0]
    weight = np.diag(1 + 4 * x)
    expected = np.linalg.solve(other.T @ weight @ other + 2 * np.eye(3), other.T @ weight @ x)
    assert np.allclose(als_step(other, LIKES, 4.0, 2.0)[0], expected)


def test_bpr_puts_likes_above_the_rest():
    scores, liked = fit_bpr(LIKES, 8, 0.01, 0, 60), LIKES.toarray() > 0
    assert scores[liked].mean() > scores[~liked].mean() + 1
    assert np.array_equal(scores, fit_bpr(LIKES, 8, 0.01, 0, 60))


def test_taste_beats_popularity_where_there_is_taste():
    place = np.arange(len(RATINGS.stars)) % 5
    split = split_of(RATINGS, place > 0, place == 0, 4)
    scores = {"popularity": fit_popularity(split.history)(split.history)}
    scores["EASE"] = weighted(ease_weights(split.history, 20.0))(split.history)
    found = {name: split.score(one)["ndcg"].mean() for name, one in scores.items()}
    assert found["EASE"] > found["popularity"] + 0.1
