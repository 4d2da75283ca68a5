"""Certificates: true for every change that is tried, and the smoothed radius for a known boundary."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from statsmodels.stats.proportion import proportion_confint
from torch import nn

from portfolio.errors import UsageError
from portfolio.trust.certificates import is_certified, lower_bound, score_bounds, smoothed, worst_scores


@pytest.fixture
def net() -> nn.Sequential:
    """Return a small network with random weights."""
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))


def test_no_score_of_any_change_passes_its_bounds(net: nn.Sequential) -> None:
    """Tried at random and at all corners."""
    x, epsilon = 0.2 + 0.6 * torch.rand(5, 6), 0.15
    low, high = score_bounds(net, x, epsilon)
    corners = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0])] * 6)
    for change in torch.cat([corners, 2 * torch.rand(200, 6) - 1]):
        scores = net(x + epsilon * change)
        assert (scores >= low - 1e-6).all()
        assert (scores <= high + 1e-6).all()


def test_bounds_of_one_layer_are_reached(net: nn.Sequential) -> None:
    """A linear score is largest at the corner that its signs name."""
    layer, x = net[0], torch.full((1, 6), 0.5)
    high = score_bounds(nn.Sequential(layer), x, 0.1)[1]
    corner = layer.weight[0].sign()
    assert high[0, 0].item() == pytest.approx(layer(x + 0.1 * corner)[0, 0].item(), abs=1e-6)


def test_without_a_reach_the_certificate_is_the_answer(net: nn.Sequential) -> None:
    """And a wider reach never certifies more."""
    x, y = torch.rand(40, 6), torch.arange(40) % 3
    right = (net(x).argmax(1) == y).numpy()
    assert (is_certified(net, x, y, 0.0) == right).all()
    assert (is_certified(net, x, y, 0.1) <= is_certified(net, x, y, 0.05)).all()
    worst = worst_scores(net, x, y, 0.05).argmax(1) == y
    assert (worst.numpy() == is_certified(net, x, y, 0.05)).all()


def test_the_lower_bound_is_the_exact_one() -> None:
    """Half the error of a two-sided interval of statsmodels."""
    hits = np.array([0, 1, 50, 99, 100])
    theirs = proportion_confint(hits, 100, alpha=0.1, method="beta")[0]
    assert np.allclose(lower_bound(hits, 100, 0.05), theirs)


def test_the_lower_bound_is_too_high_as_rarely_as_it_says() -> None:
    """Exactly, from the binomial distribution; and a bound for twice the error is not."""
    from scipy import stats

    hits, share = np.arange(201), 0.87
    chance = stats.binom.pmf(hits, 200, share)
    assert 0.02 < chance[lower_bound(hits, 200, 0.05) > share].sum() <= 0.05
    assert chance[lower_bound(hits, 200, 0.2) > share].sum() > 0.05


def test_a_smoothed_radius_stays_below_the_distance_of_a_straight_boundary() -> None:
    """There the true radius is the distance itself, whatever the noise."""
    line = nn.Linear(4, 2)
    with torch.no_grad():
        line.weight.copy_(torch.tensor([[0.0, 0, 0, 0], [1.0, 0, 0, 0]]))
        line.bias.zero_()
    x = torch.zeros(60, 4)
    x[:, 0] = torch.linspace(-0.6, 0.6, 60)
    answers, radii = smoothed(line, x, sigma=0.5, draws=2000, error=0.001, seed=0)
    distance = x[:, 0].abs().numpy()
    assert (radii <= distance).all()
    assert np.median((distance - radii)[distance > 0.2]) < 0.1
    assert (answers == (x[:, 0] > 0).numpy())[radii > 0].all()


def test_another_layer_is_refused() -> None:
    """A bound would not be true of it."""
    with pytest.raises(UsageError, match=r"expected nn.Linear or nn.ReLU; got Tanh"):
        score_bounds(nn.Sequential(nn.Tanh()), torch.rand(1, 2), 0.1)
