"""Training with differential privacy, and the account of what it spends."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp
from torch import Tensor

from portfolio.errors import DataError
from portfolio.trust.membership import Nets, start_nets

Floats = NDArray[np.float64]
CLIP, STEP = 1.0, 0.5  # the longest gradient of a person, and the length of a step
ORDERS = np.arange(2, 257)


def clipped_sum(nets: Nets, x: Tensor, y: Tensor, clip: float) -> tuple[Tensor, ...]:
    """Return the sum over people of their gradients, each shortened to at most a length.

    For a layer with inputs a and gradients g at its outputs, a person's gradient is their outer product,
    so that its length is known without forming it.

    Parameters
    ----------
    nets
        One network.
    x, y
        Rows, shape (n, d), and their answers, shape (n,).
    clip
        Longest gradient that is let pass.
    """
    first, bias, second, end = (one[0] for one in nets.weights)
    inside = (x @ first + bias).relu()  # (n, h)
    outer = torch.sigmoid((inside @ second + end).squeeze(-1)) - y  # (n,)
    inner = outer[:, None] * second.T * (inside > 0)  # (n, h)
    lengths = inner.square().sum(1) * (x.square().sum(1) + 1)
    lengths = (lengths + outer.square() * (inside.square().sum(1) + 1)).sqrt()
    scale = (clip / lengths.clamp(min=1e-12)).clamp(max=1.0)
    inner, outer = inner * scale[:, None], outer * scale
    parts = (x.T @ inner, inner.sum(0, keepdim=True), inside.T @ outer[:, None], outer.sum().reshape(1, 1))
    return tuple(one[None] for one in parts)


def train_private(
    x: Tensor, y: Tensor, noise: float, rate: float, steps: int, seed: int, people: int = 1000
) -> Nets:
    """Return a network trained by noisy steps on Poisson samples (Abadi et al. 2016).

    Parameters
    ----------
    x, y
        Rows, shape (n, d), and their answers, shape (n,).
    noise
        Standard deviation of the noise, in units of the longest gradient.
    rate
        With which each person is in the sample of a step, independently of all others.
    steps
        How many.
    seed
        Of weights, samples and noise.
    people
        By which the sum of a step is divided, times the rate; fixed beforehand, since how many there are is
        itself a secret.
    """
    chance = torch.Generator().manual_seed(seed)
    nets = start_nets(1, x.shape[1], chance)
    for _ in range(steps):
        drawn = torch.rand(len(x), generator=chance) < rate
        sums = clipped_sum(nets, x[drawn], y[drawn], CLIP)
        noisy = [one + noise * CLIP * torch.randn(one.shape, generator=chance) for one in sums]
        pairs = zip(nets.weights, noisy, strict=True)
        nets = Nets(tuple(w - STEP * g / (rate * people) for w, g in pairs))  # type: ignore[arg-type]
    return nets


def sampled_gaussian(noise: float, rate: float, orders: NDArray[np.int_] = ORDERS) -> Floats:
    """Return the Rényi divergence of one noisy step on a Poisson sample, for whole orders.

    Mironov, Talwar and Zhang (2019), arXiv:1908.10530.

    Parameters
    ----------
    noise
        Standard deviation of the noise, in units of the longest gradient.
    rate
        With which each person is in the sample.
    orders
        Whole numbers from 2 on.
    """
    if noise <= 0 or not 0 < rate <= 1:
        raise DataError("a noisy step", expected="noise above 0 and a rate up to 1", got=(noise, rate))
    if rate == 1:
        return np.asarray(orders / (2 * noise**2))
    found = []
    for order in orders:
        k = np.arange(order + 1)
        choices = gammaln(order + 1) - gammaln(k + 1) - gammaln(order - k + 1)
        terms = choices + (order - k) * np.log1p(-rate) + k * np.log(rate) + k * (k - 1) / (2 * noise**2)
        found.append(max(0.0, logsumexp(terms)) / (order - 1))
    return np.array(found)


def epsilon_of(divergences: Floats, delta: float, orders: NDArray[np.int_] = ORDERS) -> float:
    """Return the smallest epsilon that Rényi divergences give at a delta (Mironov 2017, Proposition 3).

    Parameters
    ----------
    divergences
        Of the whole training, one for each order.
    delta
        Probability that is let go.
    orders
        Of the divergences.
    """
    return float((divergences + np.log(1 / delta) / (orders - 1)).min())


def spent(noise: float, rate: float, steps: int, delta: float) -> float:
    """Return the epsilon that a training spends.

    Parameters
    ----------
    noise, rate, steps
        As for the training.
    delta
        Probability that is let go.
    """
    return epsilon_of(steps * sampled_gaussian(noise, rate), delta)


def noise_for(epsilon: float, rate: float, steps: int, delta: float) -> float:
    """Return the noise with which a training spends at most an epsilon, by bisection from above.

    Parameters
    ----------
    epsilon
        What may be spent.
    rate, steps
        As for the training.
    delta
        Probability that is let go.
    """
    low, high = 0.3, 100.0
    if spent(high, rate, steps, delta) > epsilon:
        raise DataError("epsilon", expected="one that noise of 100 can reach", got=epsilon)
    for _ in range(30):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if spent(middle, rate, steps, delta) <= epsilon else (middle, high)
    return high


def most_true_positives(false: Floats, epsilon: float, delta: float) -> Floats:
    """Return the bound that privacy puts on the true positives of any attack.

    Parameters
    ----------
    false
        Rates of false positives.
    epsilon, delta
        Of the training.
    """
    rising = np.exp(epsilon) * false + delta
    falling = 1 - np.exp(-epsilon) * (1 - delta - false)
    return np.asarray(np.minimum(1.0, np.minimum(rising, falling)))


def private_margins(
    x: Tensor, y: Tensor, inside: NDArray[np.bool_], noise: float, rate: float, steps: int, seed: int
) -> Floats:
    """Return the log-odds of the true answers by networks trained with privacy, shape (networks, n).

    Parameters
    ----------
    x, y
        Rows of all people, shape (n, d), and their answers, shape (n,).
    inside
        Who belongs to which network, shape (networks, n).
    noise, rate, steps, seed
        Of the trainings.
    """
    found = []
    for number, one in enumerate(inside):
        rows = torch.from_numpy(np.flatnonzero(one))
        found.append(train_private(x[rows], y[rows], noise, rate, steps, 1000 * seed + number).margins(x, y))
    return np.concatenate(found)
