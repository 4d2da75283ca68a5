"""The value of the adversarial game, summed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import DataError
from portfolio.generative import minimax


def pair(seed, n=12):
    """Return two distributions and a verdict, some things impossible."""
    rng = np.random.default_rng(seed)
    real, drawn = rng.dirichlet(np.ones(n)), rng.dirichlet(np.ones(n))
    real[:2], drawn[-2:] = 0, 0
    return real / real.sum(), drawn / drawn.sum(), rng.uniform(size=n)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_no_verdict_beats_the_best_one_and_its_value_is_the_divergence(seed):
    """Goodfellow et al. 2014, proposition 1 and theorem 1."""
    real, drawn, verdict = pair(seed)
    best = minimax.value(real, drawn, minimax.best_verdict(real, drawn))
    assert minimax.value(real, drawn, verdict) <= best + 1e-12
    assert best == pytest.approx(2 * minimax.jensen_shannon(real, drawn) - minimax.LOG_4)


def test_at_equilibrium_the_verdict_is_one_half_and_the_loss_log_four():
    """The end of a successful training."""
    real = pair(0)[0]
    verdict = minimax.best_verdict(real, real)
    assert verdict == pytest.approx(0.5)
    assert minimax.value(real, real, verdict) == pytest.approx(-np.log(4))


def test_separate_distributions_are_told_apart_for_sure():
    """The divergence has its largest value, log 2, and the value of the game is zero."""
    real, drawn = np.array([1.0, 0]), np.array([0, 1.0])
    assert minimax.jensen_shannon(real, drawn) == pytest.approx(np.log(2))
    assert minimax.value(real, drawn, minimax.best_verdict(real, drawn)) == 0


def test_the_slopes_are_those_of_the_losses():
    """Against automatic differentiation."""
    import torch

    from portfolio.generative.gan_training import generator_loss

    scores = torch.linspace(-5, 5, 11, dtype=torch.float64, requires_grad=True)
    for kind, slope in minimax.slopes(scores.detach().numpy()).items():
        (found,) = torch.autograd.grad(generator_loss(kind, scores) * len(scores), scores)
        assert found.abs().numpy() == pytest.approx(slope)
        assert (found < 0).all()  # both want the score to rise


@pytest.mark.parametrize(
    ("real", "verdict", "message"),
    [
        (np.array([0.5, 0.6]), np.array([0.5, 0.5]), "probabilities, real"),
        (np.array([0.5, 0.5]), np.array([0.5, 1.5]), "verdicts"),
        (np.array([0.5, 0.5]), np.array([0.5]), "verdicts"),
    ],
)
def test_what_is_no_probability_is_refused(real, verdict, message):
    """Sums and ranges."""
    with pytest.raises(DataError, match=message):
        minimax.value(real, np.array([0.5, 0.5]), verdict)
