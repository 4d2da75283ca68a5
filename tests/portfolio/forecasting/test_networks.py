"""Networks that look back a week."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from portfolio.errors import DataError
from portfolio.forecasting.networks import (
    PatchTransformer,
    Plan,
    Recurrent,
    predict,
    rolling_network,
    train,
    windows,
)

DAYS, STEPS = 60, 8
WORKS = (np.arange(DAYS) % 7 < 5).astype(int)
VALUES = np.tile(10 + 3 * np.sin(np.arange(STEPS)), DAYS) + np.repeat(WORKS, STEPS)
PLAN = Plan(epochs=12, rate=5e-3, further=1, every=10)
NETWORKS = (Recurrent, PatchTransformer)


def made(network: Callable[..., nn.Module], values: np.ndarray, plan: Plan = PLAN) -> np.ndarray:
    """Forecasts along the way."""
    data = windows(values, WORKS, STEPS, 4)
    return rolling_network(lambda: network(STEPS, data.context.shape[1]), data, 40, 58, plan, 0)


def test_windows_lie_where_they_are_said_to_lie() -> None:
    """The series counts steps."""
    counting = np.arange(DAYS * STEPS, dtype=float)
    data = windows(counting, WORKS, STEPS, 4)
    level, spread = data.level[3].item(), data.spread[3].item()
    assert data.past[3, -1].item() * spread + level == pytest.approx(data.end[3] - STEPS - 1, abs=1e-3)
    assert data.after[3, 0].item() * spread == pytest.approx(STEPS, abs=1e-3)


@pytest.mark.parametrize("network", NETWORKS)
def test_no_forecast_knows_what_comes(network: Callable[..., nn.Module]) -> None:
    """Values from a day on may change: forecasts up to that day stay to the last digit."""
    spoilt, cut = VALUES.copy(), 53
    spoilt[cut * STEPS :] = np.random.default_rng(0).normal(size=(DAYS - cut) * STEPS)
    first, second = made(network, VALUES), made(network, spoilt)
    assert first.shape == (18, STEPS)
    assert np.array_equal(first[: cut - 40 + 1], second[: cut - 40 + 1])
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_learns_and_the_same_seed_gives_the_same(network: Callable[..., nn.Module]) -> None:
    """Its error falls far below that of one that has learnt nothing."""
    first, came = made(network, VALUES), VALUES[40 * STEPS : 58 * STEPS].reshape(-1, STEPS)
    untaught = made(network, VALUES, Plan(epochs=0, further=0, every=10))
    assert np.array_equal(first, made(network, VALUES))
    assert np.abs(first - came).mean() < 0.7 * np.abs(untaught - came).mean()


def test_training_is_watched_epoch_by_epoch() -> None:
    """And changes the network in place."""
    data = windows(VALUES, WORKS, STEPS, 2)
    torch.manual_seed(0)
    model = Recurrent(STEPS, data.context.shape[1])
    before = predict(model, data)
    assert len(train(model, data, 2, 1e-3, 0, watch=lambda net: float(net.training))) == 2
    assert not np.array_equal(before, predict(model, data))


def test_a_gap_is_an_error() -> None:
    """A network would make all of it missing."""
    holed = VALUES.copy()
    holed[30] = np.nan
    with pytest.raises(DataError, match="1 missing"):
        windows(holed, WORKS, STEPS, 2)
    with pytest.raises(DataError, match="steps that divide a day"):
        windows(VALUES, WORKS, STEPS, 3)
