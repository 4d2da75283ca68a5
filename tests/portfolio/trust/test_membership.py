"""Attacks that ask whether a person was learned from."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from portfolio.errors import DataError
from portfolio.trust import membership as me


def test_every_person_is_inside_as_many_shadow_networks() -> None:
    """Otherwise the number of shadows would itself tell the members."""
    inside = me.draw_members(200, attacked=2, blocks=3, share=10, seed=0)
    assert (inside[2:].sum(axis=0) == 3).all()
    assert (inside[2:].sum(axis=1) == 20).all()
    assert 0 < inside[:2].mean() < 0.2


def test_people_that_cannot_be_divided_are_refused() -> None:
    """The error says what would do."""
    with pytest.raises(DataError, match="multiple of 10"):
        me.draw_members(205, 1, 1, 10, 0)


def test_noise_gives_no_member_away_and_the_broken_twin_is_caught() -> None:
    """An attack that counts the attacked network among its shadows finds members in pure noise."""
    inside = me.draw_members(10_000, 1, 6, 10, 1)
    noise = np.random.default_rng(1).normal(size=inside.shape)
    honest = me.likelihood_ratio(noise[0], noise[1:], inside[1:])
    broken = me.likelihood_ratio(
        noise[0], np.vstack([noise[1:], noise[:1]]), np.vstack([inside[1:], inside[:1]])
    )
    assert abs(me.area(honest[inside[0]], honest[~inside[0]]) - 0.5) < 0.04
    assert me.area(broken[inside[0]], broken[~inside[0]]) > 0.55


def test_a_planted_trace_is_found() -> None:
    """Margins that rise by three standard deviations for members give most of them away."""
    inside = me.draw_members(4000, 1, 6, 10, 0)
    margins = np.random.default_rng(0).normal(size=inside.shape) + 3 * inside
    found = me.attack_table(margins, inside, attacked=1).loc["ratio"]
    assert found["auc"] > 0.9
    assert found["percent"] > 30


def test_few_shadows_are_refused() -> None:
    """Everybody must be inside one and outside two."""
    with pytest.raises(DataError, match="one with and two without"):
        me.likelihood_ratio(np.zeros(3), np.zeros((2, 3)), np.ones((2, 3), dtype=bool))


def test_the_threshold_lets_no_more_strangers_pass_than_allowed() -> None:
    """At one in a hundred, ten of a thousand lie above."""
    scores = np.random.default_rng(0).permutation(1000).astype(float)
    cut = me.threshold(scores, 0.01)
    assert (scores > cut).sum() == 10
    with pytest.raises(DataError, match="at least 1,000"):
        me.threshold(scores[:500], 0.001)


def test_the_area_equals_that_of_scikit_learn() -> None:
    """With ties among the scores."""
    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 9, 40).astype(float), rng.integers(0, 8, 60).astype(float)
    truth = np.repeat([1, 0], [40, 60])
    assert me.area(one, other) == pytest.approx(roc_auc_score(truth, np.concatenate([one, other])))


def test_networks_side_by_side_learn_each_its_own_people() -> None:
    """Two networks with opposite answers to the same rows end up with opposite answers."""
    x = torch.randn(100, 3, generator=torch.Generator().manual_seed(0))
    y = (x[:, 0] > 0).float()
    nets = me.train_nets(torch.stack([x, x]), torch.stack([y, 1 - y]), epochs=30, seed=0)
    margins = nets.margins(x, y)
    assert (margins[0] > 0).mean() > 0.9
    assert (margins[1] < 0).mean() > 0.9
