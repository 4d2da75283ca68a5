"""Recommendations: ratings predicted, films ranked, new users and films, bandits off-policy, and serving."""

from portfolio.recommendation.bandits import Log, live, replay, simulated_log, thompson
from portfolio.recommendation.content import decade_table, features, genre_table, people_table
from portfolio.recommendation.metrics import (
    by_user,
    miscalibration,
    ndcg,
    of_lists,
    sampled_ndcg,
    top_lists,
)
from portfolio.recommendation.neighbours import larger_catalogue, search_table
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
from portfolio.recommendation.rating_models import (
    errors,
    fit_biases,
    fit_knn_baseline,
    fit_svd,
    fit_svd_als,
    least_squares,
)
from portfolio.recommendation.ratings import (
    Ratings,
    check_likes,
    check_ratings,
    folds,
    last_of_each_user,
    later_share,
    place_by_user,
)
from portfolio.recommendation.serving import Recommender, example, plain_recommender, signature
from portfolio.recommendation.studies import (
    Split,
    best_setting,
    gains,
    new_film_scores,
    new_user_splits,
    split_of,
    until,
    with_prior,
)
from portfolio.recommendation.subjects import Subject, subject
from portfolio.statistics.bootstrap import cluster_means, draw_weights, interval, side, simultaneous

__all__ = [
    "Log", "Ratings", "Recommender", "Split", "Subject", "als_step", "best_setting", "by_user",
    "check_likes", "check_ratings", "cluster_means", "decade_table", "draw_weights", "ease_weights",
    "errors", "example",
    "features", "fit_als", "fit_biases", "fit_bpr", "fit_knn_baseline", "fit_popularity", "fit_svd",
    "fit_svd_als", "folds", "gains", "genre_table", "interval", "item_cosine", "larger_catalogue",
    "last_of_each_user", "later_share", "least_squares", "live", "miscalibration", "ndcg", "nearest_only",
    "new_film_scores", "new_user_splits", "of_lists", "people_table", "place_by_user", "plain_recommender",
    "replay", "sampled_ndcg", "search_table", "side", "signature", "simulated_log", "simultaneous",
    "split_of", "subject", "thompson", "top_lists", "until", "weighted", "with_prior",
]  # fmt: skip
