"""Attacks: equal to those of ART and foolbox on the same network, and never outside their reach."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from torch import nn

from portfolio.errors import UsageError
from portfolio.trust.attacks import deepfool, fgsm, is_right, loss_gradient, pgd, survives

EPSILON = 0.1


@pytest.fixture(scope="module")
def trained() -> tuple[nn.Sequential, torch.Tensor, torch.Tensor]:
    """Three overlapping groups of points in twelve dimensions, and a small network that tells them apart."""
    torch.manual_seed(3)
    centres = 0.35 + 0.3 * torch.rand(3, 12)
    y = torch.arange(150) % 3
    x = (centres[y] + 0.12 * torch.randn(150, 12)).clamp(0, 1)
    net = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 3))
    optimiser = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(150):
        optimiser.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimiser.step()
    return net.eval(), x, y


@pytest.fixture(scope="module")
def judges(trained):
    """Return the network wrapped for ART and for foolbox."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both warn of packages that are not used here
        import foolbox
        from art.estimators.classification import PyTorchClassifier
    net = trained[0]
    loss = nn.CrossEntropyLoss()
    art = PyTorchClassifier(net, loss, input_shape=(12,), nb_classes=3, clip_values=(0, 1), device_type="cpu")
    return art, foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")


@pytest.mark.filterwarnings("ignore")
def test_one_step_equals_both_libraries_to_the_last_digit(trained, judges) -> None:
    """The difference is 0.0."""
    from art.attacks.evasion import FastGradientMethod
    from foolbox.attacks import LinfFastGradientAttack

    net, x, y = trained
    ours = fgsm(net, x, y, EPSILON)
    theirs = FastGradientMethod(judges[0], eps=EPSILON).generate(x.numpy(), y.numpy())
    assert np.abs(ours.numpy() - theirs).max() == 0.0
    theirs = LinfFastGradientAttack()(judges[1], x, y, epsilons=EPSILON)[0]
    assert (ours - theirs).abs().max() == 0.0
    assert is_right(net, x, y).mean() > is_right(net, ours, y).mean()


@pytest.mark.filterwarnings("ignore")
def test_many_steps_are_not_weaker_than_both_libraries(trained, judges) -> None:
    """With as many steps of the same length, at three reaches."""
    from art.attacks.evasion import ProjectedGradientDescent
    from foolbox.attacks import LinfPGD

    net, x, y = trained
    for reach in (0.03, 0.06, 0.1):
        ours = is_right(net, pgd(net, x, y, reach, steps=20, starts=2), y)
        attack = ProjectedGradientDescent(
            judges[0], eps=reach, eps_step=reach / 4, max_iter=20, verbose=False
        )
        art = torch.from_numpy(attack.generate(x.numpy(), y.numpy()))
        torch.manual_seed(0)
        foolbox = LinfPGD(abs_stepsize=reach / 4, steps=20)(judges[1], x, y, epsilons=reach)[0]
        assert ours.sum() <= min(is_right(net, one, y).sum() for one in (art, foolbox))
    assert 0 < ours.mean() < is_right(net, fgsm(net, x, y, reach), y).mean() + 1e-9


@pytest.mark.filterwarnings("ignore")
def test_the_nearest_boundary_equals_both_libraries(trained, judges) -> None:
    """The same lengths within two per cent, and every image is moved across."""
    from art.attacks.evasion import DeepFool
    from foolbox.attacks import L2DeepFoolAttack

    net, x, y = trained
    right = torch.from_numpy(is_right(net, x, y))
    x, y = x[right], y[right]
    ours = deepfool(net, x)
    assert not is_right(net, ours, y).any()
    lengths = (ours - x).norm(dim=1)
    attack = DeepFool(judges[0], epsilon=0.02, nb_grads=3, batch_size=len(x), verbose=False)
    art = (torch.from_numpy(attack.generate(x.numpy())) - x).norm(dim=1)
    foolbox = (L2DeepFoolAttack(loss="logits")(judges[1], x, y, epsilons=None)[0] - x).norm(dim=1)
    for theirs in (art, foolbox):
        assert torch.quantile((lengths / theirs - 1).abs(), 0.95) < 0.02


def test_the_gradient_is_that_of_differences(trained) -> None:
    """Along one direction, in double precision."""
    net, x, y = trained
    net, one, way = net.double(), x[:1].double(), torch.ones(1, 12).double()
    loss = [nn.functional.cross_entropy(net(one + step * way), y[:1]) for step in (1e-5, -1e-5)]
    slope = float((loss[0] - loss[1]).detach() / 2e-5)
    assert float((loss_gradient(net, one, y[:1]) * way).sum()) == pytest.approx(slope, rel=1e-5)
    net.float()


def test_no_attack_leaves_its_reach_or_the_range_of_pixels(trained) -> None:
    """Within rounding."""
    net, x, y = trained
    for moved in (fgsm(net, x, y, EPSILON), pgd(net, x, y, EPSILON, starts=2)):
        assert (moved - x).abs().max() <= EPSILON + 1e-6
        assert moved.min() >= 0 and moved.max() <= 1


def test_the_worst_of_all_attacks_is_as_bad_as_each(trained) -> None:
    """And at a reach of 0 it is the plain accuracy."""
    net, x, y = trained
    left = survives(net, x, y, EPSILON)
    for moved in (x, fgsm(net, x, y, EPSILON), pgd(net, x, y, EPSILON)):
        assert (left <= is_right(net, moved, y)).all()
    assert (survives(net, x, y, 0.0) == is_right(net, x, y)).all()


def test_a_reach_in_grey_levels_is_refused(trained) -> None:
    """Pixels lie between 0 and 1."""
    net, x, y = trained
    with pytest.raises(UsageError, match="from 0 to 1, since pixels lie there; got 25"):
        fgsm(net, x, y, 25)
