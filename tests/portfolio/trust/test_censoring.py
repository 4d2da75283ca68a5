"""A representation made against an adversary, and a generative model that remembers."""

from __future__ import annotations

import numpy as np
import torch

from portfolio.trust import censoring as ce
from portfolio.trust import generative_leak as gl
from portfolio.trust import membership as me


def test_the_reversal_turns_the_gradient_and_leaves_the_values() -> None:
    """Half strength gives half the gradient, with the opposite sign."""
    values = torch.tensor([1.0, -2.0], requires_grad=True)
    passed = ce.Reversal.apply(values, 0.5)
    passed.sum().backward()
    assert torch.equal(passed.detach(), values.detach())
    assert torch.equal(values.grad, torch.tensor([-0.5, -0.5]))


def test_a_fresh_adversary_reads_a_column_that_was_not_hidden() -> None:
    """With no strength, the column that serves the task stays in the representation."""
    x = torch.randn(600, 4, generator=torch.Generator().manual_seed(0))
    column = (x[:, 0] > 0).float()
    fitted = ce.fit_censored(x, column, column, strength=0.0, seed=0, epochs=20)
    code, truth = fitted.code(x), column.numpy() > 0
    late = ce.fresh_adversaries(code[:300], truth[:300], seed=0)
    for adversary in late.values():
        read = ce.read_by(adversary, code[300:])
        assert me.area(read[truth[300:]], read[~truth[300:]]) > 0.9


def test_an_autoencoder_describes_what_it_learned_better_than_noise() -> None:
    """Trained on two patterns, it gives them a higher bound; the same seed gives the same one."""
    rng = np.random.default_rng(0)
    patterns = (rng.random((2, 30)) < 0.5).astype(np.float32)
    learned = torch.from_numpy(patterns[rng.integers(0, 2, 200)])
    other = torch.from_numpy((rng.random((200, 30)) < 0.5).astype(np.float32))
    model = gl.fit_autoencoder(learned, epochs=20, seed=0)
    known, strange = gl.described(model, learned, 0), gl.described(model, other, 0)
    assert me.area(known, strange) > 0.95
    assert np.array_equal(known, gl.described(model, learned, 0))
