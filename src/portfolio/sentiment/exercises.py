"""The exercises of the chapter on sentiment, on invented messages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises


def mean_cost() -> Iterator[Case]:
    """Ask for the mean cost of a message, with the cutoff that follows from the costs."""
    said, is_complaint = np.array([0.1, 0.3, 0.6, 0.9]), np.array([False, True, False, True])
    yield Case("errors that cost the same", (said, is_complaint, 1.0), 0.5)
    yield Case("a miss that costs four false alarms", (said, is_complaint, 4.0), 0.25)
    said, is_complaint = np.array([0.25, 0.2, 0.1]), np.array([False, True, True])
    yield Case("a probability exactly at the cutoff", (said, is_complaint, 3.0), 7 / 3)


def mean_state() -> Iterator[Case]:
    """Ask for the mean of the states of the words of each message, without the padding."""
    states = np.array([[[1.0, 2.0], [3.0, 6.0], [50.0, 70.0]], [[4.0, 0.5], [90.0, 10.0], [7.0, 7.0]]])
    ids = np.array([[5, 3, 0], [1, 0, 0]])
    yield Case("messages of two words and of one", (states, ids), np.array([[2.0, 4.0], [4.0, 0.5]]))
    states = np.array([[[1.0, 0.0, 2.0], [2.0, 4.0, 5.0]]])
    yield Case("a message without padding", (states, np.array([[7, 2]])), np.array([[1.5, 2.0, 3.5]]))


def share_ringing() -> Iterator[Case]:
    """Ask for the share of streams whose cumulative sum is above a threshold at some message."""
    rows = ("0000111", "1010101", "0000000", "1110000")
    flags = np.array([[one == "1" for one in row] for row in rows])
    yield Case("evidence that never falls below zero", (flags, 1.0, -1.0, 2.5), 0.5)
    yield Case("a sum exactly at the threshold", (flags, 1.0, -1.0, 3.0), 0.0)
    yield Case("steps of two sizes", (flags, 1.0, -0.5, 2.0), 0.75)
    yield Case("an alarm that is over before the end", (flags[3:], 1.0, -1.0, 2.5), 1.0)


ASKED = Exercises(mean_cost, mean_state, share_ringing)
check, cases = ASKED.check, ASKED.cases
