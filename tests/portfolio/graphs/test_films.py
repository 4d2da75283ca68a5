"""Links of films use no genre, and what they say of classes is counted against chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from portfolio.errors import DataError
from portfolio.graphs.films import audience_links, homophily, read_films, shared_links, years_apart

RATED = [
    ("p", "1"),
    ("p", "2"),
    ("q", "1"),
    ("q", "2"),
    ("r", "3"),
    ("r", "4"),
    ("s", "3"),
    ("s", "4"),
    ("s", "9"),
]

LATER = pd.DataFrame({"movieId": [2, 1, 9], "title": ["W", "Z", "X"], "year": [1990, 1995, 1991]})


def tables(genres=("Action", "Drama", "Action Drama", "Comedy")):
    items = {"item_id:token": list("1234"), "movie_title:token_seq": list("WXYZ"),
             "release_year:token": ["1990", "1991", "none", "1995"],
             "class:token_seq": list(genres)}  # fmt: skip
    ratings = pd.DataFrame(RATED, columns=["user_id:token", "item_id:token"]).assign(**{"rating:float": 3.0})
    ratings.loc[0, "rating:float"] = 5.0
    links = {"item_id:token": list("1234"), "entity_id:token": list("abcd")}
    graph = [("a", "film.film.actor", "x"), ("b", "film.film.actor", "x"), ("c", "film.film.genre", "x")]
    names = ["head_id:token", "relation_id:token", "tail_id:token"]
    return {"items": pd.DataFrame(items), "ratings": ratings, "links": pd.DataFrame(links),
            "graph": pd.DataFrame(graph, columns=names)}  # fmt: skip


def test_films_have_one_class_or_none_and_links_of_people_alone():
    films = read_films(tables(), LATER, ["Action", "Comedy", "Drama"])
    assert films.labels.tolist() == [0, 2, -1, 1]
    assert films.known.tolist() == [0, 1, 3]
    assert np.stack(shared_links(films.credited).nonzero()).tolist() == [[0, 1], [1, 0]]
    assert films.people.sum(axis=1).tolist() == [
        1,
        0,
        0,
        1,
    ]  # W is the second of the later numbers, Z the first
    assert films.raters.toarray().sum(axis=1).tolist() == [2, 2, 2, 2]
    assert np.allclose(films.features.mean(axis=0), 0)


def test_no_genre_enters_columns_or_links():
    first = read_films(tables(), LATER, ["Action", "Comedy", "Drama"])
    other = read_films(tables(("Drama", "Comedy", "Comedy", "War")), LATER, ["Action", "Comedy", "Drama"])
    assert np.array_equal(first.features, other.features)
    assert (first.raters != other.raters).nnz == 0
    assert (first.credited != other.credited).nnz == 0


def test_films_are_linked_to_the_audience_most_like_theirs():
    films = read_films(tables(), LATER, ["Action"])
    links = audience_links(films.raters, 1).toarray()
    assert links.tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]


def test_chance_counts_ends_of_links():
    star = sparse.csr_array(np.array([[0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0.0]]))
    assert homophily(star, np.array([1, 0, 0, 0])) == (0, 0.5)
    assert homophily(star, np.array([1, 1, -1, -1])) == (1, 1)
    assert years_apart(star, np.array([0.0, 3.0, 5.0, np.nan])) == pytest.approx((4, 10 / 3))


def test_films_without_a_table_are_refused():
    with pytest.raises(DataError, match="no graph"):
        read_films({name: one for name, one in tables().items() if name != "graph"}, LATER, ["Action"])
