"""Measures of ranking against small examples and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from portfolio.scoring import ranking

RNG = np.random.default_rng(0)
BAD = RNG.integers(0, 2, 300)
SCORE = (BAD + RNG.normal(0, 1, 300)).round(1)  # with ties


def test_auc_and_precision_are_those_of_scikit_learn() -> None:
    """Ties included."""
    assert ranking.auc(BAD, SCORE) == pytest.approx(roc_auc_score(BAD, SCORE))
    assert ranking.average_precision(BAD, SCORE) == pytest.approx(average_precision_score(BAD, SCORE))
    assert ranking.gini(BAD, SCORE) == pytest.approx(2 * roc_auc_score(BAD, SCORE) - 1)


def test_a_perfect_score() -> None:
    """Catches all before the first false alarm."""
    bad = np.array([0, 0, 0, 1, 1])
    assert ranking.ks(bad, bad.astype(float)) == 1
    table = ranking.lift(np.repeat([0, 1], [90, 10]), np.arange(100.0))
    assert table["lift"].iloc[0] == pytest.approx(10)
    assert table["bad caught so far"].iloc[0] == 1


def test_a_score_without_information() -> None:
    """One value for all: no distance, no gini."""
    assert ranking.ks(BAD, np.zeros(300)) == 0
    assert ranking.gini(BAD, np.zeros(300)) == 0
