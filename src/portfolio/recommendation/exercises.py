"""The exercises of the chapter on recommendations, on invented likes and visits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises


def nearest() -> Iterator[Case]:
    """Ask for the films of the highest cosine with one film, best first, and for these cosines."""
    # film 3 is liked by all: it shares most likes with film 0, and film 1 is nearer by cosine
    likes = np.array([[1, 1, 0, 1, 0], [1, 1, 0, 1, 0], [1, 0, 0, 1, 1], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0]])
    cosines = [2 / 6**0.5, 3 / 15**0.5, 1 / 3**0.5]
    yield Case("a film beside one that everybody likes", (likes * 1.0, 0, 3), ([1, 3, 4], cosines))
    yield Case("another film, and a shorter list", (likes * 1.0, 2, 1), ([3], [2 / 10**0.5]))
    likes = np.array([[1, 1, 1, 0], [0, 1, 1, 1], [0, 1, 1, 1], [0, 1, 0, 0]])
    yield Case("a list of two", (likes * 1.0, 1, 2), ([2, 3], [3 / 12**0.5, 2 / 8**0.5]))


def ease_scores() -> Iterator[Case]:
    """Ask for the scores of EASE, fitted to some likes, for other histories."""
    taught = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
    asked = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    yield Case("two films", (taught, asked, 1.0), np.array([[0, 2 / 4], [2 / 3, 0], [2 / 3, 2 / 4]]))
    taught = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    asked = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    expected = np.array([[0, 1 / 3, 0], [1 / 4, 0, 0]])
    yield Case("a film that nobody likes beside another", (taught, asked, 2.0), expected)


def both_replays() -> Iterator[Case]:
    """Ask for the mean over the matching visits, plain and weighted by one over the probability."""
    reward, match = np.array([1.0, 0.0, 0.0, 1.0]), np.array([True, True, False, True])
    yield Case("four visits", (reward, match, np.array([0.5, 0.25, 0.1, 0.25])), (2 / 3, 0.6))
    reward, match = np.array([1.0, 1.0, 0.0, 0.0, 1.0]), np.array([True, False, True, True, False])
    probability = np.array([0.5, 0.1, 0.1, 0.5, 0.2])
    yield Case("likes at visits that do not match", (reward, match, probability), (1 / 3, 2 / 14))


ASKED = Exercises(nearest, ease_scores, both_replays)
check, cases = ASKED.check, ASKED.cases
