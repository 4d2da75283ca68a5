"""Equal time, and samples to learn from."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.networks import budgets


@pytest.mark.parametrize(("budget", "passes"), [(0.1, 1), (2.0, 4), (2.2, 4), (2.3, 5)])
def test_passes_that_fit_a_time(budget, passes):
    """At least one."""
    assert budgets.passes_in(budget, 0.5) == passes


def test_samples_are_nested_and_never_tested():
    """The last holds all that there is."""
    fold = np.repeat([-1, 0, 1, 2], 20)
    small, larger, whole = budgets.nested_samples(fold, 1, [5, 30, 500], 0)
    assert set(small) < set(larger) < set(whole)
    assert (len(small), len(larger), len(whole)) == (5, 30, 60)
    assert not set(whole) & set(np.flatnonzero(fold == 1))


def test_accuracy_is_that_of_unseen_rows():
    """A letter that decides is learnt; labels turned around in the test make it wrong."""
    labels = np.arange(200) % 2 == 0
    coded = np.where(labels[:, None], 3, 7) * np.ones((200, 8), dtype=np.int64)
    learnt, tested = np.arange(100), np.arange(100, 200)
    how = {"epochs": 30, "seed": 0}
    assert budgets.accuracy_from("attention", coded, labels, learnt, tested, **how) == 100
    turned = np.where(np.arange(200) < 100, labels, ~labels)
    assert budgets.accuracy_from("attention", coded, turned, learnt, tested, **how) == 0
