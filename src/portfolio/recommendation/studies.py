"""What is asked of the rankers: a split with its answers, users who are new, films that are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from portfolio.recommendation.metrics import by_user, top_lists
from portfolio.recommendation.rankers import Score, ease_weights
from portfolio.recommendation.ratings import Codes, Floats, Mask, Ratings, place_by_user

LENGTH = 10  # of a list


@dataclass(frozen=True)
class Split:
    """What a ranker may know of each user, what it must not show, and what it should find.

    Parameters
    ----------
    history
        Likes by user and item.
    seen
        Items that are not shown again, users by items.
    relevant
        Likes that are to be found, users by items.
    """

    history: sparse.csr_array
    seen: Mask
    relevant: Mask

    def lists(self, scores: Floats) -> Codes:
        """Return the best unseen items of each user."""
        return top_lists(scores, self.seen, LENGTH)

    def score(self, scores: Floats) -> pd.DataFrame:
        """Return the metrics of each user, missing where nothing is to be found."""
        return by_user(self.lists(scores), self.relevant)


def split_of(ratings: Ratings, known: Mask, asked: Mask, least: float) -> Split:
    """Return the split in which some ratings are known and the likes among others are to be found.

    Parameters
    ----------
    ratings
        All of them.
    known, asked
        Which ratings.
    least
        Stars from which a rating is a like.
    """
    seen = ratings.matrix(known).toarray() > 0
    return Split(ratings.matrix(known, least), seen, ratings.matrix(asked, least).toarray() > 0)


def new_user_splits(
    ratings: Ratings, late: Mask, least: float, given: tuple[int, ...]
) -> tuple[sparse.csr_array, dict[int, Split], Codes]:
    """Return likes before a moment, and for users who came after it a split by number of first ratings known.

    All splits ask for the same likes, those after the largest number of first ratings, among films that were
    rated before the moment; so numbers of known ratings can be compared.

    Parameters
    ----------
    ratings
        All of them.
    late
        Which ratings lie behind the moment.
    least
        Stars from which a rating is a like.
    given
        Numbers of first ratings that are known.

    Returns
    -------
    tuple
        Likes before, the splits by number, and the codes of the new users, one for each row of a split.
    """
    before = ratings.matrix(~late, least)
    old_users, old_items = np.unique(ratings.user[~late]), np.unique(ratings.item[~late])
    place, size = place_by_user(ratings)
    most = max(given)
    new = ~np.isin(ratings.user, old_users)
    users = np.unique(ratings.user[new & (size > most)])
    unknown = ~np.isin(np.arange(ratings.shape[1]), old_items)
    splits = {}
    for number in given:
        split = split_of(ratings, new & (place < number), new & (place >= most), least)
        shown = ratings.matrix(new & (place < most)).toarray() > 0
        blocked = shown | unknown
        relevant = split.relevant & ~blocked
        splits[number] = Split(split.history[users], blocked[users], relevant[users])
    return before, splits, users


def new_film_scores(
    likes: sparse.csr_array, films: Codes, content: Mapping[str, Floats], shrink: float, weight: float
) -> dict[str, Floats]:
    """Return scores of films that nobody has rated yet, users by those films.

    Parameters
    ----------
    likes
        Users by items; the columns of the new films are not read.
    films
        The new films.
    content
        Items by features, by what they hold.
    shrink, weight
        Ridge penalty of EASE, weight of its content.
    """
    old = np.setdiff1d(np.arange(likes.shape[1]), films)
    blanked = sparse.csr_array(likes.toarray() * np.isin(np.arange(likes.shape[1]), old))
    popularity = np.asarray(blanked.sum(axis=0)).ravel()
    scores = {}
    for name, features in content.items():
        similar = features[old] @ features[films].T
        scores[name] = np.asarray(blanked[:, old] @ similar)
    best = list(content.values())[-1]
    gram = best[old].T @ best[old] + np.eye(best.shape[1])
    liked = best[films] @ np.linalg.solve(gram, best[old].T @ np.log1p(popularity[old]))
    scores["expected popularity"] = np.tile(liked, (likes.shape[0], 1))
    hybrid = ease_weights(blanked, shrink, np.sqrt(weight) * best)
    scores["hybrid"] = np.asarray(blanked @ hybrid[:, films])
    return scores


def fitted_scores(rankers: Mapping[str, Score], split: Split) -> dict[str, Floats]:
    """Return the scores that each ranker gives to the histories of a split.

    Parameters
    ----------
    rankers
        By name.
    split
        Whose histories.
    """
    return {name: ranker(split.history) for name, ranker in rankers.items()}


def auc(scores: NDArray[np.float64], relevant: Mask, excluded: Mask) -> Floats:
    """Return for each user the chance that a relevant item is above another one; ties count half.

    Parameters
    ----------
    scores, relevant, excluded
        Users by items.
    """
    from scipy.stats import rankdata

    found = np.full(len(scores), np.nan)
    for user, (row, liked, hidden) in enumerate(zip(scores, relevant, excluded, strict=True)):
        shown = ~hidden | liked
        hits, others = int((liked & shown).sum()), int((shown & ~liked).sum())
        if hits and others:
            ranks = rankdata(row[shown])
            found[user] = (ranks[liked[shown]].sum() - hits * (hits + 1) / 2) / (hits * others)
    return found
