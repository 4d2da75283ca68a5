"""The datasets of this chapter in one form: ratings, films and groups of users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.datasets.film_keys import same_films
from portfolio.errors import UsageError, nearest
from portfolio.recommendation.content import decade_table, genre_table, people_table
from portfolio.recommendation.ratings import Ratings, check_ratings

DATASETS = ("movielens_100k", "movielens")


@dataclass(frozen=True)
class Subject:
    """Ratings with what is known about films and users.

    Parameters
    ----------
    ratings
        Checked.
    genres
        Films by genres.
    tables
        Blocks of features of the films, by what they hold; without a graph there are no people.
    group
        A group of each user: the gender that was stated, or how much they have rated.
    scale
        Lowest and highest stars.
    linked
        Films that the graph knows.
    """

    ratings: Ratings
    genres: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    group: pd.Series
    scale: tuple[float, float]
    linked: int = 0


def subject(
    name: str,
    data: pd.DataFrame | Mapping[str, pd.DataFrame],
    now: pd.Timestamp,
    least: int = 1,
    later: pd.DataFrame | None = None,
) -> Subject:
    """Return a dataset in the form of this chapter.

    Parameters
    ----------
    name
        One of `DATASETS`.
    data
        As it was loaded.
    now
        Later ratings are an error.
    least
        Films with fewer ratings are left out.
    later
        The later dataset of the site, which numbers films as the graph does; else links are read as they are.

    Raises
    ------
    UsageError
        The name is unknown.
    """
    if name not in DATASETS:
        raise UsageError(f"no dataset {name!r} for recommendations", hint=nearest(name, DATASETS))
    if isinstance(data, pd.DataFrame):
        return _small(data, now, least)
    return _hundred_thousand(data, now, least, later)


def _hundred_thousand(
    data: Mapping[str, pd.DataFrame], now: pd.Timestamp, least: int, later: pd.DataFrame | None
) -> Subject:
    renamed = {"user_id:token": "user", "item_id:token": "item", "rating:float": "stars",
               "timestamp:float": "seconds", "entity_id:token": "entity", "head_id:token": "head",
               "relation_id:token": "relation", "tail_id:token": "tail"}  # fmt: skip
    named = {part: frame.rename(columns=renamed) for part, frame in data.items()}
    ratings = check_ratings(named["ratings"], now, least)
    films = named["items"].set_index("item").reindex(ratings.items)
    genres = genre_table(films["class:token_seq"], " ")
    tables = {"genres": genres, "decade": decade_table(films["release_year:token"])}
    links = named["links"] if later is None else links_by_title(films, named["links"], later)
    tables["people"] = people_table(links, named["graph"], ratings.items)
    gender = named["users"].set_index("user")["gender:token"].reindex(ratings.users)
    return Subject(ratings, genres, tables, gender.map({"F": "women", "M": "men"}), (1.0, 5.0), len(links))


def links_by_title(films: pd.DataFrame, links: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return the entities of the films in the graph, which counts films as a later dataset of the site does.

    Parameters
    ----------
    films
        Columns `movie_title:token_seq` and `release_year:token`, by number.
    links
        Columns `item`, a number of the later dataset whatever the file says, and `entity`.
    later
        Columns `movieId`, `title`, `year`.
    """
    here = films[["movie_title:token_seq", "release_year:token"]].set_axis(["title", "year"], axis=1)
    numbers = same_films(here, later.drop_duplicates("movieId").set_index("movieId")).astype(str)
    entity = links.set_index("item")["entity"]
    return pd.DataFrame({"item": numbers.index, "entity": entity.reindex(numbers).to_numpy()}).dropna()


def _small(data: pd.DataFrame, now: pd.Timestamp, least: int) -> Subject:
    names = {"userId": "user", "movieId": "item", "rating": "stars", "timestamp": "seconds"}
    ratings = check_ratings(data.rename(columns=names), now, least)
    films = data.assign(item=data["movieId"].astype(str)).drop_duplicates("item").set_index("item")
    films = films.reindex(ratings.items)
    genres = genre_table(films["genres"], "|")
    tables = {"genres": genres, "decade": decade_table(films["year"])}
    size = np.bincount(ratings.user)
    group = pd.Series(np.where(size > np.median(size), "heavy raters", "light raters"), index=ratings.users)
    return Subject(ratings, genres, tables, group, (0.5, 5.0))
