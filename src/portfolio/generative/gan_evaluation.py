"""Training an adversarial pair, and asking a fresh pair of eyes what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import softplus

from portfolio.errors import DataError
from portfolio.generative.gan_networks import Discriminator, Generator, draw
from portfolio.generative.gan_training import AdversarialStep, discriminator_loss
from portfolio.generative.stepping import LossStep
from portfolio.generative.tensors import labelled_tensors, picture_tensor
from portfolio.generative.training import Batch, History, best_device, fit, reproducible

CLASSES = 10
Watch = Callable[[Generator], float]


@dataclass(frozen=True)
class GanSettings:
    """How an adversarial pair is built and trained.

    Parameters
    ----------
    latent_dim
        Length of the noise.
    width
        Channels of both networks at 14 × 14.
    told
        Both networks are told the digit.
    spectral
        Spectral normalisation of the discriminator.
    kind
        `non-saturating`, `saturating`, `hinge` or `wasserstein`.
    rates, rounds
        Learning rates, and updates for one batch, of generator and discriminator.
    epochs, batch_size
        Of the training.
    average
        Share of the old value in the moving average of the generator's weights.
    """

    latent_dim: int = 32
    width: int = 16
    told: bool = False
    spectral: bool = False
    kind: str = "non-saturating"
    rates: tuple[float, float] = (2e-3, 1e-3)
    rounds: tuple[int, int] = (1, 1)
    epochs: int = 14
    batch_size: int = 32
    average: float = 0.99


@dataclass(frozen=True, eq=False)
class Gan:
    """A trained pair; the generator has its averaged weights."""

    generator: Generator
    discriminator: Discriminator
    settings: GanSettings = field(default_factory=GanSettings)


def train_gan(
    images: np.ndarray,
    labels: np.ndarray,
    settings: GanSettings | None = None,
    *,
    seed: int = 0,
    checkpoint: Path | None = None,
    watch: Watch | None = None,
    watch_every: int = 1,
) -> tuple[Gan, History]:
    """Train an adversarial pair on digits.

    Parameters
    ----------
    images, labels
        From 0 to 1, shape (n, 28, 28), and their digits (n,); the digits are used only if `settings` say so.
    settings
        See `GanSettings`.
    seed
        Of weights, order and noise.
    checkpoint
        File to resume from, see `fit`.
    watch, watch_every
        A number about the generator with its averaged weights, recorded as `validation` after such a number
        of epochs; nothing is decided by it.

    Raises
    ------
    DataError
        Bad images or labels.
    UsageError
        A size below 1, an unknown loss, or a batch larger than the data.
    """
    chosen = settings or GanSettings()
    data = labelled_tensors(images, labels)
    classes = CLASSES if chosen.told else 0
    with reproducible(seed):
        generator = Generator(chosen.latent_dim, chosen.width, classes)
        discriminator = Discriminator(chosen.width, classes, spectral=chosen.spectral)
    step = AdversarialStep(
        generator,
        discriminator,
        kind=chosen.kind,
        rates=chosen.rates,
        rounds=chosen.rounds,
        average=chosen.average,
    )
    history = fit(
        step,
        data,
        epochs=chosen.epochs,
        batch_size=chosen.batch_size,
        seed=seed,
        checkpoint=checkpoint,
        evaluate=None if watch is None else lambda: watch(step.averaged_so_far()),
        evaluate_every=watch_every,
    )
    return Gan(step.averaged(), discriminator.eval(), chosen), history


@dataclass(frozen=True)
class Doubt:
    """What a discriminator says about pictures that neither it nor the generator has seen.

    Parameters
    ----------
    loss
        Its loss; log 4 if it says 1/2 to everything.
    right
        Share of real and drawn pictures that it tells apart rightly; 1/2 is guessing.
    """

    loss: float
    right: float


def doubt(discriminator: Discriminator, real: np.ndarray, drawn: np.ndarray) -> Doubt:
    """Return what a discriminator without classes says about real and drawn pictures, each (n, 28, 28)."""
    scores = [_scores(discriminator, pictures) for pictures in (real, drawn)]
    loss = discriminator_loss("non-saturating", *scores)
    right = ((scores[0] > 0).float().mean() + (scores[1] < 0).float().mean()) / 2
    return Doubt(float(loss), float(right))


def _scores(discriminator: Discriminator, pictures: np.ndarray) -> Tensor:
    with torch.no_grad():
        seen = picture_tensor(pictures).to(best_device())
        scores: Tensor = discriminator(seen).cpu()
    return scores


def fresh_discriminator(
    real: np.ndarray, drawn: np.ndarray, *, epochs: int = 4, width: int = 16, seed: int = 0
) -> Discriminator:
    """Return a new discriminator trained on real pictures against finished, drawn ones.

    The discriminator of a game is always one step behind; this one has time to look.

    Raises
    ------
    DataError
        Bad pictures, or not as many real as drawn ones.
    """
    pictures = [picture_tensor(part) for part in (real, drawn)]
    if len(real) != len(drawn):
        raise DataError("pictures for a discriminator", expected=f"{len(real)} drawn ones", got=len(drawn))
    with reproducible(seed):
        network = Discriminator(width, spectral=False)

    def loss(batch: Batch, _updates: int) -> dict[str, Tensor]:
        return {"loss": softplus(-network(batch[0])).mean() + softplus(network(batch[1])).mean()}

    step = LossStep(network, loss, torch.optim.Adam(network.parameters(), lr=1e-3))
    fit(step, pictures, epochs=epochs, batch_size=min(100, len(real)), seed=seed)
    return network.eval()


def drawn_by(gan: Gan, n: int, *, seed: int = 0, digits: np.ndarray | None = None) -> np.ndarray:
    """Return `n` pictures of the generator of a pair, shape (n, 28, 28); see `draw`."""
    return draw(gan.generator, n, seed=seed, digits=digits)
