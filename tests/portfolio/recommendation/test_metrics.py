"""Every metric equals a brute force of a few lines on a thousand random cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.recommendation.metrics import (
    by_user,
    miscalibration,
    of_lists,
    sampled_ndcg,
    top_lists,
)

CASES, ITEMS, LENGTH = 1_000, 30, 10


@pytest.fixture(scope="module")
def cases():
    """Return scores with ties, hidden items, relevant ones and lists of a thousand users."""
    rng = np.random.default_rng(0)
    scores = rng.integers(12, size=(CASES, ITEMS)).astype(float)
    hidden = rng.random(scores.shape) < 0.3
    hidden[hidden.sum(axis=1) > ITEMS - LENGTH] = False
    relevant = (rng.random(scores.shape) < 0.15) & ~hidden
    return scores, hidden, relevant, top_lists(scores, hidden, LENGTH)


def test_lists_hold_the_best_unseen_items(cases):
    scores, hidden, _, lists = cases
    for row, out, shown in zip(scores, hidden, lists, strict=True):
        free = [item for item in range(ITEMS) if not out[item]]
        assert sorted(free, key=lambda item: (-row[item], item))[:LENGTH] == shown.tolist()


def test_ndcg_recall_and_hit_are_those_of_brute_force(cases):
    _, _, relevant, lists = cases
    found = by_user(lists, relevant)
    for user in range(CASES):
        wanted = set(np.flatnonzero(relevant[user]))
        hits = [item in wanted for item in lists[user]]
        gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(hits))
        best = sum(1 / math.log2(place + 2) for place in range(min(len(wanted), LENGTH)))
        expected = [gain / best, sum(hits) / len(wanted), any(hits)] if wanted else [math.nan] * 3
        assert np.allclose(found.loc[user].astype(float), expected, equal_nan=True)


def test_metrics_of_all_lists_are_those_of_brute_force(cases):
    *_, lists = cases
    popularity = np.random.default_rng(1).integers(50, size=ITEMS).astype(float)
    found = of_lists(lists[:1], popularity, 50)
    for user in range(CASES):
        found, shown = of_lists(lists[[user]], popularity, 50), lists[user]
        assert found["coverage"] == len(set(shown.tolist())) / ITEMS
        bits = [-math.log2((popularity[item] + 1) / 51) for item in shown]
        assert found["novelty"] == pytest.approx(sum(bits) / LENGTH)
        assert found["popularity"] == pytest.approx(sum(popularity[item] / 50 for item in shown) / LENGTH)


def test_miscalibration_is_that_of_brute_force(cases):
    *_, lists = cases
    rng = np.random.default_rng(2)
    genres = rng.dirichlet(np.ones(4), ITEMS) * (rng.random((ITEMS, 1)) < 0.9)
    history = rng.random((CASES, ITEMS)) < 0.4
    found = miscalibration(lists, history, genres)
    for user in range(CASES):
        p, q = genres[history[user]].sum(axis=0), genres[lists[user]].sum(axis=0)
        p, q = p / p.sum(), q / q.sum()
        mixed = 0.99 * q + 0.01 * p
        assert found[user] == pytest.approx(sum(a * math.log2(a / b) for a, b in zip(p, mixed, strict=True)))


def test_against_every_film_the_sampled_metric_is_the_full_one(cases):
    scores, hidden, relevant, _ = cases
    nothing = np.zeros_like(hidden)
    full = by_user(top_lists(scores, nothing, LENGTH), relevant)["ndcg"].to_numpy()
    every = sampled_ndcg(scores, nothing, relevant, ITEMS - 1, np.random.default_rng(0))
    few = sampled_ndcg(scores, nothing, relevant, LENGTH, np.random.default_rng(0))
    assert np.allclose(every, full, equal_nan=True)
    assert np.nanmean(few) > np.nanmean(full) + 0.05


def test_a_list_longer_than_what_is_left_is_refused():
    with pytest.raises(DataError, match="3 items left"):
        top_lists(np.zeros((1, 4)), np.array([[True, True, False, False]]), 3)
