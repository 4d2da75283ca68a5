"""Our rating models give the numbers of scikit-surprise; least squares solves what it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.recommendation.rating_models import (
    fit_biases,
    fit_knn_baseline,
    fit_svd,
    fit_svd_als,
    least_squares,
)
from recommendation_cases import made_ratings

surprise = pytest.importorskip("surprise")
RATINGS = made_ratings()
FRAME = pd.DataFrame({"user": RATINGS.user, "item": RATINGS.item, "stars": RATINGS.stars})
PARTS = (RATINGS.user, RATINGS.item, RATINGS.stars, RATINGS.shape)


def theirs(model):
    """Return what a model of scikit-surprise predicts of the ratings that taught it."""
    data = surprise.Dataset.load_from_df(FRAME, surprise.Reader(rating_scale=(-100, 100)))
    model.fit(data.build_full_trainset())
    pairs = zip(RATINGS.user, RATINGS.item, strict=True)
    return np.array([model.predict(int(user), int(item)).est for user, item in pairs])


@pytest.mark.parametrize(
    ("ours", "judge"),
    [
        (fit_biases, lambda: surprise.BaselineOnly(verbose=False)),
        (fit_knn_baseline, lambda: surprise.KNNBaseline(verbose=False)),
        (lambda *parts: fit_svd(*parts, 3), lambda: surprise.SVD(random_state=3)),
        (lambda *parts: fit_svd(*parts, 3, plus=True), lambda: surprise.SVDpp(random_state=3)),
    ],
    ids=["biases", "neighbours", "SVD", "SVD++"],
)
def test_the_numbers_are_those_of_the_judge(ours, judge):
    assert np.allclose(ours(*PARTS)(RATINGS.user, RATINGS.item), theirs(judge()), atol=1e-8)


def test_least_squares_is_ridge_regression_of_each_owner():
    rng = np.random.default_rng(0)
    own, x, y = rng.integers(3, size=30), rng.normal(size=(30, 2)), rng.normal(size=30)
    found = least_squares(own, x, y, 4, 0.5)
    rows = own == 1
    penalty = np.sqrt(0.5 * rows.sum()) * np.eye(2)
    expected = np.linalg.lstsq(np.vstack([x[rows], penalty]), np.append(y[rows], [0, 0]), rcond=None)[0]
    assert np.allclose(found[1], expected)
    assert (found[3] == 0).all()


def test_someone_unknown_gets_the_mean_and_the_film():
    biases = fit_biases(np.array([0, 1]), np.array([0, 1]), np.array([5.0, 1.0]), (3, 3))
    assert biases(np.array([2]), np.array([2]))[0] == 3.0


def test_factors_explain_more_than_biases():
    left = [
        np.abs(model(RATINGS.user, RATINGS.item) - RATINGS.stars).mean()
        for model in (fit_biases(*PARTS), fit_svd_als(*PARTS, 0))
    ]
    assert left[1] < 0.7 * left[0]
