"""The bounds agree with what can be computed another way."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.distributions import Normal, kl_divergence

from portfolio.generative.elbo import (
    binarised,
    bounds_of,
    elbo_parts,
    kl_by_simulation,
    kl_to_prior,
    log_normal,
    log_pixels,
    nested_bounds,
    reparameterise,
)
from portfolio.generative.training import reproducible
from portfolio.generative.vae import Vae

IMAGES = np.random.default_rng(0).random((12, 28, 28)).astype(np.float32)


@pytest.fixture(scope="module")
def model() -> Vae:
    """Return an untrained model whose code matters."""
    with reproducible(0):
        made = Vae(2, (16,))
        with torch.no_grad():
            for weights in made.parameters():
                weights.mul_(2)
    return made.eval()


@settings(max_examples=50, deadline=None)
@given(mean=st.floats(-4, 4), log_variance=st.floats(-4, 3))
def test_the_closed_divergence_is_that_of_torch(mean: float, log_variance: float) -> None:
    """Against `torch.distributions`, and never negative."""
    where, spread = torch.tensor([mean]).double(), torch.tensor([log_variance]).double()
    ours = kl_to_prior(where, spread)
    theirs = kl_divergence(Normal(where, torch.exp(spread / 2)), Normal(0.0, 1.0))
    assert ours.item() == pytest.approx(theirs.item(), abs=1e-9)
    assert ours.item() >= -1e-12


def test_simulation_agrees_with_the_closed_form() -> None:
    """Over 100 cases the gaps in standard errors look like chance: none beyond five."""
    mean, log_variance = (
        torch.linspace(-2, 2, 300).reshape(100, 3),
        torch.linspace(1, -3, 300).reshape(100, 3),
    )
    told, error = kl_by_simulation(mean, log_variance, 2000)
    gaps = (told - kl_to_prior(mean, log_variance).sum(1)) / error
    assert gaps.abs().max() < 5
    assert 0.7 < gaps.std() < 1.3


def test_a_draw_is_an_element_wise_product() -> None:
    """Mean plus sigma times noise, and the gradient by sigma is the noise."""
    mean, log_variance = torch.tensor([1.0, 2.0]), torch.tensor([0.0, 2 * np.log(3.0)], requires_grad=True)
    drawn = reparameterise(mean, log_variance, torch.tensor([0.5, -1.0]))
    assert drawn.tolist() == pytest.approx([1.5, -1.0])
    drawn.sum().backward()  # type: ignore[no-untyped-call]
    assert log_variance.grad is not None
    assert log_variance.grad.tolist() == pytest.approx([0.25, -1.5])  # noise * sigma / 2


def test_densities_are_those_of_torch() -> None:
    """The normal density and the pixels, against `torch.distributions`."""
    codes, mean, log_variance = torch.randn(3, 4, 2, generator=torch.Generator().manual_seed(1))
    assert torch.allclose(log_normal(codes), Normal(0.0, 1.0).log_prob(codes), atol=1e-5)
    shaped = Normal(mean, torch.exp(log_variance / 2)).log_prob(codes)
    assert torch.allclose(log_normal(codes, mean, log_variance), shaped, atol=1e-4)
    logits = torch.tensor([[2.0, -1.0]])
    told = log_pixels(logits, torch.tensor([[1.0, 0.0]])).item()
    assert told == pytest.approx(-np.log1p(np.exp(-2)) - np.log1p(np.exp(-1)), rel=1e-5)


def test_the_bound_tightens_with_more_codes(model: Vae) -> None:
    """From the same codes, for each number in turn, on average over images; the first is the ELBO."""
    drawn = binarised(IMAGES)
    nested = nested_bounds(model, drawn, [1, 2, 4, 8, 16, 32]).mean(axis=1)
    assert (np.diff(nested) >= 0).all()
    assert nested[-1] > nested[0]


def test_many_codes_reach_the_likelihood() -> None:
    """In two dimensions a fine grid gives log p(x); the bound with 4,000 codes comes near it."""
    with reproducible(0):
        mild = Vae(2, (16,)).eval()  # its posterior is near the prior, so that 4,000 codes suffice
    drawn = binarised(IMAGES[:2])
    ticks = torch.linspace(-6, 6, 121)
    grid = torch.stack(torch.meshgrid(ticks, ticks, indexing="ij"), -1).reshape(-1, 2)
    with torch.no_grad():
        logits = mild.decode(grid)[:, None].expand(-1, len(drawn), -1)
        seen = log_pixels(logits, torch.from_numpy(drawn).flatten(1))  # (grid, 2)
    cell = 2 * np.log(float(ticks[1] - ticks[0]))
    exact = (seen + log_normal(grid).sum(-1, keepdim=True)).logsumexp(0) + cell
    told = bounds_of(mild, drawn, 4000)
    assert told == pytest.approx(exact.numpy(), abs=0.3)


def test_the_parts_make_up_the_bound(model: Vae) -> None:
    """Reconstruction less divergence is the ELBO, and simulated bounds of one code scatter around it."""
    drawn = binarised(IMAGES)
    parts = elbo_parts(model, drawn, draws=400)
    assert parts["elbo"] == pytest.approx(parts["reconstruction"] - parts["kl"].sum(axis=1), abs=1e-3)
    simulated = nested_bounds(model, drawn, [1, 400])[0]
    assert simulated.mean() == pytest.approx(parts["elbo"].mean(), rel=0.01)


def test_binarised_images_are_black_and_white_with_the_right_share() -> None:
    """Grey is the probability of black, the seed decides the draw."""
    drawn = binarised(np.full((200, 28, 28), 0.3, np.float32))
    assert set(np.unique(drawn)) == {0.0, 1.0}
    assert drawn.mean() == pytest.approx(0.3, abs=0.01)
    assert np.array_equal(binarised(IMAGES), binarised(IMAGES))
    assert not np.array_equal(binarised(IMAGES), binarised(IMAGES, seed=1))
