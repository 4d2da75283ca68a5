"""Diffusion: the forward process, the targets, the walk back, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import DataError, UsageError
from portfolio.generative.diffusion import (
    TARGETS,
    Diffusion,
    DiffusionSettings,
    diffuse,
    image_of,
    signal_and_noise,
    target_of,
    train_diffusion,
)
from portfolio.generative.inspection import error_factors, simulated_weights
from portfolio.generative.sampling import denoise, step_back
from portfolio.generative.unet import UNet, waves

RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(size=(16, 28, 28)).astype(np.float32)
LABELS = np.arange(16) % 2
SMALL = DiffusionSettings(width=8, epochs=2, batch_size=8)


@pytest.fixture(scope="module")
def model():
    return train_diffusion(IMAGES, LABELS, SMALL)[0]


def test_many_small_steps_lead_where_the_closed_form_leads():
    """By regression on simulated pictures."""
    found = simulated_weights(IMAGES, [0.3, 0.7], steps=50)
    signal, spread = signal_and_noise(torch.tensor(found["time"].to_numpy()))
    assert found["signal"].to_numpy() == pytest.approx(signal.flatten().numpy(), abs=0.03)
    assert found["noise"].to_numpy() == pytest.approx(spread.flatten().numpy(), abs=0.03)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(TARGETS), st.floats(0.01, 0.95))
def test_the_right_answer_gives_the_clean_picture_back(kind, at):
    """For every target and time."""
    generator = torch.Generator().manual_seed(1)
    clean = torch.rand(2, 1, 28, 28, generator=generator, dtype=torch.float64) * 2 - 1
    noise = torch.randn(2, 1, 28, 28, generator=generator, dtype=torch.float64)
    time = torch.full((2,), at, dtype=torch.float64)
    found = image_of(kind, target_of(kind, clean, time, noise), diffuse(clean, time, noise), time)
    assert torch.allclose(found, clean, atol=1e-9)


def test_only_noise_magnifies_errors():
    """Without bound towards the end of time; the others never beyond one."""
    factors = error_factors([0.5, 0.99])
    assert factors.loc[0.99, "noise"] > 50
    assert factors[["velocity", "image"]].to_numpy().max() <= 1


def test_a_step_back_with_the_true_picture_keeps_the_noise():
    """DDIM from one time to another is the closed form of the other, with the same noise."""
    generator = torch.Generator().manual_seed(2)
    clean = torch.rand(3, 1, 28, 28, generator=generator)
    noise = torch.randn(3, 1, 28, 28, generator=generator)
    now, after = torch.tensor([0.8]), torch.tensor([0.3])
    found = step_back(diffuse(clean, now, noise), clean, now, after, 0.0)
    assert torch.allclose(found, diffuse(clean, after, noise), atol=1e-5)


def test_a_step_back_with_fresh_noise_has_the_right_spread():
    """DDPM: mean and spread of the earlier time, over many draws."""
    torch.manual_seed(0)
    clean = torch.full((400, 1, 28, 28), 0.5)
    now, after = torch.tensor([0.8]), torch.tensor([0.3])
    found = step_back(diffuse(clean, now, torch.randn_like(clean)), clean, now, after, 1.0)
    signal, spread = (float(part) for part in signal_and_noise(after))
    assert float(found.mean()) == pytest.approx(0.5 * signal, abs=0.01)
    assert float(found.std()) == pytest.approx(spread, abs=0.01)


def test_an_untrained_network_says_nothing():
    """Each block starts as its short cut, and the answer is zero."""
    answer = UNet(8, 1)(torch.randn(2, 1, 28, 28), torch.rand(2), torch.tensor([3, -1]))
    assert answer.shape == (2, 1, 28, 28)
    assert not answer.detach().any()


def test_times_are_told_apart():
    """Waves of two near times differ; all are within one."""
    told = waves(torch.tensor([0.5, 0.501]))
    assert told.shape == (2, 32)
    assert float((told[0] - told[1]).abs().max()) > 0.05


def test_pictures_are_between_paper_and_ink_and_follow_the_seed(model):
    """With and without fresh noise."""
    for fresh in (0.0, 1.0):
        pictures = denoise(model, 3, steps=3, fresh=fresh, seed=1)
        assert pictures.shape == (3, 28, 28)
        assert pictures.min() >= 0
        assert pictures.max() <= 1
        assert np.array_equal(pictures, denoise(model, 3, steps=3, fresh=fresh, seed=1))


def test_guidance_and_digits_change_the_drawing(model):
    """The network hears what it is told."""
    ask = {"steps": 2, "digits": np.array([1])}
    plain = denoise(model, 1, **ask)
    assert not np.array_equal(plain, denoise(model, 1, guidance=5.0, **ask))
    assert not np.array_equal(plain, denoise(model, 1, steps=2, digits=np.array([0])))


def test_the_same_seed_trains_the_same_network_and_a_killed_one_resumes(model, tmp_path):
    """Two epochs at once, again, or one and one more from a file."""
    file = tmp_path / "net.pt"
    changed = {**vars(SMALL)}
    again = train_diffusion(IMAGES, LABELS, DiffusionSettings(**changed))[0]
    assert np.array_equal(denoise(model, 2, steps=2), denoise(again, 2, steps=2))
    whole, history = train_diffusion(IMAGES, LABELS, SMALL, checkpoint=file)
    resumed, later = train_diffusion(IMAGES, LABELS, SMALL, checkpoint=file)
    assert len(history.rows) == len(later.rows) == 2
    assert np.array_equal(denoise(whole, 2, steps=2), denoise(resumed, 2, steps=2))


def test_training_lowers_the_loss():
    """On pictures that are all alike."""
    alike = np.tile(IMAGES[:1], (16, 1, 1))
    more = DiffusionSettings(width=8, epochs=12, batch_size=8, learning_rate=5e-3)
    losses = train_diffusion(alike, LABELS, more)[1].series("loss")
    assert losses[-1] < 0.9 * losses[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"width": 12}, "multiples of 8"),
        ({"width": 0}, "multiples of 8"),
        ({"target": "noize"}, "Did you mean 'noise'"),
        ({"batch_size": 17}, "batch size"),
        ({"epochs": 0}, "number of epochs"),
    ],
)
def test_impossible_settings_are_refused(change, message):
    """Each before any training."""
    with pytest.raises(UsageError, match=message):
        train_diffusion(IMAGES, LABELS, DiffusionSettings(**{**vars(SMALL), **change}))


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (IMAGES * 255, LABELS, "0 to 1"),
        (IMAGES[:, :14], LABELS, "shape"),
        (IMAGES, np.zeros(16, int), "number of classes"),
    ],
)
def test_bad_digits_are_refused(images, labels, message):
    """Range, size, one class only."""
    with pytest.raises(DataError, match=message):
        train_diffusion(images, labels, SMALL)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        ({"steps": 0}, "pictures and steps"),
        ({"fresh": 1.5}, "share of fresh noise"),
        ({"guidance": -1.0}, "guidance"),
        ({"guidance": 1.0, "told": False}, "guidance"),
        ({"digits": np.array([10, 1])}, "never learnt"),
        ({"digits": np.array([1])}, "digits to draw"),
    ],
)
def test_impossible_walks_are_refused(model, ask, message):
    """Steps, noise, guidance, digits."""
    with pytest.raises(UsageError, match=message):
        denoise(model, 2, **ask)


def test_a_model_remembers_its_target():
    """A network trained on noise is read as such."""
    net = UNet(8, 1)
    noise = denoise(Diffusion(net, "noise"), 1, steps=1)
    image = denoise(Diffusion(net, "image"), 1, steps=1)
    assert not np.array_equal(noise, image)
    assert image == pytest.approx(0.5)  # an answer of zero is grey


def test_watching_disturbs_no_training(model):
    """A look sees the averaged weights, the last look those of the result, and changes none."""
    seen = []
    watched, history = train_diffusion(
        IMAGES, LABELS, SMALL, watch=lambda now: seen.append(denoise(now, 2, steps=1)) or 1.0
    )
    assert all(
        torch.equal(a, b) for a, b in zip(watched.net.parameters(), model.net.parameters(), strict=True)
    )
    assert np.array_equal(seen[-1], denoise(watched, 2, steps=1))
    assert not np.array_equal(seen[0], seen[-1])
    assert history.series("validation").tolist() == [1.0, 1.0]
