"""The datasets of this chapter in one form: ratings, films and groups of users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.datasets.film_keys import same_films
from portfolio.errors import DataError, UsageError, nearest
from portfolio.recommendation.content import decade_table, genre_table, people_table
from portfolio.recommendation.ratings import COLUMNS, Ratings, check_ratings

DATASETS = ("movielens_100k", "movielens")
NAMES = {  # as readers' tables call what this chapter calls otherwise; letters alone, in lower case
    "userid": "user", "customer": "user", "itemid": "item", "movieid": "item", "product": "item",
    "rating": "stars", "score": "stars", "timestamp": "seconds", "time": "seconds", "date": "seconds",
    "genre": "genres", "category": "genres",
}  # fmt: skip


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
        One of `DATASETS`, or csv:PATH for a reader's table.
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
    DataError
        A reader's table lacks a column, or its times are neither seconds nor dates.
    """
    if name.startswith("csv:") and isinstance(data, pd.DataFrame):
        return _own(data, now, least)
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
    return _of_one_table(data.rename(columns={"movieId": "item"}), ratings, (0.5, 5.0))


def _own(data: pd.DataFrame, now: pd.Timestamp, least: int) -> Subject:
    letters = {name: "".join(filter(str.isalpha, str(name).lower())) for name in data}
    told = data.rename(columns={name: NAMES.get(one, one) for name, one in letters.items()})
    missing = [name for name in (*COLUMNS, "genres") if list(told.columns).count(name) != 1]
    if missing:
        raise DataError(
            "ratings of your own",
            expected=f"one column each for {', '.join((*COLUMNS, 'genres'))}",
            got=f"{list(told.columns).count(missing[0])} for {missing[0]} in {', '.join(map(str, data))}"[
                :200
            ],
            hint="genres says what an item is about, parted by bars, for example Drama|War.",
        )
    stars = pd.to_numeric(told["stars"], errors="coerce")
    words = stars.isna() & told["stars"].notna()
    if words.any():
        raise DataError("column of stars", expected="numbers", got=str(told.loc[words, "stars"].iloc[0])[:40])
    ratings = check_ratings(told.assign(stars=stars, seconds=_seconds(told["seconds"])), now, least)
    return _of_one_table(told, ratings, (float(ratings.stars.min()), float(ratings.stars.max())))


def _seconds(times: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(times, errors="coerce")
    written = numbers.between(19_000_101, 21_001_231).all()  # 20260131 is a day, not a second of 1970
    if numbers.notna().sum() == times.notna().sum() and not written:
        return numbers
    texts = numbers.astype("Int64").astype("str") if written else times
    dates = pd.to_datetime(texts, errors="coerce", format="%Y%m%d" if written else "ISO8601", utc=True)
    strange = times[dates.isna() & times.notna()]
    if len(strange):
        expected = "seconds since 1970, or dates such as 2026-01-31"
        raise DataError("column of times", expected=expected, got=str(strange.iloc[0])[:40])
    return (dates - pd.Timestamp(0, tz="UTC").as_unit("s")).dt.total_seconds()


def _of_one_table(data: pd.DataFrame, ratings: Ratings, scale: tuple[float, float]) -> Subject:
    """Genres and year stand beside each rating; groups are those who rated much and little."""
    films = data.assign(item=data["item"].astype(str)).drop_duplicates("item").set_index("item")
    films = films.reindex(ratings.items)
    genres = genre_table(films["genres"].astype("str"), "|")
    tables = {"genres": genres}
    if "year" in films:
        tables["decade"] = decade_table(films["year"])
    size = np.bincount(ratings.user)
    group = pd.Series(np.where(size > np.median(size), "heavy raters", "light raters"), index=ratings.users)
    return Subject(ratings, genres, tables, group, scale)
