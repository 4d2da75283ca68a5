"""What is asked of the rankers: a split with its answers, users who are new, films that are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy import sparse

from portfolio.recommendation.metrics import by_user, top_lists
from portfolio.recommendation.rankers import Score, ease_weights
from portfolio.recommendation.ratings import Codes, Floats, Mask, Ratings, place_by_user
from portfolio.statistics.bootstrap import cluster_means, simultaneous

Setting = TypeVar("Setting")
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
    kernel = best[old] @ best[old].T + np.eye(len(old))
    liked = best[films] @ (best[old].T @ np.linalg.solve(kernel, np.log1p(popularity[old])))
    scores["expected popularity"] = np.tile(liked, (likes.shape[0], 1))
    hybrid = ease_weights(blanked, shrink, np.sqrt(weight) * best)
    scores["hybrid"] = np.asarray(blanked @ hybrid[:, films])
    spread = scores["hybrid"].std(axis=1, keepdims=True)
    personal = (scores["hybrid"] - scores["hybrid"].mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-12)
    scores["both"] = personal + (liked - liked.mean()) / max(liked.std(), 1e-12)
    return scores


def with_prior(weights: Floats, likes: sparse.csr_array, strength: float) -> Score:
    """Return a ranker that adds the average history, times a strength, to the history of each user.

    Parameters
    ----------
    weights
        Items by items, such as those of EASE.
    likes
        Whose histories are averaged; users without a like are left out.
    strength
        1: as much as one average user has liked.
    """
    size = np.asarray(likes.sum(axis=1)).ravel()
    average = np.asarray(likes.sum(axis=0)).ravel() / max(int((size > 0).sum()), 1)
    prior = strength * average @ weights
    return lambda history: np.asarray(history @ weights) + prior


def best_setting(tried: Mapping[Setting, Floats], split: Split) -> Setting:
    """Return the setting with the highest mean NDCG on a split, the first of equal ones.

    Parameters
    ----------
    tried
        Scores by setting.
    split
        What validates.
    """
    found = {setting: float(split.score(scores)["ndcg"].mean()) for setting, scores in tried.items()}
    return max(found, key=lambda setting: found[setting])


def until(ratings: Ratings, late: Mask) -> Ratings:
    """Return the ratings before a moment, with the same codes.

    Parameters
    ----------
    ratings
        All of them.
    late
        Which of them lie behind the moment.
    """
    columns = {name: getattr(ratings, name)[~late] for name in ("user", "item", "stars", "seconds")}
    return replace(ratings, **columns)


def gains(frames: Mapping[str, Floats], against: Mapping[str, str], weights: Floats) -> pd.DataFrame:
    """Return differences of means over users with intervals that hold at once.

    Parameters
    ----------
    frames
        A number of each user, by method.
    against
        For each method the one it is compared with, as `method`: `rival`; several rivals parted by a bar.
    weights
        How often each user is drawn, shape (resamples, users).

    Returns
    -------
    pandas.DataFrame
        By `method − rival`: `value`, `low`, `high`.
    """
    pairs = [(one, rival) for one, rivals in against.items() for rival in rivals.split("|")]
    users = pd.Series(np.arange(weights.shape[1]))
    differences = {f"{one} − {rival}": pd.Series(frames[one] - frames[rival]) for one, rival in pairs}
    draws = pd.DataFrame({name: cluster_means(gap, users, weights) for name, gap in differences.items()})
    values = pd.Series({name: gap.mean() for name, gap in differences.items()})
    bounds = simultaneous(values, draws)
    rows = {name: [values[name], *bounds[name]] for name in values.index}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])
