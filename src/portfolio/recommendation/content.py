"""What is known about a film before anybody has rated it: genres, decade, and people of the graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PEOPLE = {"director": "film.film.directed_by", "actor": "film.film.actor", "writer": "film.film.written_by"}
NO_GENRE = ("unknown", "(no genres listed)")


def genre_table(genres: pd.Series, separator: str) -> pd.DataFrame:
    """Return films by genres, 1 where the film has the genre.

    Parameters
    ----------
    genres
        Of each film, in one text.
    separator
        Between two genres.
    """
    table = genres.fillna("").str.get_dummies(separator)
    return table.drop(columns=[name for name in NO_GENRE if name in table]).astype(float)


def decade_table(years: pd.Series) -> pd.DataFrame:
    """Return films by decades; a year that is no number belongs to none."""
    year = pd.to_numeric(years, errors="coerce")
    decade = (year // 10 * 10).astype("Int64").astype("string")
    return pd.get_dummies(decade, prefix="decade").astype(float)


def people_table(links: pd.DataFrame, graph: pd.DataFrame, items: pd.Index) -> pd.DataFrame:
    """Return films by people of the graph, 1 where the person directed, wrote or played in the film.

    Parameters
    ----------
    links
        Columns `item`, `entity`.
    graph
        Triples: `head`, `relation`, `tail`.
    items
        The films, in order.
    """
    triples = graph[graph["relation"].isin(PEOPLE.values())]
    joined = triples.merge(links, left_on="head", right_on="entity")
    role = joined["relation"].map({relation: name for name, relation in PEOPLE.items()})
    person = role + " " + joined["tail"]
    return pd.crosstab(joined["item"], person).reindex(items, fill_value=0).clip(upper=1).astype(float)


def features(tables: Sequence[pd.DataFrame]) -> Floats:
    """Return films by features in blocks of the same weight; the cosine of two films is the mean over blocks.

    Within a block rare features weigh more, features of one film are left out, and each film has length 1,
    or 0 without any feature.

    Parameters
    ----------
    tables
        Films by features, a block each.
    """
    blocks = [_unit(table.to_numpy(dtype=float)) for table in tables]
    stacked: Floats = np.hstack(blocks) / np.sqrt(len(blocks))
    return stacked


def _unit(block: Floats) -> Floats:
    films = block.sum(axis=0)
    shared = block[:, films > 1]
    weighed = shared * np.log(len(block) / shared.sum(axis=0))
    length = np.linalg.norm(weighed, axis=1, keepdims=True)
    unit: Floats = weighed / np.where(length > 0, length, 1.0)
    return unit
