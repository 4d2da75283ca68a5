"""New users and films: nothing of the future is read; the log of a bandit is judged without bias."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError, UsageError
from portfolio.recommendation.bandits import live, replay, simulated_log, thompson
from portfolio.recommendation.content import decade_table, features, genre_table, people_table
from portfolio.recommendation.neighbours import larger_catalogue, search_table
from portfolio.recommendation.rankers import ease_weights
from portfolio.recommendation.ratings import check_likes, later_share
from portfolio.recommendation.serving import Recommender, plain_recommender
from portfolio.recommendation.studies import (
    best_setting,
    gains,
    new_film_scores,
    new_user_splits,
    split_of,
    until,
    with_prior,
)
from portfolio.recommendation.subjects import subject
from recommendation_cases import NOW, made_ratings

RATINGS = made_ratings()
LATE = later_share(RATINGS, 0.3)


def test_what_comes_after_the_moment_changes_nothing_before_it():
    spoiled = replace(RATINGS, stars=np.where(LATE, 6 - RATINGS.stars, RATINGS.stars))
    before, _, users = new_user_splits(RATINGS, LATE, 4, (0, 3))
    again, _, same = new_user_splits(spoiled, LATE, 4, (0, 3))
    assert (before != again).nnz == 0 and users.tolist() == same.tolist()
    assert (until(RATINGS, LATE).stars == until(spoiled, LATE).stars).all()


def test_later_ratings_of_a_new_user_do_not_enter_the_history():
    _, splits, users = new_user_splits(RATINGS, LATE, 4, (0, 3))
    assert splits[0].history.nnz == 0
    assert (splits[3].history.sum(axis=1) <= 3).all()
    assert not (splits[3].seen & splits[3].relevant).any()
    assert (splits[0].relevant == splits[3].relevant).all()
    assert not np.isin(users, RATINGS.user[~LATE]).any()


def test_likes_of_new_films_are_not_read():
    content = {"genres": features([pd.DataFrame(np.eye(40)[:, :20] + np.eye(40)[:, 20:])])}
    films, likes = np.arange(5), RATINGS.matrix(None, 4)
    spoiled = likes.toarray()
    spoiled[:, films] = 1 - spoiled[:, films]
    found = new_film_scores(likes, films, content, 10.0, 5.0)
    again = new_film_scores(type(likes)(spoiled), films, content, 10.0, 5.0)
    assert all(np.allclose(found[name], again[name]) for name in found)


def test_the_prior_is_the_average_history():
    likes = RATINGS.matrix(None, 4)
    weights = ease_weights(likes, 10.0)
    mean = likes.toarray().mean(axis=0, keepdims=True)
    nobody = type(likes)((1, likes.shape[1]))
    assert np.allclose(with_prior(weights, likes, 2.0)(nobody), 2 * mean @ weights)


def test_the_first_of_equal_settings_is_chosen():
    split = split_of(RATINGS, ~LATE, LATE, 4)
    scores = np.zeros(RATINGS.shape)
    assert best_setting({"a": scores, "b": scores}, split) == "a"


def test_a_gain_of_everyone_has_an_interval_around_it():
    rng = np.random.default_rng(0)
    base = rng.random(200)
    weights = rng.multinomial(200, np.full(200, 1 / 200), size=300).astype(float)
    found = gains({"a": base + 0.1, "b": base, "c": rng.random(200)}, {"a": "b|c"}, weights)
    assert found.loc["a − b"].tolist() == pytest.approx([0.1, 0.1, 0.1])
    assert found.loc["a − c", "low"] < found.loc["a − c", "value"] < found.loc["a − c", "high"]


def test_replay_is_right_on_average_and_states_its_error():
    rng = np.random.default_rng(0)
    log = simulated_log(RATINGS.user, RATINGS.item, (RATINGS.stars >= 4) * 1.0, 1_000, 5, rng)
    picked = np.argmax(log.offered, axis=1)
    logs = [replace(log, shown=rng.integers(5, size=1_000)) for _ in range(400)]
    found = np.array([replay(one, picked)[:2] for one in logs])
    assert abs(found[:, 0].mean() - live(log, picked)) < 4 * found[:, 0].std() / 20
    assert found[:, 1].mean() == pytest.approx(found[:, 0].std(), rel=0.2)


def test_offers_are_different_films_that_the_user_rated():
    log = simulated_log(RATINGS.user, RATINGS.item, RATINGS.stars, 200, 5, np.random.default_rng(1))
    rated = RATINGS.matrix().toarray() > 0
    assert all(len(set(row)) == 5 for row in log.offered.tolist())
    assert rated[log.user[:, None], log.offered].all()


def test_a_policy_that_learns_finds_the_films_that_are_liked():
    log = simulated_log(RATINGS.user, RATINGS.item % 7, (RATINGS.item % 7 == 3) * 1.0, 1_500, 5,
                        np.random.default_rng(2))  # fmt: skip
    rewards = thompson(log, 7, np.random.default_rng(0), replayed=False)
    assert rewards[-500:].mean() > log.liked.mean() + 0.2


def test_nobody_with_enough_ratings_is_one_error():
    with pytest.raises(DataError, match="users with 50 ratings"):
        simulated_log(RATINGS.user, RATINGS.item, RATINGS.stars, 10, 50, np.random.default_rng(0))


def test_features_are_read_from_texts_years_and_triples():
    genres = genre_table(pd.Series(["Drama War", "unknown", "War"]), " ")
    assert genres.to_numpy().tolist() == [[1, 1], [0, 0], [0, 1]]
    assert decade_table(pd.Series(["1994", "V", "1999"])).sum(axis=1).tolist() == [1, 0, 1]
    links = pd.DataFrame({"item": ["a", "b"], "entity": ["m1", "m2"]})
    graph = pd.DataFrame({"head": ["m1", "m2", "m9"], "relation": ["film.film.actor"] * 3, "tail": ["p"] * 3})
    people = people_table(links, graph, pd.Index(["a", "b", "c"]))
    assert people["actor p"].tolist() == [1, 1, 0]


def test_an_unknown_dataset_names_the_nearest():
    with pytest.raises(UsageError, match="movielens"):
        subject("movielense", pd.DataFrame(), NOW)


OWN = pd.DataFrame(
    {
        "User ID": ["001", "001", "2", "2"],
        "product": ["a", "b", "a", "b"],
        "Rating": [1, 5, 4, 2],
        "date": ["2020-01-01", "2020-01-02", "2020-01-03T12:00:00", "2020-01-04"],
        "category": ["tea|cup", "tea", "tea|cup", None],
    }
)


def test_a_readers_ratings_keep_their_identifiers_and_say_when_in_dates():
    """Common names of columns are understood; without a year there are no decades."""
    made = subject("csv:x.csv", OWN, NOW)
    assert made.ratings.users.tolist() == ["001", "2"]
    assert made.ratings.seconds[0] == pd.Timestamp("2020-01-01", tz="UTC").timestamp()
    assert (made.genres.loc["a"].to_dict(), list(made.tables)) == ({"cup": 1.0, "tea": 1.0}, ["genres"])
    assert made.scale == (1.0, 5.0)


def test_days_written_without_marks_are_days():
    """And not seconds of the year 1970."""
    made = subject("csv:x.csv", OWN.assign(date=[20200101, 20200102, 20200103, 20200104]), NOW)
    assert made.ratings.seconds[0] == pd.Timestamp("2020-01-01", tz="UTC").timestamp()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"date": 20209999}, "dates such as"),
        ({"category": None}, "0 for genres"),
        ({"item": "a"}, "2 for item"),
        ({"Rating": "five"}, "expected numbers.*got five"),
        ({"date": "yesterday"}, "dates such as"),
        ({"date": "2999-01-01"}, "from the future"),
        ({"Rating": 3}, "tell nothing apart"),
    ],
)
def test_ratings_that_cannot_be_used_are_one_clear_error(change, match):
    """A column too few or too many, words for stars or times, the future, one opinion."""
    frame = OWN
    for name, value in change.items():
        frame = frame.drop(columns=name) if value is None else frame.assign(**{name: value})
    with pytest.raises(DataError, match=match):
        subject("csv:x.csv", frame, NOW)


@pytest.mark.parametrize("like", [1, 5.5])
def test_a_like_that_tells_nobody_apart_is_refused(like):
    """Below the lowest stars, or above the highest."""
    with pytest.raises(DataError, match="Set the parameter like"):
        check_likes(subject("csv:x.csv", OWN, NOW).ratings, like)


def test_probing_every_cell_finds_what_the_exact_search_finds():
    rng = np.random.default_rng(0)
    many = larger_catalogue(rng.normal(size=(50, 8)), 3_000, rng)
    found = search_table(many, many[:20])
    assert found.loc[64, "recall"] == pytest.approx(1.0)
    assert found["recall"].drop(0).is_monotonic_increasing


def test_plain_weights_recommend_as_the_matrix_does():
    weights = ease_weights(RATINGS.matrix(None, 4), 10.0)
    weights[np.abs(weights) < np.sort(weights, axis=1)[:, [-15]]] = 0
    plain = plain_recommender(weights, np.zeros(40), [str(item) for item in range(40)])
    scores, unknown = Recommender(plain).scores(["3", "8", "x"])
    assert unknown == ["x"]
    best = np.sort(scores)[-1]
    assert best == pytest.approx((weights[3] + weights[8]).max(), abs=1e-3)
