"""Adversarial pairs: what is learnt, what is refused, and that a killed training resumes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from portfolio.errors import DataError, UsageError
from portfolio.generative.gan_evaluation import GanSettings, doubt, drawn_by, fresh_discriminator, train_gan
from portfolio.generative.gan_networks import Discriminator, Generator, draw
from portfolio.generative.gan_training import (
    AdversarialStep,
    discriminator_loss,
    generator_loss,
    gradient_penalty,
    moved,
)
from portfolio.generative.training import fit, reproducible

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(size=(24, 28, 28)).astype(np.float32)
LABELS = np.arange(24) % 3
SMALL = GanSettings(latent_dim=4, width=4, epochs=2, batch_size=8)


def pair(**changes):
    return AdversarialStep(Generator(4, 4), Discriminator(4, spectral=False), **changes)


def test_pictures_are_between_paper_and_ink_and_follow_the_seed():
    """Shape, range, repeatability."""
    generator = Generator(4, 4)
    pictures = draw(generator, 7, seed=1)
    assert pictures.shape == (7, 28, 28)
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert np.array_equal(pictures, draw(generator, 7, seed=1))
    assert not np.array_equal(pictures, draw(generator, 7, seed=2))


def test_the_same_seed_trains_the_same_pair():
    """To the last bit."""
    first, second = (train_gan(IMAGES, LABELS, SMALL, seed=3)[0] for _ in range(2))
    assert np.array_equal(drawn_by(first, 3), drawn_by(second, 3))


def test_a_resumed_training_ends_where_an_unbroken_one_does(tmp_path):
    """Two epochs, or one and then one more from the file."""
    whole, _ = train_gan(IMAGES, LABELS, SMALL)
    file = tmp_path / "pair.pt"
    one = GanSettings(latent_dim=4, width=4, epochs=1, batch_size=8)
    train_gan(IMAGES, LABELS, one, checkpoint=file)
    resumed, history = train_gan(IMAGES, LABELS, SMALL, checkpoint=file)
    assert len(history.rows) == 2
    assert np.array_equal(drawn_by(whole, 3), drawn_by(resumed, 3))


def test_an_undecided_discriminator_loses_log_four():
    """Whatever it is shown."""
    zeros = torch.zeros(5)
    assert float(discriminator_loss("non-saturating", zeros, zeros)) == pytest.approx(np.log(4))


@pytest.mark.parametrize("kind", ["non-saturating", "saturating", "hinge", "wasserstein"])
def test_each_loss_updates_both_sides(kind):
    """One step moves the weights of both networks and leaves no gradient switched off."""
    with reproducible(0):
        step = pair(kind=kind)
        before = [p.clone() for p in (*step.generator.parameters(), *step.discriminator.parameters())]
        losses = step((torch.from_numpy(IMAGES[:8])[:, None],))
    after = [*step.generator.parameters(), *step.discriminator.parameters()]
    assert any(not torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert all(p.requires_grad for p in step.discriminator.parameters())
    assert set(losses) == {"discriminator", "generator", "told apart", "gradient"}


def test_the_penalty_is_zero_for_a_slope_of_one():
    """A linear score with a unit slope, and one three times as steep."""
    real, fake = torch.rand(4, 1, 2, 2), torch.rand(4, 1, 2, 2)
    unit = torch.full((4,), 0.5)
    assert float(gradient_penalty(lambda x: x.flatten(1) @ unit, real, fake)) == pytest.approx(0, abs=1e-9)
    assert float(gradient_penalty(lambda x: 3 * x.flatten(1) @ unit, real, fake)) == pytest.approx(
        4, abs=1e-5
    )


def test_spectral_normalisation_holds_the_stretch_at_one():
    """The largest singular value of each layer, once the power iteration has settled."""
    with reproducible(0):
        network = Discriminator(4, spectral=True).train()
        for _ in range(50):
            network(torch.rand(2, 1, 28, 28))
    weight = network.score.weight.detach()
    assert float(torch.linalg.matrix_norm(weight, 2)) == pytest.approx(1, abs=1e-3)


def test_a_move_keeps_the_size_and_moves_all_alike():
    """Both halves of a batch get the same move."""
    one = torch.zeros(1, 1, 28, 28)
    one[..., 10, 10] = 1
    both = moved(torch.cat([one, one]))
    assert both.shape == (2, 1, 28, 28)
    assert torch.equal(both[0], both[1])
    assert float(both.sum()) == 2


def test_a_fresh_discriminator_tells_different_things_apart():
    """Black from white; and it says so of new ones."""
    dark, light = np.full((40, 28, 28), 0.9, np.float32), np.full((40, 28, 28), 0.1, np.float32)
    network = fresh_discriminator(dark, light, epochs=40, width=4)
    told = doubt(network, dark[:5], light[:5])
    assert told.right == 1
    assert told.loss < np.log(4)


def test_digits_can_be_asked_for():
    """A pair that is told the digit draws what is asked, and refuses what it never learnt."""
    gan, _ = train_gan(IMAGES, LABELS, GanSettings(latent_dim=4, width=4, epochs=1, batch_size=8, told=True))
    assert drawn_by(gan, 3, digits=np.array([0, 1, 2])).shape == (3, 28, 28)
    with pytest.raises(UsageError, match="never learnt"):
        drawn_by(gan, 1, digits=np.array([12]))
    with pytest.raises(UsageError, match="one for each of 2"):
        drawn_by(gan, 2, digits=np.array([1]))


def test_what_is_watched_is_recorded_and_changes_nothing():
    """The course has a number for every second epoch; the weights are the same as without."""
    plain, _ = train_gan(IMAGES, LABELS, SMALL)
    seen, history = train_gan(
        IMAGES, LABELS, SMALL, watch=lambda now: float(draw(now, 2).mean()), watch_every=2
    )
    assert np.isnan(history.series("validation")).tolist() == [True, False]
    assert np.array_equal(drawn_by(plain, 3), drawn_by(seen, 3))


def test_what_is_watched_is_the_generator_that_is_kept():
    """After the last epoch it draws what the finished generator draws: both have the averaged weights."""
    seen: list[np.ndarray] = []

    def watch(now):
        seen.append(draw(now, 2))
        return 0.0

    gan, _ = train_gan(IMAGES, LABELS, SMALL, watch=watch)
    assert len(seen) == 2
    assert np.array_equal(seen[-1], drawn_by(gan, 2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"latent_dim": 0}, "latent dim of a network"),
        ({"width": 0}, "width of a network"),
        ({"kind": "hing"}, "Did you mean 'hinge'"),
        ({"rates": (0.0, 1e-3)}, "rates and rounds"),
        ({"rounds": (1, 0)}, "rates and rounds"),
        ({"batch_size": 25}, "batch size"),
    ],
)
def test_impossible_settings_are_refused(change, message):
    """Each before any training."""
    with pytest.raises(UsageError, match=message):
        train_gan(IMAGES, LABELS, GanSettings(**{**vars(SMALL), **change}))


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (IMAGES * 255, LABELS, "0 to 1"),
        (IMAGES[:, :14], LABELS, "shape"),
        (IMAGES, np.zeros(24, int), "number of classes"),
        (IMAGES, LABELS[:5], "labels"),
    ],
)
def test_bad_digits_are_refused(images, labels, message):
    """Range, size, one class only, number of labels."""
    with pytest.raises(DataError, match=message):
        train_gan(images, labels, SMALL)


def test_no_picture_is_refused():
    """Zero drawings."""
    with pytest.raises(UsageError, match="number of pictures"):
        draw(Generator(4, 4), 0)


def test_an_unknown_loss_names_the_nearest():
    """Also where the loss is called by itself."""
    with pytest.raises(UsageError, match="Did you mean 'saturating'"):
        generator_loss("saturatin", torch.zeros(2))


def test_the_loop_trains_a_pair_like_any_other_model():
    """The step obeys the common protocol."""
    step = pair()
    history = fit(step, [torch.from_numpy(IMAGES)[:, None]], epochs=1, batch_size=8)
    assert np.isfinite(history.series("discriminator")).all()
