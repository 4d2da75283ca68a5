"""Ratings are checked and counted, and split so that nothing of the future teaches."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.recommendation.ratings import (
    check_ratings,
    folds,
    last_of_each_user,
    later_share,
    place_by_user,
)
from recommendation_cases import NOW, made_ratings


def table(**changed):
    """Return three ratings, with some columns changed."""
    columns = {"user": ["01", "01", "2"], "item": ["a", "b", "a"], "stars": [1, 5, 3], "seconds": [1, 2, 3]}
    return pd.DataFrame(columns | changed)


def test_identifiers_are_texts_and_keep_leading_zeros():
    assert list(check_ratings(table(), NOW).users) == ["01", "2"]


def test_a_second_rating_replaces_the_first_and_is_counted():
    again = pd.concat([table(), table().iloc[:1].assign(stars=4, seconds=9)])
    checked = check_ratings(again, NOW)
    assert checked.treated["rated again: the last one counts"] == 1
    assert sorted(checked.stars) == [3, 4, 5]


def test_more_films_than_the_memory_of_a_run_holds_are_refused_with_what_to_do():
    count = 4_001
    films = pd.DataFrame({"user": "1", "item": range(count), "stars": [1, *[2] * (count - 1)], "seconds": 1})
    with pytest.raises(DataError, match=r"at most 4,000; got 4,001\. .* set least_ratings higher"):
        check_ratings(films, NOW)


def test_rows_without_a_value_and_rare_films_are_counted():
    more = table().assign(user=[None, "3", "4"], item=["a", "b", "c"])
    checked = check_ratings(pd.concat([table(), more]), NOW, least=2)
    assert list(checked.treated.values()) == [1, 0, 1]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"seconds": [1, 2, 5_000_000_000]}, "from the future"),
        ({"item": ["a", "a", "a"]}, "at least 2 items"),
        ({"stars": [3, 3, 3]}, "different stars"),
    ],
)
def test_what_cannot_be_used_is_one_error(changed, words):
    with pytest.raises(DataError, match=words):
        check_ratings(table(**changed), NOW)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="columns user, item, stars, seconds"):
        check_ratings(table().drop(columns="stars"), NOW)


def test_the_folds_are_those_of_scikit_surprise():
    surprise = pytest.importorskip("surprise")
    from surprise.model_selection import KFold

    frame = pd.DataFrame({"user": range(23), "item": range(23), "stars": 3.0})
    data = surprise.Dataset.load_from_df(frame, surprise.Reader(rating_scale=(1, 5)))
    theirs = [[int(row[0]) for row in test] for _, test in KFold(5, random_state=0).split(data)]
    assert [tested.tolist() for _, tested in folds(23, 5, 0)] == theirs


def test_each_rating_is_tested_once_and_never_taught_then():
    parts = list(folds(23, 5, 1))
    assert sorted(np.concatenate([tested for _, tested in parts])) == list(range(23))
    assert all(not set(taught) & set(tested) for taught, tested in parts)


def test_each_history_is_cut_in_the_order_of_time():
    ratings = made_ratings()
    teach, validate, test = last_of_each_user(ratings, (0.1, 0.2))
    assert (teach.astype(int) + validate + test == 1).all()
    for user in range(len(ratings.users)):
        mine = ratings.user == user
        assert ratings.seconds[mine & teach].max() <= ratings.seconds[mine & test].min()
        assert test[mine].sum() == int(0.2 * mine.sum())


def test_nothing_late_is_earlier_than_what_teaches():
    ratings = made_ratings()
    late = later_share(ratings, 0.3)
    assert late.sum() == pytest.approx(0.3 * len(late), abs=1)
    assert ratings.seconds[late].min() >= ratings.seconds[~late].max()


def test_the_place_of_a_rating_counts_only_earlier_ones():
    ratings = made_ratings()
    place, size = place_by_user(ratings)
    one = ratings.user == 3
    order = np.argsort(ratings.seconds[one], kind="stable")
    assert place[one][order].tolist() == list(range(one.sum()))
    assert (size[one] == one.sum()).all()
