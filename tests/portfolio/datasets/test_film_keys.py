"""Films of two datasets are matched by title and year, and the links of a graph follow."""

from __future__ import annotations

import pandas as pd

from portfolio.datasets import load
from portfolio.datasets.film_keys import plain_title, same_films


def films(**rows):
    """Return films by number, each a title and a year."""
    return pd.DataFrame.from_dict(rows, orient="index", columns=["title", "year"])


def test_titles_are_compared_without_articles_accents_and_other_titles():
    assert plain_title("Empire Strikes Back, The") == "the empire strikes back"
    assert plain_title("Professional, The (Leon)") == "the professional"
    assert plain_title("Three Colors: Red") == plain_title("three colors red")


def test_what_is_doubled_or_has_no_year_is_left_out():
    here = films(a=("Heat", 1995), b=("Emma", 1996), c=("Emma", 1996), d=("Big", None), e=("(2)", 1990))
    there = films(x=("HEAT", 1995.0), y=("Emma", 1996), z=("Big", 1988), w=("Heat", 1986))
    assert dict(same_films(here, there)) == {"a": "x"}


def test_the_links_of_the_graph_are_keyed_as_the_sites_later_datasets_are():
    """As they stand, sequels share nobody; with the numbers of the later dataset, Alien meets Aliens."""
    data, later = load("movielens_100k"), load("movielens").drop_duplicates("movieId").set_index("movieId")
    films = data["items"].set_axis(["number", "title", "year", "genres"], axis=1).set_index("number")
    there = same_films(films, later)
    assert len(there) > 1_300
    entity = data["links"].set_axis(["film", "entity"], axis=1).set_index("film")["entity"]
    graph = data["graph"].set_axis(["head", "relation", "tail"], axis=1)
    people = graph[graph["relation"].isin(["film.film.actor", "film.film.directed_by"])]
    cast = people.groupby("head")["tail"].agg(set)
    pairs = [("Alien", "Aliens"), ("Godfather", "Godfather: Part II"), ("Batman Returns", "Batman Forever")]
    for one, other in pairs:
        here = [films.index[films["title"].isin([name, f"{name}, The"])][0] for name in (one, other)]
        right = [entity[str(there[number])] for number in here]
        assert cast[right[0]] & cast[right[1]]
        wrong = [entity.get(number) for number in here]
        assert not cast.get(wrong[0], set()) & cast.get(wrong[1], set())
