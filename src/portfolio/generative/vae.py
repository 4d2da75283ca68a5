"""The variational autoencoder: an encoder that says how sure it is, a decoder, and a prior that both obey.

Source: Kingma and Welling 2014, Auto-encoding variational Bayes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from portfolio.errors import UsageError
from portfolio.generative.dense import check_sizes, dense
from portfolio.generative.digits import PIXELS, SIDE, checked_images
from portfolio.generative.elbo import (
    binarised,
    bounds_of,
    kl_to_prior,
    log_pixels,
    reparameterise,
    weighted_bound,
)
from portfolio.generative.schedule import rise_and_fall
from portfolio.generative.stepping import LossStep
from portfolio.generative.training import Batch, History, best_device, fit, reproducible


@dataclass(frozen=True)
class VaeSettings:
    """How a variational autoencoder is built and trained.

    Parameters
    ----------
    latent_dim, hidden, dropout, bend
        Length of the code, widths of the hidden layers, share of hidden units that rest in training, and the
        bend of the hidden units: `relu` or `gelu`.
    epochs, batch_size, learning_rate, clip
        Of the training; the rate rises over the first 100 updates and falls along a half cosine to zero.
        `clip` is the largest norm of a gradient, 0 for any.
    codes
        Codes for each image in the training bound: 1 is the ELBO, more the importance-weighted bound.
    beta, warm_up
        Weight of the divergence, and the share of the training in which it rises from zero to that. Any other
        than 1 and 0 need `codes` of 1.
    shift, shift_share
        Largest random shift of a training image in pixels, and the share of images that are shifted; no
        held-out image is.
    average
        Share of the old in the moving average of the weights that is kept as the result; 0 keeps the last.
    """

    latent_dim: int = 20
    hidden: tuple[int, ...] = (400, 400)
    dropout: float = 0.0
    bend: str = "relu"
    epochs: int = 20
    batch_size: int = 100
    learning_rate: float = 1e-3
    clip: float = 200.0
    codes: int = 1
    beta: float = 1.0
    warm_up: float = 0.0
    shift: int = 0
    shift_share: float = 1.0
    average: float = 0.0


class Vae(nn.Module):
    """Image to a normal distribution over codes, and code to the probability of ink in each pixel.

    Parameters
    ----------
    latent_dim
        Length of the code.
    hidden
        Widths of the hidden layers of the encoder; the decoder mirrors them.
    dropout
        Share of the hidden units that rest in training.
    bend
        Of the hidden units: `relu` or `gelu`.

    Raises
    ------
    UsageError
        No latent dimension, or an empty layer.
    """

    def __init__(
        self,
        latent_dim: int,
        hidden: tuple[int, ...] = (400, 400),
        dropout: float = 0.0,
        bend: str = "relu",
    ) -> None:
        check_sizes(latent_dim, hidden)
        super().__init__()
        self.latent_dim = latent_dim
        self.encoder = dense([PIXELS, *hidden, 2 * latent_dim], dropout=dropout, bend=bend)
        self.decoder = dense([latent_dim, *reversed(hidden), PIXELS], dropout=dropout, bend=bend)

    def encode(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance of the code, both (n, latent_dim), of pixels (n, 784)."""
        mean, log_variance = self.encoder(pixels).chunk(2, dim=-1)
        return mean, log_variance

    def decode(self, codes: Tensor) -> Tensor:
        """Return the logits of the pixels, shape (..., 784), of codes (..., latent_dim)."""
        logits: Tensor = self.decoder(codes)
        return logits


def elbo_loss(model: Vae, pixels: Tensor, beta: float = 1.0) -> dict[str, Tensor]:
    """Return the negative ELBO with a weighted divergence, and its two parts, as means over the batch."""
    mean, log_variance = model.encode(pixels)
    codes = reparameterise(mean, log_variance, torch.randn_like(mean))
    missed = -log_pixels(model.decode(codes), pixels).mean()
    kl = kl_to_prior(mean, log_variance).sum(1).mean()
    return {"loss": missed + beta * kl, "reconstruction": missed, "kl": kl}


def shifted(pixels: Tensor, most: int) -> Tensor:
    """Return images (n, 784) moved by up to `most` pixels each way; what leaves the frame is lost."""
    side = torch.arange(SIDE, device=pixels.device)
    padded = functional.pad(pixels.reshape(-1, SIDE, SIDE), (most, most, most, most))
    start = torch.randint(0, 2 * most + 1, (2, len(pixels), 1), device=pixels.device)
    rows, columns = (start + side).unbind(0)  # (n, 28) each
    each = torch.arange(len(pixels), device=pixels.device)[:, None, None]
    return padded[each, rows[:, :, None], columns[:, None, :]].flatten(1)


