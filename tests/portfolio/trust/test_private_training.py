"""Training with privacy and its account."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.func import grad, vmap
from torch.nn import functional

from portfolio.errors import DataError
from portfolio.trust import membership as me
from portfolio.trust import private_training as pt

# rate, noise, steps, delta; divergences of orders 2 to 5 of the whole training, and epsilon with its sharper
# conversion: dp-accounting 0.6.0, RdpAccountant with PoissonSampledDpEvent and GaussianDpEvent
GOOGLE = [
    (0.01, 1.0, 1000, 1e-5, (0.17181342, 0.26463757, 0.36315405, 0.46866724), 2.10775308),
    (0.1, 2.0, 300, 1e-4, (0.85086848, 1.3120975, 1.80098489, 2.32109055), 3.99817261),
    (0.05, 1.5, 400, 1e-4, (0.55923239, 0.86543005, 1.19286076, 1.54506778), 3.22214985),
    (1.0, 5.0, 10, 1e-5, (0.4, 0.6, 0.8, 1.0), 2.81410917),
]


@pytest.mark.parametrize(("rate", "noise", "steps", "delta", "divergences", "epsilon"), GOOGLE)
def test_the_account_equals_that_of_a_library(
    rate: float, noise: float, steps: int, delta: float, divergences: tuple[float, ...], epsilon: float
) -> None:
    """Divergences are equal; the plain conversion gives a larger epsilon than the sharper one, never less."""
    ours = steps * pt.sampled_gaussian(noise, rate)[:4]
    assert ours == pytest.approx(divergences, rel=1e-6)
    assert epsilon <= pt.spent(noise, rate, steps, delta) <= 1.3 * epsilon


def test_the_noise_spends_what_is_allowed_and_hardly_less() -> None:
    """Found from above, so that it never spends more."""
    noise = pt.noise_for(2.0, 0.1, 100, 1e-4)
    assert 1.999 < pt.spent(noise, 0.1, 100, 1e-4) <= 2.0
    with pytest.raises(DataError, match="epsilon"):
        pt.noise_for(1e-6, 0.1, 100, 1e-4)


def test_impossible_steps_are_refused() -> None:
    """Neither without noise nor with a rate above one."""
    with pytest.raises(DataError, match="noise above 0"):
        pt.sampled_gaussian(0.0, 0.1)
    with pytest.raises(DataError, match="rate up to 1"):
        pt.sampled_gaussian(1.0, 1.5)


@pytest.mark.parametrize("clip", [0.1, 1.0, 1e6])
def test_clipped_sums_equal_those_of_single_gradients(clip: float) -> None:
    """Formed one by one by torch.func."""
    chance = torch.Generator().manual_seed(0)
    nets = me.start_nets(1, 4, chance)
    x, y = torch.randn(20, 4, generator=chance), (torch.rand(20, generator=chance) < 0.5).float()

    def loss(weights: tuple[torch.Tensor, ...], row: torch.Tensor, answer: torch.Tensor) -> torch.Tensor:
        logit = me.Nets(weights).logits(row[None])[0, 0]  # type: ignore[arg-type]
        return functional.binary_cross_entropy_with_logits(logit, answer)

    each = vmap(grad(loss), (None, 0, 0))(nets.weights, x, y)
    lengths = torch.stack([one.flatten(1).square().sum(1) for one in each]).sum(0).sqrt()
    scale = (clip / lengths).clamp(max=1)
    ours = pt.clipped_sum(nets, x, y, clip)
    for one, other in zip(each, ours, strict=True):
        torch.testing.assert_close((one * scale.view(-1, 1, 1, 1)).sum(0), other, atol=1e-5, rtol=1e-4)
    if clip == 0.1:
        assert sum(float(one.square().sum()) for one in ours) ** 0.5 <= 20 * clip + 1e-5


def test_steps_take_poisson_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of people in a step varies as a binomial one."""
    sizes = []

    def count(nets: me.Nets, x: torch.Tensor, y: torch.Tensor, clip: float) -> tuple[torch.Tensor, ...]:
        sizes.append(len(x))
        return tuple(torch.zeros_like(one) for one in nets.weights)

    monkeypatch.setattr(pt, "clipped_sum", count)
    pt.train_private(torch.zeros(500, 2), torch.zeros(500), noise=1.0, rate=0.1, steps=400, seed=0)
    assert np.mean(sizes) == pytest.approx(50, abs=2)
    assert np.var(sizes) == pytest.approx(45, rel=0.35)


def test_the_bound_on_true_positives() -> None:
    """No privacy allows everything, and none spent allows chance."""
    false = np.array([0.0, 0.01, 0.5, 1.0])
    assert pt.most_true_positives(false, 0.0, 0.0) == pytest.approx(false)
    assert pt.most_true_positives(false, 50.0, 1e-5)[1:] == pytest.approx(1.0)
    assert pt.most_true_positives(np.array(0.01), 1.0, 1e-4) == pytest.approx(np.e * 0.01 + 1e-4)
