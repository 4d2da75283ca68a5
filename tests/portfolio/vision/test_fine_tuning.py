"""The last blocks trained on: they begin as the frozen network, keep its statistics, and learn."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import torch

from portfolio.vision.fine_tuning import Tail, fine_tuned, maps_before, right_after_tuning
from portfolio.vision.lite0 import Lite0, as_input

SIDE, FIRST = 64, 15


@pytest.fixture(scope="module")
def network() -> Lite0:
    """Return a network with random weights and statistics of its own."""
    torch.manual_seed(0)
    made = Lite0()
    for layer in made.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(layer.running_mean, -0.1, 0.1)  # type: ignore[arg-type]
            torch.nn.init.uniform_(layer.running_var, 0.5, 1.5)  # type: ignore[arg-type]
    return made.eval()


@pytest.fixture(scope="module")
def photos() -> tuple[np.ndarray, np.ndarray]:
    """Return twenty photos, of which every second has a bright upper half."""
    rng = np.random.default_rng(0)
    images, bright = rng.integers(0, 60, (20, SIDE, SIDE)), np.arange(20) % 2 == 1
    images[bright, : SIDE // 2] += 180
    return images.astype(np.uint8), bright


def test_a_tail_begins_where_the_frozen_network_stands(
    network: Lite0, photos: tuple[np.ndarray, np.ndarray]
) -> None:
    """Its head's means are those of the whole network, for both views, and its answer is undecided."""
    maps = maps_before(network, photos[0], SIDE, FIRST)
    tail = Tail(network, FIRST)
    with torch.no_grad():
        for view, images in zip(maps, (photos[0], photos[0][:, ::-1, ::-1]), strict=True):
            whole = network.maps(as_input(images, SIDE))[-1].mean((2, 3))
            assert torch.allclose(tail.described(view), whole, atol=1e-4)
        assert (tail(maps[0]) == 0).all()


def test_training_moves_the_copy_alone_and_keeps_its_statistics(
    network: Lite0, photos: tuple[np.ndarray, np.ndarray]
) -> None:
    """The network that was handed over stays; the means of batch normalisation do too; the loss falls."""
    before = {name: value.clone() for name, value in network.state_dict().items()}
    maps, bright = torch.randn(2, 20, 192, 2, 2, generator=torch.Generator().manual_seed(0)), photos[1]
    maps[:, torch.from_numpy(bright)] += 1.0
    tail = Tail(network, FIRST)
    means = {name: value.clone() for name, value in tail.named_buffers()}
    weights = tail.head.weight.clone()
    trained = next(islice(fine_tuned(tail, maps, bright, 0), 7, None))
    assert trained is tail and not tail.training
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert means and all(torch.equal(value, means[name]) for name, value in tail.named_buffers())
    assert not torch.equal(weights, tail.head.weight)
    assert right_after_tuning(tail, maps, bright).mean() >= 0.9
    assert np.array_equal(right_after_tuning(tail, maps, ~bright), ~right_after_tuning(tail, maps, bright))


def test_the_same_seed_gives_the_same_answers(network: Lite0, photos: tuple[np.ndarray, np.ndarray]) -> None:
    """And another order of the photos other weights."""
    images, bright = photos
    maps = maps_before(network, images, SIDE, FIRST)
    weights = []
    for seed in (0, 0, 1):
        tail = next(fine_tuned(Tail(network, FIRST), maps, bright, seed))
        weights.append(tail.out.weight.detach().clone())
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
