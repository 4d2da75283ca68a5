"""Two towers: what they are, that they learn, and that new films are placed by what they hold."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from portfolio.recommendation import two_tower as tt


@pytest.fixture(scope="module")
def tastes() -> tuple[sparse.csr_array, np.ndarray]:
    """Two kinds of people, two kinds of films; what a film holds tells its kind."""
    rng = np.random.default_rng(0)
    people, films = np.arange(120) % 2, np.arange(40) % 2
    liked = rng.random((120, 40)) < np.where(people[:, None] == films, 0.4, 0.02)
    return sparse.csr_array(liked.astype(float)), np.eye(2)[films]


def test_the_loss_is_that_of_each_film_against_the_batch(tastes) -> None:
    """By loops; a film that stands in the batch once more is no rival, and famous films are handicapped."""
    likes, content = tastes
    torch.manual_seed(0)
    towers, (rows, columns) = tt.TwoTower(content, 4), likes.nonzero()
    history, liked = torch.tensor(likes.toarray()[rows[:30]]).float(), torch.tensor(columns[:30]).long()
    shares = torch.rand(40) + 0.1
    people, films = towers.people(history), towers.films(0.0)
    assert torch.equal(films, towers.holds(towers.content))
    losses = []
    for one in range(30):
        rivals = [n for n in range(30) if n == one or liked[n] != liked[one]]
        scores = torch.stack([people[one] @ films[liked[n]] - shares[liked[n]].log() for n in rivals])
        losses.append(scores.logsumexp(0) - scores[rivals.index(one)])
    assert torch.isclose(
        tt.batch_loss(towers, history, liked, shares, 0.0), torch.stack(losses).mean(), atol=1e-5
    )


def test_they_learn_tastes_and_are_the_same_each_time(tastes) -> None:
    """Films of one's own kind stand above the others; a ranker stays when its towers learn on."""
    likes, content = tastes
    own = (np.arange(120) % 2)[:, None] == np.arange(40) % 2
    score = tt.fit_two_towers(likes, content, 8, seed=1)(likes)
    assert score[own].mean() > score[~own].mean() + 1
    assert np.array_equal(score, tt.fit_two_towers(likes, content, 8, seed=1)(likes))
    passes = tt.train_towers(likes, content, 1)
    first = tt.tower_score(next(passes))
    before = first(likes)
    next(passes)
    assert np.array_equal(first(likes), before)


def test_new_films_are_placed_by_what_they_hold_and_not_by_their_likes(tastes) -> None:
    """Their columns are not read."""
    likes, content = tastes
    new = np.array([0, 1, 2, 3])
    scores = tt.new_film_scores(likes, new, content, 8, seed=0)
    own = (np.arange(120) % 2)[:, None] == new % 2
    assert scores[own].mean() > scores[~own].mean() + 0.5
    other = likes.toarray()
    other[:, new] = 1 - other[:, new]
    assert np.array_equal(scores, tt.new_film_scores(sparse.csr_array(other), new, content, 8, seed=0))


def test_someone_without_a_like_gets_numbers(tastes) -> None:
    """No division by nothing."""
    likes, content = tastes
    assert np.isfinite(tt.fit_two_towers(likes, content, 1, seed=0)(sparse.csr_array((1, 40)))).all()
