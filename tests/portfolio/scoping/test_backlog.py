"""A backlog and its forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError, UsageError
from portfolio.scoping.backlog import STORIES, simulate_effort, simulate_progress, sprints_needed
from portfolio.scoping.inputs import Pert


def test_dependence_widens_the_sum_and_leaves_its_mean():
    """The flaw of averages is there with and without it."""
    sums = [simulate_effort(STORIES, rho, 4_000, np.random.default_rng(0)).sum(axis=1) for rho in (0, 0.5)]
    means = (STORIES["low"] + 4 * STORIES["likely"] + STORIES["high"]).sum() / 6
    assert [total.mean() for total in sums] == pytest.approx([means, means], rel=0.02)
    assert sums[1].std() > 1.5 * sums[0].std()


def test_each_story_stays_between_its_smallest_and_its_largest():
    """One column a story."""
    efforts = simulate_effort(STORIES, 0.5, 500, np.random.default_rng(0))
    assert (efforts >= STORIES["low"].to_numpy()).all()
    assert (efforts <= STORIES["high"].to_numpy()).all()


@pytest.mark.parametrize("correlation", [-0.1, 1.0])
def test_a_correlation_that_the_factor_cannot_have_is_refused(correlation):
    """One would make all stories the same."""
    with pytest.raises(UsageError, match="correlation of the stories"):
        simulate_effort(STORIES, correlation, 10, np.random.default_rng(0))


def test_sizes_that_are_not_in_order_are_refused():
    """The likely size is the largest here."""
    stories = pd.DataFrame({"low": [1], "likely": [9], "high": [5]})
    with pytest.raises(DataError, match="three-point"):
        simulate_effort(stories, 0.0, 10, np.random.default_rng(0))


def test_progress_starts_at_nothing_and_only_grows():
    """At a velocity between the two ends of the focus."""
    progress = simulate_progress(3, Pert(0.4, 0.6, 0.8), 5, 200, np.random.default_rng(0))
    steps = np.diff(progress, axis=1)
    assert progress.shape == (200, 6)
    assert (progress[:, 0] == 0).all()
    assert ((steps >= 12) & (steps <= 24)).all()


def test_a_backlog_is_done_in_the_sprint_that_reaches_it():
    """Not before, and a tie counts as done."""
    progress = np.array([[0.0, 10, 20, 30], [0.0, 10, 20, 30]])
    assert sprints_needed(np.array([20.0, 20.1]), progress).tolist() == [2, 3]


def test_a_backlog_beyond_the_simulated_sprints_is_an_error():
    """An argmax of nothing would say sprint 0."""
    with pytest.raises(DataError, match="not done"):
        sprints_needed(np.array([31.0]), np.array([[0.0, 10, 20, 30]]))
