"""A policy judged by a log of another one: replay, its variance, and what a live test would have said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Log:
    """Visits at which a few films were offered and one of them, drawn uniformly, was shown.

    Parameters
    ----------
    user
        Who came, for each visit.
    offered
        The films, visits by places.
    shown
        The place that was shown.
    liked
        Whether each of the films is liked, visits by places: a log holds only the one that was shown.
    """

    user: Codes
    offered: Codes
    shown: Codes
    liked: Floats


def simulated_log(
    user: Codes, item: Codes, liked: Floats, visits: int, places: int, rng: np.random.Generator
) -> Log:
    """Return visits drawn from real ratings: users at random, films among those that the user rated.

    Parameters
    ----------
    user, item, liked
        Ratings, with 1 for a like.
    visits, places
        How many visits, how many films at each.
    rng
        Source of chance.

    Raises
    ------
    DataError
        Nobody has rated enough films.
    """
    order = np.argsort(user, kind="stable")
    size = np.bincount(user)
    start = np.concatenate([[0], np.cumsum(size)[:-1]])
    able = np.flatnonzero(size >= places)
    if not len(able):
        raise DataError("a log", expected=f"users with {places} ratings", got="none")
    came = rng.choice(able, visits)
    keys = rng.random((visits, int(size.max())))
    keys[np.arange(keys.shape[1]) >= size[came][:, None]] = 2.0
    rows = order[start[came][:, None] + np.argpartition(keys, places - 1, axis=1)[:, :places]]
    return Log(came, item[rows], rng.integers(places, size=visits), liked[rows])


def replay(log: Log, chosen: Codes) -> tuple[float, float, int]:
    """Return the mean reward where a policy chose what was shown, its standard error, and how often it did.

    Unbiased where the log was drawn uniformly and independently of the rewards (Li et al. 2011).

    Parameters
    ----------
    log
        What was shown and how it was liked.
    chosen
        The place that the policy would have shown at each visit.

    Raises
    ------
    DataError
        Fewer than two visits match.
    """
    match = log.shown == chosen
    rewards = log.liked[np.arange(len(chosen)), log.shown][match]
    if len(rewards) < 2:
        raise DataError("replay", expected="at least two visits that match", got=len(rewards))
    return float(rewards.mean()), float(rewards.std(ddof=1) / np.sqrt(len(rewards))), len(rewards)


def live(log: Log, chosen: Codes) -> float:
    """Return the mean reward of a policy if it had been live: known only because all rewards are.

    Parameters
    ----------
    log
        The visits.
    chosen
        The place that the policy shows at each.
    """
    return float(log.liked[np.arange(len(chosen)), chosen].mean())


def thompson(log: Log, films: int, rng: np.random.Generator, replayed: bool) -> Floats:
    """Return the rewards of Thompson sampling with a Beta(1, 1) for each film, in the order of its events.

    Parameters
    ----------
    log
        The visits.
    films
        How many there are.
    rng
        Source of chance.
    replayed
        Whether it learns only from visits at which the log showed what it chose; else from every visit.
    """
    won, lost = np.ones(films), np.ones(films)
    rewards = []
    for offered, shown, liked in zip(log.offered, log.shown, log.liked, strict=True):
        place = int(np.argmax(rng.beta(won[offered], lost[offered])))
        if replayed and place != shown:
            continue
        reward = liked[place]
        won[offered[place]] += reward
        lost[offered[place]] += 1 - reward
        rewards.append(reward)
    return np.array(rewards)
