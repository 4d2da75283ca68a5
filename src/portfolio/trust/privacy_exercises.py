"""The exercises of the chapter on privacy, on invented numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case


def clip_and_add() -> Iterator[Case]:
    """Ask for the sum of gradients of which none may be longer than a length."""
    long = np.array([[3.0, 4.0], [0.3, 0.4]])
    yield Case("one is too long", (long, 1.0), np.array([0.9, 1.2]))
    yield Case("none is too long", (long, 10.0), np.array([3.3, 4.4]))
    yield Case("another length", (np.array([[0.0, 8.0], [6.0, 0.0]]), 2.0), np.array([2.0, 2.0]))
    yield Case("opposite ones", (np.array([[-3.0, 0.0], [1.0, 0.0]]), 2.0), np.array([-1.0, 0.0]))


def smallest_epsilon() -> Iterator[Case]:
    """Ask for the smallest epsilon that the divergences of one step give after many."""
    orders = np.array([2, 5, 11])
    yield Case("a middle order", (np.array([0.1, 0.2, 0.9]), orders, 10, np.exp(-8)), 4.0)
    yield Case("the lowest order", (np.array([0.1, 2.0, 3.0]), orders, 20, np.exp(-4)), 6.0)
    yield Case("the highest order", (np.array([0.0, 0.0, 0.1]), np.array([2, 3, 11]), 1, np.exp(-20)), 2.1)


def found_at() -> Iterator[Case]:
    """Ask for the share of members above a threshold that a share of strangers may pass."""
    strangers = np.arange(10.0)
    yield Case("one in ten", (np.array([8.5, 9.5, 3.0, 12.0]), strangers, 0.1), 0.75)
    yield Case("two in ten", (np.array([7.5, 7.0, 3.0, 9.5]), strangers, 0.2), 0.5)
    yield Case("in any order", (np.array([4.6, 9.0]), strangers[::-1], 0.5), 1.0)
    yield Case("none is found", (np.array([1.0, 2.0]), strangers, 0.1), 0.0)


PRIVACY = (clip_and_add, smallest_epsilon, found_at)
