"""Films with columns, a class and two kinds of links: a shared audience, and a knowledge graph's people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from portfolio.datasets.film_keys import same_films
from portfolio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
PEOPLE = ("film.film.actor", "film.film.directed_by", "film.film.written_by", "film.film.produced_by")


@dataclass(frozen=True)
class Films:
    """Films, with class, columns and who rated them.

    Parameters
    ----------
    labels
        Class of each film, -1 where it has none or several of the classes.
    features
        Columns of each film, standardised.
    raters
        Films by people, 1 where the person rated the film.
    years
        Of each film, missing where none is known.
    credited
        Films by people of a knowledge graph, 1 where the graph joins them by the numbers of the file.
    people
        The same with the films looked up by title and year.
    """

    labels: Codes
    features: Floats
    raters: sparse.csr_array
    years: Floats
    credited: sparse.csr_array
    people: sparse.csr_array

    @property
    def known(self) -> Codes:
        """Places of the films that have a class."""
        return np.flatnonzero(self.labels >= 0)


def read_films(tables: Mapping[str, pd.DataFrame], later: pd.DataFrame, classes: Sequence[str]) -> Films:
    """Return the films of MovieLens that are linked to its knowledge graph.

    The file that links them numbers films as later datasets of the site do: `credited` takes its numbers as
    they stand, `people` looks each film up in a later dataset.

    Columns are the year, the number of ratings and their mean: none is made of genres.

    Parameters
    ----------
    tables
        `ratings`, `items`, `links` and `graph`, as the card describes them.
    later
        A later dataset of the site: columns `movieId`, `title`, `year`.
    classes
        Genres; a film has a class if it has just one of them.

    Raises
    ------
    DataError
        A table is missing.
    """
    missing = [name for name in ("ratings", "items", "links", "graph") if name not in tables]
    if missing:
        raise DataError("films", expected="tables ratings, items, links, graph", got=f"no {missing[0]}")
    bare = {name: table.rename(columns=lambda text: text.split(":")[0]) for name, table in tables.items()}
    entity = bare["links"].set_index("item_id")["entity_id"]
    items = bare["items"].set_index("item_id").reindex(entity.index)
    genres = items["class"].fillna("").str.split()
    own = [[number for number, name in enumerate(classes) if name in one] for one in genres]
    labels = np.array([one[0] if len(one) == 1 else -1 for one in own])
    years = pd.to_numeric(items["release_year"], errors="coerce")
    ratings = bare["ratings"][bare["ratings"]["item_id"].isin(entity.index)]
    stars = ratings.groupby("item_id")["rating"].agg(["size", "mean"]).reindex(entity.index)
    columns = [years, np.log1p(stars["size"]), stars["mean"]]
    frame = pd.concat(columns, axis=1)
    features = ((frame - frame.mean()) / frame.std()).fillna(0).to_numpy()
    raters = _incidence(ratings["item_id"], ratings["user_id"], entity.index)
    graph = bare["graph"][bare["graph"]["relation_id"].isin(PEOPLE)]
    credited, people = (
        _incidence(graph["head_id"], graph["tail_id"], pd.Index(one))
        for one in (entity, _looked_up(items, entity, later))
    )
    return Films(labels, features, raters, years.to_numpy(dtype=float), credited, people)


def _looked_up(items: pd.DataFrame, entity: pd.Series, later: pd.DataFrame) -> pd.Series:
    """Return the entity of each film by title and year; who is not found gets a name of its own."""
    here = items[["movie_title", "release_year"]].set_axis(["title", "year"], axis=1)
    numbers = same_films(here, later.drop_duplicates("movieId").set_index("movieId")).astype(str)
    found = entity.reindex(numbers).set_axis(numbers.index).reindex(items.index)
    return found.mask(found.duplicated(keep=False)).fillna(
        pd.Series("no entity of " + items.index, items.index)
    )


def audience_links(raters: sparse.csr_array, nearest: int) -> sparse.csr_array:
    """Return films linked to those whose audiences have the highest cosine with theirs, in either direction.

    Parameters
    ----------
    raters
        Films by people.
    nearest
        Links that each film asks for.
    """
    size = np.sqrt(np.asarray(raters.sum(axis=1)).ravel())
    cosine = (raters @ raters.T).toarray() / np.maximum(np.outer(size, size), 1)
    np.fill_diagonal(cosine, 0)
    best = np.argsort(-np.round(cosine, 12), axis=1, kind="stable")[:, :nearest]
    chosen = np.zeros(cosine.shape, dtype=bool)
    np.put_along_axis(chosen, best, values=True, axis=1)
    return sparse.csr_array(((chosen | chosen.T) & (cosine > 0)).astype(float))


def shared_links(credited: sparse.csr_array) -> sparse.csr_array:
    """Return films linked where they share at least one person."""
    shared = sparse.csr_array(credited @ credited.T)
    shared.setdiag(0)
    shared.eliminate_zeros()
    shared.data[:] = 1
    return shared


def homophily(adjacency: sparse.csr_array, labels: Codes) -> tuple[float, float]:
    """Return the share of links between nodes of one class, and the share that chance would give.

    Parameters
    ----------
    adjacency
        Links, symmetric.
    labels
        Class of each node; nodes with a negative one are left out.
    """
    one, other = adjacency.nonzero()
    both = (labels[one] >= 0) & (labels[other] >= 0)
    same = float((labels[one[both]] == labels[other[both]]).mean())
    ends = np.bincount(labels[one[both]]) / both.sum()
    return same, float((ends**2).sum())


def years_apart(adjacency: sparse.csr_array, years: Floats) -> tuple[float, float]:
    """Return the mean distance in years of linked films, and that of any two films.

    Parameters
    ----------
    adjacency
        Links, symmetric.
    years
        Of each film; missing ones are left out.
    """
    one, other = adjacency.nonzero()
    known = years[np.isfinite(years)]
    anyone = np.abs(known[:, None] - known).sum() / (len(known) * (len(known) - 1))
    return float(np.nanmean(np.abs(years[one] - years[other]))), float(anyone)


def _incidence(rows: pd.Series, columns: pd.Series, index: pd.Index) -> sparse.csr_array:
    place = index.get_indexer(pd.Index(rows))
    kept = place >= 0
    codes, names = pd.factorize(columns[kept], sort=True)
    matrix = sparse.csr_array((np.ones(kept.sum()), (place[kept], codes)), shape=(len(index), len(names)))
    matrix.data[:] = 1
    return matrix
