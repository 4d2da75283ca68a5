"""The exercises of the chapter on graphs, on small invented graphs, scores and alarms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portfolio.exercises import Case, Exercises


def homophily() -> Iterator[Case]:
    """Ask for the share of links that join two nodes of one class, and for what chance would give."""
    path = _graph(4, (0, 1), (1, 2), (2, 3))
    yield Case("a path with two classes", (path, np.array([0, 0, 1, 1])), (2 / 3, 0.5))
    star = _graph(5, (0, 1), (0, 2), (0, 3), (0, 4))
    yield Case("a star whose centre is of its own class", (star, np.array([1, 0, 0, 0, 0])), (0.0, 0.5))
    uneven = _graph(5, (0, 1), (0, 2), (1, 2), (2, 3), (3, 4))
    yield Case("classes of different degrees", (uneven, np.array([0, 0, 0, 1, 1])), (0.8, 0.58))


def filtered_rank() -> Iterator[Case]:
    """Ask for the rank of an answer among what is not right as well; ties share the mean of their places."""
    scores = np.array([0.9, 0.8, 0.7, 0.1])
    yield Case("another right answer above it", (scores, 1, _flags("1000")), 1.0)
    yield Case("nothing is taken out", (scores, 2, _flags("0000")), 3.0)
    yield Case("the answer itself is flagged", (scores, 3, _flags("0101")), 3.0)
    yield Case("two others tie with it", (np.array([0.5, 0.5, 0.5, 0.2]), 0, _flags("0000")), 2.0)
    yield Case("everything ties, one is taken out", (np.zeros(4), 2, _flags("1000")), 2.0)


def right_alarms() -> Iterator[Case]:
    """Ask for the alarms of a day, and for the share of them that is right."""
    yield Case("one message a second", (1.0, 0.5, 0.01, 0.1), (5097.6, 0.05 / 0.059))
    yield Case("a rare attack", (600.0, 1.0, 0.001, 1e-6), (51891.78816, 1e-6 / 0.001000999))
    yield Case("nothing is found", (10.0, 0.0, 0.01, 0.5), (4320.0, 0.0))


ASKED = Exercises(homophily, filtered_rank, right_alarms)
check, cases = ASKED.check, ASKED.cases


def _graph(nodes: int, *links: tuple[int, int]) -> np.ndarray:
    made = np.zeros((nodes, nodes))
    for one, other in links:
        made[one, other] = made[other, one] = 1
    return made


def _flags(text: str) -> np.ndarray:
    return np.array([one == "1" for one in text])