def train_vae(
    images: np.ndarray,
    settings: VaeSettings,
    *,
    seed: int = 0,
    checkpoint: Path | None = None,
    watch: np.ndarray | None = None,
) -> tuple[Vae, History]:
    """Train a variational autoencoder on images whose pixels are drawn black or white anew in each step.

    Parameters
    ----------
    images
        From 0 to 1, shape (n, 28, 28).
    settings
        See `VaeSettings`.
    seed
        Of weights, order and noise.
    checkpoint
        File to resume from, see `fit`.
    watch
        Images whose negative ELBO is recorded after each epoch as `validation`; nothing is decided by it.

    Raises
    ------
    UsageError
        No latent dimension, a batch larger than the data, or a weighted divergence with several codes.
    DataError
        Images that `checked_images` refuses.
    """
    if settings.codes > 1 and (settings.beta, settings.warm_up) != (1.0, 0.0):
        got = f"beta {settings.beta:g}, warm-up {settings.warm_up:g}"
        raise UsageError("a bound of several codes", expected="beta of 1 and no warm-up", got=got)
    pixels = torch.from_numpy(checked_images(images)).flatten(1)
    with reproducible(seed):
        model = Vae(settings.latent_dim, settings.hidden, settings.dropout, settings.bend)
        start_from_mean(model, pixels)
    updates = settings.epochs * (len(pixels) // max(1, settings.batch_size))
    step = LossStep(
        model,
        _training_loss(model, settings, updates),
        optimiser := torch.optim.Adam(model.parameters(), lr=settings.learning_rate, fused=True),
        schedule=rise_and_fall(optimiser, updates),
        clip=settings.clip or None,
        average=settings.average or None,
    )
    history = fit(
        step,
        [pixels],
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        seed=seed,
        evaluate=None if watch is None else _watched(model, watch),
        checkpoint=checkpoint,
    )
    if step.average is not None:
        step.average.copy_to(model)
    return model.eval(), history


def start_from_mean(model: Vae, pixels: Tensor) -> None:
    """Give the decoder's last bias the mean image, so that training starts from an average digit."""
    last = model.decoder[-1]
    assert isinstance(last, nn.Linear)
    with torch.no_grad():
        last.bias.copy_(torch.logit(pixels.mean(0), eps=0.01))


def _training_loss(
    model: Vae, settings: VaeSettings, updates: int
) -> Callable[[Batch, int], dict[str, Tensor]]:
    """Return the loss of a batch of grey images."""
    rise = settings.warm_up * updates

    def loss(batch: Batch, done: int) -> dict[str, Tensor]:
        pixels = torch.bernoulli(_augmented(batch[0], settings))
        if settings.codes > 1:
            return {"loss": -weighted_bound(model, pixels, settings.codes).mean()}
        return elbo_loss(model, pixels, settings.beta * (min(1.0, done / rise) if rise else 1.0))

    return loss


def _augmented(grey: Tensor, settings: VaeSettings) -> Tensor:
    """Return a batch of which some images are shifted."""
    if not settings.shift:
        return grey
    moved = torch.rand(len(grey), 1, device=grey.device) < settings.shift_share
    return torch.where(moved, shifted(grey, settings.shift), grey)


def _watched(model: Vae, images: np.ndarray) -> Callable[[], float]:
    drawn = binarised(images)
    return lambda: -float(bounds_of(model, drawn, 1).mean())


def posterior(model: Vae, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of the code of each image, both (n, latent_dim)."""
    pixels = torch.from_numpy(checked_images(images)).flatten(1).to(best_device())
    with torch.no_grad():
        mean, log_variance = model.encode(pixels)
    return np.asarray(mean.cpu().numpy()), np.asarray(torch.exp(0.5 * log_variance).cpu().numpy())


def samples(model: Vae, count: int, *, seed: int = 0) -> np.ndarray:
    """Return images (count, 28, 28) from 0 to 1, drawn for codes from the prior: the ink probabilities."""
    with torch.no_grad(), reproducible(seed):
        codes = torch.randn(count, model.latent_dim).to(best_device())
        drawn = torch.sigmoid(model.decode(codes))
    return np.asarray(drawn.cpu().numpy().reshape(-1, SIDE, SIDE))
