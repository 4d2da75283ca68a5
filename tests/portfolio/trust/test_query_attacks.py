"""Attacks by queries and by a patch: what they may change, what they count, and whom they cannot fool."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from portfolio.errors import UsageError
from portfolio.trust.attack_figures import plot_queries
from portfolio.trust.attacks import is_right, margins
from portfolio.trust.certificates import is_certified
from portfolio.trust.query_attacks import learn_patch, put_patch, square_attack, square_side
from portfolio.trust.robust_training import Digits, train_net

EPSILON = 0.1


@pytest.fixture(scope="module")
def trained() -> tuple[nn.Sequential, torch.Tensor, torch.Tensor]:
    """Noisy copies of three pictures of 28 by 28, and a small network that tells them apart."""
    chance = torch.Generator().manual_seed(3)
    pictures = 0.4 + 0.2 * torch.rand(3, 784, generator=chance)
    y = torch.arange(120) % 3
    x = (pictures[y] + 0.2 * torch.randn(120, 784, generator=chance)).clamp(0, 1)
    return train_net(Digits(x, y), 0, epochs=30), x, y


def test_the_attack_stays_within_reach_and_fools_more_with_more_queries(trained) -> None:
    """Each pixel within epsilon, and within 0 and 1."""
    net, x, y = trained
    moved, first = square_attack(net, x, y, EPSILON, queries=200, seed=0)
    assert (moved - x).abs().max() <= EPSILON + 1e-6
    assert moved.min() >= 0 and moved.max() <= 1
    left = [(first > asked).mean() for asked in (0, 1, 20, 200)]
    assert left == sorted(left, reverse=True) and left[0] > left[3]


def test_the_first_wrong_answer_is_counted(trained) -> None:
    """Finite for what is answered wrongly at the end, 0 for what was wrong at the beginning."""
    net, x, y = trained
    wrong = (y + 1) % 3  # every answer is wrong already
    assert (square_attack(net, x, wrong, EPSILON, queries=3, seed=0)[1] == 0).mean() > 0.9
    moved, first = square_attack(net, x, y, EPSILON, queries=200, seed=0)
    right = is_right(net, x, y)
    assert (np.isfinite(first[right]) == ~is_right(net, moved, y)[right]).all()
    assert (first[~right] == 0).all() and (first[right] > 0).all()
    short = square_attack(net, x, y, EPSILON, queries=1, seed=0)
    stripes = short[0].view(-1, 28, 28) - x.view(-1, 28, 28)
    free = ((x > EPSILON) & (x < 1 - EPSILON)).view(-1, 28, 28)
    assert torch.allclose(stripes[free].abs(), torch.tensor(EPSILON))
    assert (stripes.amax(1) * stripes.amin(1) >= 0).all()  # one sign in each column
    assert ((first == 1) == (short[1] == 1)).all()


def test_an_image_with_a_certificate_is_never_fooled(trained) -> None:
    """At a reach where some have one, and others are fooled."""
    net, x, y = trained
    reaches = {reach: is_certified(net, x, y, reach) for reach in (0.001, 0.002, 0.005, 0.01)}
    assert any(sure.sum() > 0 for sure in reaches.values())
    for reach, sure in reaches.items():
        first = square_attack(net, x, y, reach, queries=100, seed=0)[1]
        assert np.isinf(first[sure]).all()


def test_the_search_gets_below_the_same_number_of_random_tries(trained) -> None:
    """Keeping what helps is what makes it an attack."""
    net, x, y = trained
    lead = margins(net, x, y)
    best = lead.clone()
    for seed in range(100):
        once = square_attack(net, x, y, EPSILON, queries=1, seed=seed)[0]
        best = torch.minimum(best, margins(net, once, y))
    moved = square_attack(net, x, y, EPSILON, queries=100, seed=0)[0]
    assert margins(net, moved, y).mean() < best.mean()


def test_squares_shrink_to_a_pixel() -> None:
    """From four fifths of the image on."""
    sides = [square_side(query, 1000) for query in range(1, 1001)]
    assert sides[0] == 25 and sides[-1] == 1
    assert sides == sorted(sides, reverse=True)


def test_a_patch_covers_one_square_and_nothing_else() -> None:
    """At places that differ, and without changing the images it was given."""
    x = torch.zeros(50, 784)
    patched = put_patch(x, torch.ones(5, 5), torch.Generator().manual_seed(0)).view(-1, 28, 28)
    assert (patched.sum((1, 2)) == 25).all() and x.sum() == 0
    assert ((patched.amax(1).sum(1) == 5) & (patched.amax(2).sum(1) == 5)).all()
    assert len(patched.flatten(1).unique(dim=0)) > 30


def test_a_learnt_patch_turns_more_than_noise(trained) -> None:
    """On images of two classes, towards the third; the network stays as it was."""
    net, x, y = trained
    before = [one.clone() for one in net.parameters()]
    others = x[y != 2]
    aims = torch.full((len(others),), 2)
    patch = learn_patch(net, others, aims, side=22, steps=60, seed=0)
    assert patch.shape == (22, 22) and patch.min() >= 0 and patch.max() <= 1
    noise = torch.rand(len(others), 22, 22, generator=torch.Generator().manual_seed(1))
    turned = [
        float((net(put_patch(others, one, torch.Generator().manual_seed(2))).argmax(1) == 2).float().mean())
        for one in (patch, noise)
    ]
    assert turned[0] > turned[1]
    assert all(torch.equal(old, new) for old, new in zip(before, net.parameters(), strict=True))


def test_what_cannot_be_attacked_is_refused(trained) -> None:
    """No query, too far a reach, too large a patch."""
    net, x, y = trained
    with pytest.raises(UsageError, match="no attack without a query"):
        square_attack(net, x, y, EPSILON, queries=0, seed=0)
    with pytest.raises(UsageError, match="from 0 to 1"):
        square_attack(net, x, y, 25, queries=5, seed=0)
    with pytest.raises(UsageError, match="at most 28 pixels; got 29 pixels"):
        put_patch(x, torch.ones(29, 29), torch.Generator())


def test_the_figure_names_the_queries_in_plain_numbers() -> None:
    """One line with marks for each network, and no powers of ten."""
    rows = [
        [way, asked, 60, 55, 65, 50, 40] for way in ("plain", "attacked", "bounds") for asked in (1, 10, 1000)
    ]
    columns = ["network", "queries", "mean", "min", "max", "gradient", "certified"]
    ax = plot_queries(pd.DataFrame(rows, columns=columns))
    assert [one.get_text() for one in ax.get_xticklabels()] == ["1", "10", "1,000"]
    assert [one.get_text() for one in ax.get_legend().get_texts()][:3] == ["plain", "attacked", "bounds"]
    plt.close(ax.figure)
