"""What a list of recommendations is worth: of each user's list, and of all lists together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]


def top_lists(scores: Floats, excluded: Mask, length: int) -> Codes:
    """Return the items with the highest scores for each user, best first; equal scores by item.

    Parameters
    ----------
    scores
        Users by items.
    excluded
        Items that must not be shown, users by items.
    length
        Of each list.

    Raises
    ------
    DataError
        A user has fewer items left than the list is long.
    """
    left = (~excluded).sum(axis=1).min(initial=length)
    if left < length:
        raise DataError("lists of recommendations", expected=f"{length} items left for each user", got=left)
    hidden = np.where(excluded, -np.inf, scores)
    return np.argsort(-hidden, axis=1, kind="stable")[:, :length]


def ndcg(hits: Mask, relevant: Codes) -> Floats:
    """Return the normalised discounted cumulative gain of each list.

    A hit on place n counts 1 / log2(n + 1); the best possible list has all its hits in front (Järvelin and
    Kekäläinen 2002).

    Parameters
    ----------
    hits
        Users by places, whether the item there is relevant.
    relevant
        Relevant items of each user; none gives no value.
    """
    gain = 1 / np.log2(np.arange(2, hits.shape[1] + 2))
    ideal = np.concatenate([[np.nan], np.cumsum(gain)])[np.minimum(relevant, hits.shape[1])]
    found: Floats = hits @ gain / ideal
    return found


def by_user(lists: Codes, relevant: Mask) -> pd.DataFrame:
    """Return `ndcg`, `recall` and `hit` of each user; a user without a relevant item has none.

    Parameters
    ----------
    lists
        As `top_lists` returns them.
    relevant
        Users by items.
    """
    hits = np.take_along_axis(relevant, lists, axis=1)
    count = relevant.sum(axis=1)
    size = np.where(count > 0, count, np.nan)
    recall = hits.sum(axis=1) / size
    hit = np.where(count > 0, hits.any(axis=1), np.nan)
    return pd.DataFrame({"ndcg": ndcg(hits, count), "recall": recall, "hit": hit})


def of_lists(lists: Codes, popularity: Floats, users: int) -> pd.Series:
    """Return what all lists together show: coverage, novelty, popularity.

    Parameters
    ----------
    lists
        As `top_lists` returns them.
    popularity
        How many users liked each item.
    users
        How many there were.

    Returns
    -------
    pandas.Series
        `coverage`: share of the items that stand in a list. `novelty`: mean information, in bits, of an item
        that is liked by its share of the users, one like added to each. `popularity`: mean share of users.
    """
    share = (popularity[lists] + 1) / (users + 1)
    return pd.Series(
        {
            "coverage": len(np.unique(lists)) / len(popularity),
            "novelty": float(-np.log2(share).mean()),
            "popularity": float((popularity[lists] / users).mean()),
        }
    )


def miscalibration(lists: Codes, history: Mask, genres: Floats, blend: float = 0.01) -> Floats:
    """Return how far the genres of each list lie from those of the user's likes, in bits (Steck 2018).

    Kullback-Leibler divergence of the mix of the list from the mix of the history; a little of the history
    is blended into the list, so that a missing genre costs much and not everything.

    Parameters
    ----------
    lists
        As `top_lists` returns them.
    history
        What each user liked, users by items; nobody without a like.
    genres
        Share of each genre, items by genres; an item without one has zeros.
    blend
        Share of the history in the list.
    """
    wanted = history @ genres
    shown = genres[lists].sum(axis=1)
    wanted = wanted / np.maximum(wanted.sum(axis=1, keepdims=True), 1e-12)
    shown = shown / np.maximum(shown.sum(axis=1, keepdims=True), 1e-12)
    mixed = (1 - blend) * shown + blend * wanted
    ratio = np.divide(wanted, mixed, out=np.ones_like(wanted), where=wanted > 0)
    divergence: Floats = (wanted * np.log2(ratio)).sum(axis=1)
    return divergence


def sampled_ndcg(
    scores: Floats, excluded: Mask, relevant: Mask, negatives: int, rng: np.random.Generator
) -> Floats:
    """Return NDCG of each user's relevant items ranked against a few others that are drawn at random.

    Parameters
    ----------
    scores, excluded, relevant
        Users by items.
    negatives
        How many others are drawn for each user, out of those that are neither relevant nor excluded.
    rng
        Source of chance.
    """
    keys = rng.random(scores.shape)
    keys[relevant | excluded] = np.inf
    drawn = np.argpartition(keys, negatives, axis=1)[:, :negatives]
    shown = relevant.copy()
    np.put_along_axis(shown, drawn, True, axis=1)
    shown &= np.isfinite(keys) | relevant
    return by_user(top_lists(scores, ~shown, 10), relevant)["ndcg"].to_numpy()
