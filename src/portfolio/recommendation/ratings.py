"""Ratings as arrays: checked, counted, and split by folds, by user and by time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
COLUMNS = ("user", "item", "stars", "seconds")
FEWEST_ITEMS = 2  # one film leaves nothing to choose
MOST_ITEMS = 4_000  # a ranker keeps a weight for each pair of films: more pass the memory of a run


@dataclass(frozen=True)
class Ratings:
    """One entry for each rating; `user` and `item` are codes into the lists of identifiers.

    Parameters
    ----------
    user, item
        Codes from 0, in order of first appearance.
    stars, seconds
        What was given, and when.
    users, items
        The identifiers behind the codes, as texts: leading zeros stay.
    treated
        What was dropped, and how often.
    """

    user: Codes
    item: Codes
    stars: Floats
    seconds: Floats
    users: pd.Index
    items: pd.Index
    treated: Mapping[str, int]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of users and items."""
        return len(self.users), len(self.items)

    def matrix(self, rows: Mask | None = None, least: float = 0.0) -> sparse.csr_array:
        """Return users by items, 1 where a rating among `rows` reaches `least`.

        Parameters
        ----------
        rows
            Which ratings; all if None.
        least
            Stars from which one counts.
        """
        kept = self.stars >= least if rows is None else rows & (self.stars >= least)
        ones = np.ones(int(kept.sum()))
        return sparse.csr_array((ones, (self.user[kept], self.item[kept])), shape=self.shape)


def check_ratings(frame: pd.DataFrame, now: pd.Timestamp, least: int = 1) -> Ratings:
    """Return checked ratings; what is treated is counted.

    Parameters
    ----------
    frame
        Columns `user`, `item`, `stars`, `seconds` (since 1970).
    now
        Later ratings are an error.
    least
        Items with fewer ratings are left out.

    Raises
    ------
    DataError
        A column is missing, stars are not numbers, a time lies in the future, a single item is left, there
        are too many, or nobody distinguishes items: all ratings are equal.
    """
    missing = [name for name in COLUMNS if name not in frame]
    if missing:
        got = ", ".join(map(str, frame.columns))
        raise DataError("ratings", expected=f"columns {', '.join(COLUMNS)}", got=got)
    table = frame[list(COLUMNS)]
    whole = table.dropna()
    late = pd.to_numeric(whole["seconds"]) > now.timestamp()
    if late.any():
        raise DataError("ratings from the future", expected=f"times until {now}", got=f"{late.sum()} later")
    last = whole.sort_values("seconds", kind="stable").drop_duplicates(["user", "item"], keep="last")
    often = last.groupby("item")["item"].transform("size") >= least
    kept = last[often].sort_index()
    treated = {
        "without user, item, stars or time": len(table) - len(whole),
        "rated again: the last one counts": len(whole) - len(last),
        "of films with too few ratings": len(last) - len(kept),
    }
    stars = kept["stars"].to_numpy(dtype=float)
    user, users = pd.factorize(kept["user"].astype(str))
    item, items = pd.factorize(kept["item"].astype(str))
    if len(items) < FEWEST_ITEMS:
        raise DataError("ratings", expected=f"at least {FEWEST_ITEMS} items", got=len(items))
    if len(items) > MOST_ITEMS:
        raise DataError(
            "too many films for a weight of each pair",
            expected=f"at most {MOST_ITEMS:,}",
            got=f"{len(items):,}",
            hint="Leave rare ones out: set least_ratings higher.",
        )
    if np.ptp(stars) == 0:
        raise DataError("ratings that tell nothing apart", expected="different stars", got=f"only {stars[0]}")
    seconds = kept["seconds"].to_numpy(dtype=float)
    return Ratings(user, item, stars, seconds, pd.Index(users), pd.Index(items), treated)


def check_likes(ratings: Ratings, like: float) -> Mask:
    """Return which ratings are likes.

    Parameters
    ----------
    ratings
        Checked.
    like
        Stars from which a rating is a like.

    Raises
    ------
    DataError
        All ratings are likes, or none is.
    """
    liked: Mask = ratings.stars >= like
    if liked.all() or not liked.any():
        got = f"{ratings.stars.min():g} to {ratings.stars.max():g} stars, a like from {like:g}"
        hint = "Set the parameter like to a number of stars between them."
        raise DataError(
            "likes", expected="some ratings that are likes and some that are not", got=got, hint=hint
        )
    return liked


def folds(count: int, parts: int, seed: int) -> Iterator[tuple[Codes, Codes]]:
    """Yield the ratings that teach and those that test, in shuffled order: the folds of scikit-surprise.

    Parameters
    ----------
    count
        Ratings.
    parts
        Folds; the first ones are larger by one where they do not divide the ratings.
    seed
        Of the shuffle.
    """
    order = np.arange(count)
    np.random.RandomState(seed).shuffle(order)
    pieces = np.array_split(order, parts)
    for number, tested in enumerate(pieces):
        yield np.concatenate([*pieces[:number], *pieces[number + 1 :]]), tested


def later_share(ratings: Ratings, share: float) -> Mask:
    """Return the last `share` of all ratings, by time.

    Parameters
    ----------
    ratings
        All of them.
    share
        Between 0 and 1.
    """
    order = np.argsort(ratings.seconds, kind="stable")
    late = np.zeros(len(order), dtype=bool)
    late[order[round((1 - share) * len(order)) :]] = True
    return late


def place_by_user(ratings: Ratings) -> tuple[Codes, Codes]:
    """Return the place of each rating in its user's history, from 0 by time, and how many the user has."""
    order = np.lexsort((ratings.seconds, ratings.user))
    size = np.bincount(ratings.user, minlength=len(ratings.users))
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - start[ratings.user[order]]
    return place, size[ratings.user]


def last_of_each_user(ratings: Ratings, shares: tuple[float, float]) -> tuple[Mask, Mask, Mask]:
    """Return which ratings teach, validate and test: each user's history is cut twice, by time.

    Parameters
    ----------
    ratings
        All of them.
    shares
        Of each history: the part before the last that validates, and the last, which tests.
    """
    place, size = place_by_user(ratings)
    validate, test = shares
    first_test = size - np.floor(test * size)
    first_validation = first_test - np.floor(validate * size)
    testing = place >= first_test
    validating = (place >= first_validation) & ~testing
    return ~(testing | validating), validating, testing
