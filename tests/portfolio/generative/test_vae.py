"""The variational autoencoder learns, says no to what it cannot take, and is the same twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from portfolio.errors import DataError, ModelFileError, UsageError
from portfolio.generative.autoencoder import Autoencoder, codes_of, drawn_from, train_autoencoder
from portfolio.generative.bad_input import answer, bad_inputs
from portfolio.generative.dense import dense
from portfolio.generative.elbo import binarised, bounds_of
from portfolio.generative.failure_modes import attempt, changed, dead_share, largest, response, symptoms
from portfolio.generative.gradients import gradient_draws, gradient_table
from portfolio.generative.stepping import DivergedError
from portfolio.generative.vae import Vae, VaeSettings, posterior, samples, shifted, train_vae

TINY = VaeSettings(latent_dim=2, hidden=(24,), epochs=30, batch_size=20, learning_rate=0.01)


def bars(count: int = 80) -> np.ndarray:
    """Return images of one bar, upright or lying: two kinds that a code can tell apart."""
    images = np.full((count, 28, 28), 0.02, np.float32)
    images[::2, :, 12:16] = 0.95
    images[1::2, 12:16, :] = 0.95
    return images


@pytest.fixture(scope="module")
def model() -> Vae:
    """Return a model that has learnt the bars."""
    return train_vae(bars(), TINY)[0]


def test_it_learns(model: Vae) -> None:
    """The bound gets far better than that of the mean image, which costs 40 nats more."""
    drawn = binarised(bars())
    share = bars().mean(axis=0)
    mean_image = (drawn * np.log(share) + (1 - drawn) * np.log(1 - share)).sum(axis=(1, 2)).mean()
    assert bounds_of(model, drawn, 1).mean() > mean_image + 40


def test_both_kinds_come_out_of_the_prior(model: Vae) -> None:
    """Among 200 samples each bar is the nearer one at least 40 times."""
    drawn = samples(model, 200, seed=1)
    assert drawn.shape == (200, 28, 28)
    upright = drawn[:, :8, 12:16].mean(axis=(1, 2)) > drawn[:, 12:16, :8].mean(axis=(1, 2))
    assert 40 <= upright.sum() <= 160


def test_the_same_seed_gives_the_same_model() -> None:
    """To the last bit, with shifts, warm-up and average; another seed differs."""
    rich = replace(TINY, epochs=2, shift=1, shift_share=0.5, warm_up=0.5, average=0.9, dropout=0.1)
    one, again, other = (train_vae(bars(), rich, seed=seed)[0].state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not all(torch.equal(one[name], other[name]) for name in one)


def test_a_checkpoint_continues_the_same_training(tmp_path: Path) -> None:
    """Trained twice with one file, the second call returns the first result; another width is refused."""
    path = tmp_path / "vae.ckpt"
    short = replace(TINY, epochs=2)
    first = train_vae(bars(), short, checkpoint=path)[0].state_dict()
    second = train_vae(bars(), short, checkpoint=path)[0].state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    with pytest.raises(ModelFileError, match="made for another model"):
        train_vae(bars(), replace(short, hidden=(25,)), checkpoint=path)


def test_several_codes_train_the_weighted_bound() -> None:
    """The importance-weighted objective learns too."""
    history = train_vae(bars(), replace(TINY, codes=3, epochs=10))[1]
    assert history.series("loss")[-1] < history.series("loss")[0] - 20


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (replace(TINY, latent_dim=0), "latent dimensions; expected 1 or more; got 0"),
        (replace(TINY, hidden=(8, 0)), r"hidden units; expected 1 or more in each layer; got \[8, 0\]"),
        (replace(TINY, batch_size=81), "batch size; expected 1 to 80"),
        (replace(TINY, codes=3, beta=2.0), "several codes; expected beta of 1 and no warm-up; got beta 2"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: VaeSettings, message: str) -> None:
    """Before any training, in one sentence."""
    with pytest.raises(UsageError, match=message):
        train_vae(bars(), settings)


def test_bad_images_are_refused() -> None:
    """By training and by what is asked of a trained model."""
    with pytest.raises(DataError, match="values; expected 0 to 1"):
        train_vae(255 * bars(), TINY)
    with pytest.raises(DataError, match="shape"):
        posterior(Vae(2, (4,)), np.zeros((3, 27, 28)))


def test_every_example_of_bad_input_is_refused_in_one_sentence() -> None:
    """None is accepted, and no two faults get the same answer."""
    told = {name: answer(fault) for name, fault in bad_inputs().items()}
    assert "accepted" not in told.values()
    assert len(set(told.values())) == len(told) == 8
    assert answer(lambda: None) == "accepted"


def test_a_shift_moves_and_keeps_the_ink_inside() -> None:
    """Each image is moved by one of nine vectors; a dot in the middle stays whole."""
    dot = torch.zeros(300, 28, 28)
    dot[:, 10, 14] = 1
    moved = shifted(dot.flatten(1), 1).reshape(-1, 28, 28)
    assert moved.sum((1, 2)).tolist() == [1.0] * 300
    places = {tuple(place) for place in moved.nonzero()[:, 1:].tolist()}
    assert places == {(row, column) for row in (9, 10, 11) for column in (13, 14, 15)}


def test_gradients_agree_in_mean_and_differ_in_spread(model: Vae) -> None:
    """All three estimators point the same way; through the draw is the calmest."""
    table = gradient_table(gradient_draws(model, binarised(bars(2))[0], 4000))
    assert (table["gap"] < 5).all()
    assert table["times"].iloc[0] == 1
    assert table["times"].iloc[1] > table["times"].iloc[2] > 1


def test_symptoms_tell_a_dead_decoder() -> None:
    """With every bias far below zero no unit answers, and the drawing is one for all codes."""
    dead = Vae(2, (6, 6))
    with torch.no_grad():
        dead.decoder[0].bias.fill_(-50.0)  # type: ignore[union-attr, operator]
    alive = Vae(2, (6, 6))
    assert dead_share(dead) >= 0.5 > dead_share(alive)
    assert response(dead) == 0.0 < response(alive)
    assert symptoms(dead, binarised(bars(4)))["response"] == 0.0


def test_a_training_that_breaks_down_is_told() -> None:
    """An absurd learning rate ends with the error, a sound one with a model."""
    wild = attempt(bars(), changed(TINY, learning_rate=1e6, clip=0.0))
    assert isinstance(wild, DivergedError)
    sound = attempt(bars(), changed(TINY, epochs=2))
    assert not isinstance(sound, DivergedError)
    assert largest(sound[1], "kl") >= 0


def test_a_plain_autoencoder_gives_its_images_back() -> None:
    """Bars come back as bars; codes have the asked length."""
    plain, history = train_autoencoder(bars(), latent_dim=3, epochs=15, batch_size=20)
    codes = codes_of(plain, bars())
    assert codes.shape == (80, 3)
    assert np.abs(drawn_from(plain.decoder, codes) - bars()).mean() < 0.1
    assert len(history.rows) == 15
    with pytest.raises(UsageError, match="latent dimensions"):
        Autoencoder(0)


def test_dropout_rests_units_in_hidden_layers_only() -> None:
    """One dropout per hidden layer, none at the ends."""
    names = [type(layer).__name__ for layer in dense([4, 3, 3, 2], dropout=0.5)]
    assert names == ["Linear", "ReLU", "Dropout", "Linear", "ReLU", "Dropout", "Linear"]


def test_an_unknown_bend_names_the_known_ones() -> None:
    """A smooth rectifier is known, a misspelt one is not."""
    assert isinstance(dense([2, 2, 2], bend="gelu")[1], torch.nn.GELU)
    with pytest.raises(UsageError, match=r"no bend 'gelo'\. Did you mean 'gelu'"):
        dense([2, 2, 2], bend="gelo")
