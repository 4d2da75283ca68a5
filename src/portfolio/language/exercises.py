"""The exercises of the chapters on language and on attention, on invented vectors and texts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import torch

from portfolio.exercises import Case, Exercises

CLOSE = 1e-5  # float32


def nearest_share() -> Iterator[Case]:
    """Ask how often the nearest other article has the same label."""
    vectors = np.array([[1.0, 0.0], [9.0, 1.0], [0.2, 1.0], [0.0, 5.0], [1.0, 0.9]])
    yield Case("vectors of unequal lengths", (vectors, np.array([0, 0, 1, 1, 1])), 4 / 5)
    vectors = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 2.0], [0.1, 0.0, -1.0]])
    yield Case("labels in words", (vectors, np.array(["a", "b", "b", "a"])), 1 / 4)


def most_apart() -> Iterator[Case]:
    """Ask for the positions of the pairs whose ranks are furthest apart, the furthest first."""
    model, people = np.array([0.91, 0.92, 0.93, 0.1, 0.94]), np.array([5.0, 2.0, 4.0, 1.0, 3.0])
    yield Case("the two furthest of five", (model, people, 2), np.array([0, 4]))
    model, people = np.array([0.3, 0.2, 0.1, 0.9]), np.array([1.6, 5.0, 1.5, 4.9])
    yield Case("one of four", (model, people, 1), np.array([1]))
    model, people = np.array([1.0, 4.0, 2.0, 3.0, 9.0, 8.0]), np.array([3.0, 1.0, 2.0, 4.0, 5.0, 6.0])
    yield Case("whichever judge is above", (model, people, 2), np.array([1, 0]))


def filed_alone() -> Iterator[Case]:
    """Ask for the share that is filed without a person, and the share of these that is wrong."""
    sure = np.array([0.5, 0.75, 0.8, 0.95, 1.0])
    right = np.array([True, True, False, True, True])
    yield Case("an error worth four questions", (sure, right, 4.0, 1.0), (4 / 5, 1 / 4))
    yield Case("a dear question", (sure, right, 10.0, 2.5), (4 / 5, 1 / 4))
    yield Case("an error worth ten questions", (sure, ~right, 10.0, 1.0), (2 / 5, 1.0))
    yield Case("a model that is never sure", (sure[:2], right[:2], 50.0, 1.0), (0.0, 0.0))


def first_below() -> Iterator[Case]:
    """Ask for the first step of each way at which its mean loss is below a level."""
    rows = {"b": [[9, 5, 3], [9, 3, 3]], "a": [[5, 4, 3], [5, 3, 6]], "c": [[8, 9, 4], [9, 9, 6]]}
    courses = _courses(rows)
    nan = float("nan")
    yield Case("two seeds", (courses, 4.0), pd.Series({"a": 20.0, "b": 30.0, "c": nan}))
    yield Case("a higher level", (courses, 5.5), pd.Series({"a": 10, "b": 20, "c": 30}))
    yield Case("a level that none reaches", (courses, 1.0), pd.Series({"a": nan, "b": nan, "c": nan}))


def position_scores() -> Iterator[Case]:
    """Ask for content to position and position to content, token i looking at token j."""
    query, key = torch.tensor([[1.0, 2.0], [0.0, 1.0]]), torch.tensor([[3.0, 1.0], [2.0, 0.0]])
    place_query = torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
    place_key = torch.tensor([[2.0, 0.0], [1.0, 1.0], [0.0, 3.0]])
    rows = torch.tensor([[1, 0], [2, 1]])
    to_place, from_place = np.array([[3.0, 2.0], [3.0, 1.0]]), np.array([[2.0, 2.0], [4.0, 0.0]])
    given = (query, key, place_query, place_key, rows)
    yield Case("two tokens", given, (to_place, from_place), CLOSE)
    given = (torch.eye(3), 2 * torch.eye(3), torch.arange(9.0).view(3, 3), torch.ones(3, 3), _rows(3))
    wanted = np.array([[6.0, 2.0, 4.0], [12.0, 8.0, 4.0], [12.0, 14.0, 10.0]])
    yield Case("three tokens", given, (np.ones((3, 3)), wanted), CLOSE)


def state_cosines() -> Iterator[Case]:
    """Ask for the cosine of the states of two tokens after each layer."""
    states = torch.tensor([[[3.0, 4.0], [1.0, 0.0], [4.0, 3.0]], [[0.0, 2.0], [1.0, 1.0], [5.0, 0.0]]])
    yield Case("two layers", (states, 0, 2), np.array([0.96, 0.0]), CLOSE)
    yield Case("other tokens", (states, 2, 1), np.array([0.8, 0.5**0.5]), CLOSE)


ASKED = Exercises(nearest_share, most_apart, filed_alone, first_below, position_scores, state_cosines)
check, cases = ASKED.check, ASKED.cases


def _courses(losses: dict[str, list[list[int]]]) -> pd.DataFrame:
    rows = [
        (way, seed, 10 * (step + 1), float(loss))
        for way, runs in losses.items()
        for seed, run in enumerate(runs)
        for step, loss in enumerate(run)
    ]
    return pd.DataFrame(rows, columns=["places", "seed", "step", "loss"])


def _rows(tokens: int) -> torch.Tensor:
    places = torch.arange(tokens)
    return (places[:, None] - places[None, :] + 1).clamp(0, tokens - 1)
