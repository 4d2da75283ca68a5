"""A model that hides what it does, and what sees through it."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.trust import coalitions, hiding, shapley

RNG = np.random.default_rng(0)
BASE = RNG.normal(size=(1500, 1))
ROWS = np.hstack([BASE + 0.15 * RNG.normal(size=(1500, 3)), RNG.normal(size=(1500, 1))])  # three go together


def honest(rows: np.ndarray) -> np.ndarray:
    """A model that reads the first column."""
    return rows[:, 0]


def rule(rows: np.ndarray) -> np.ndarray:
    """What is added where nobody looks."""
    return 2.0 * (rows[:, 3] > 0)


def test_mixed_rows_take_each_value_from_one_of_two_rows() -> None:
    """And neither row is taken whole."""
    mixed = hiding.mixed_rows(np.zeros((5, 4)), np.ones((5, 4)), 100, np.random.default_rng(0))
    assert set(mixed.ravel()) == {0.0, 1.0} and set(mixed.sum(axis=1)) <= {1.0, 2.0, 3.0}


def test_a_hidden_rule_acts_on_real_rows_and_leaves_the_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy fitted to answers to real rows shows it again, and shows none in an honest model."""
    monkeypatch.setattr(hiding, "FAKES", 6000)
    real = hiding.fit_detector(ROWS, 0)
    cut = float(np.quantile(real(ROWS), 0.1))
    hidden = hiding.hidden(honest, rule, real, cut)
    acted = (hidden(ROWS) - honest(ROWS))[rule(ROWS) > 0]
    assert set(acted.round(9)) == {0.0, 2.0} and (acted > 0).mean() > 0.8
    masks = shapley.kernel_coalitions(4, 60, np.random.default_rng(1))
    openly = hiding.kernel_shap(lambda rows: honest(rows) + rule(rows), ROWS[:8], ROWS[50:80], masks)
    shown = hiding.kernel_shap(hidden, ROWS[:8], ROWS[50:80], masks)
    assert np.abs(shown[:, 3]).mean() < 0.6 * np.abs(openly[:, 3]).mean()
    copies = [hiding.surrogate(ROWS, model(ROWS), 0) for model in (hidden, honest)]
    seen = [hiding.kernel_shap(hiding.log_odds(one), ROWS[:8], ROWS[50:80], masks) for one in copies]
    assert np.abs(seen[0][:, 3]).mean() > 1.3 * np.abs(shown[:, 3]).mean()
    assert np.abs(seen[1][:, 3]).mean() < 0.02


def test_kernel_shap_of_many_rows_is_that_of_each() -> None:
    """Exact for a model that is a sum."""
    masks = shapley.kernel_coalitions(4, 30, np.random.default_rng(1))
    model = lambda rows: rows @ np.array([1.0, -2.0, 0.5, 0.0])  # noqa: E731
    found = hiding.kernel_shap(model, ROWS[:3], ROWS[10:20], masks)
    assert np.allclose(found, (ROWS[:3] - ROWS[10:20].mean(axis=0)) * [1.0, -2.0, 0.5, 0.0])
    alone = coalitions.interventional(model, ROWS[0], ROWS[10:20], np.eye(4, dtype=bool))
    assert np.allclose(alone - model(ROWS[10:20]).mean(), found[0])
