"""A plain autoencoder: it compresses, it does not generate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from portfolio.generative.dense import check_sizes, dense
from portfolio.generative.digits import PIXELS, SIDE, checked_images
from portfolio.generative.stepping import LossStep
from portfolio.generative.training import Batch, History, best_device, fit, reproducible


class Autoencoder(nn.Module):
    """Image to code to image, without any noise or prior.

    Parameters
    ----------
    latent_dim
        Length of the code.
    hidden
        Widths of the hidden layers of the encoder; the decoder mirrors them.
    """

    def __init__(self, latent_dim: int = 20, hidden: Sequence[int] = (256,)) -> None:
        check_sizes(latent_dim, hidden)
        super().__init__()
        self.latent_dim = latent_dim
        self.encoder = dense([PIXELS, *hidden, latent_dim])
        self.decoder = dense([latent_dim, *reversed(hidden), PIXELS])

    def forward(self, pixels: Tensor) -> Tensor:
        """Return the logits of the pixels, shape (n, 784), of images of the same shape."""
        logits: Tensor = self.decoder(self.encoder(pixels))
        return logits


def train_autoencoder(
    images: np.ndarray, *, latent_dim: int = 20, epochs: int = 20, batch_size: int = 100, seed: int = 0
) -> tuple[Autoencoder, History]:
    """Train a plain autoencoder on grey images by cross-entropy.

    Parameters
    ----------
    images
        From 0 to 1, shape (n, 28, 28).
    latent_dim, epochs, batch_size, seed
        See `Autoencoder` and `fit`.
    """
    pixels = torch.from_numpy(checked_images(images)).flatten(1)
    with reproducible(seed):
        model = Autoencoder(latent_dim)

    def loss(batch: Batch, _updates: int) -> dict[str, Tensor]:
        missed = functional.binary_cross_entropy_with_logits(model(batch[0]), batch[0], reduction="none")
        return {"loss": missed.sum(1).mean()}

    step = LossStep(model, loss, torch.optim.Adam(model.parameters(), lr=2e-3))
    history = fit(step, [pixels], epochs=epochs, batch_size=batch_size, seed=seed)
    return model.eval(), history


def codes_of(model: Autoencoder, images: np.ndarray) -> np.ndarray:
    """Return the code of each image, shape (n, latent_dim)."""
    with torch.no_grad():
        codes = model.encoder(torch.from_numpy(checked_images(images)).flatten(1).to(best_device()))
    return np.asarray(codes.cpu().numpy())


def drawn_from(decoder: nn.Module, codes: np.ndarray) -> np.ndarray:
    """Return what a decoder draws for codes of shape (n, d): images (n, 28, 28) from 0 to 1."""
    with torch.no_grad():
        logits = decoder(torch.as_tensor(codes, dtype=torch.float32, device=best_device()))
    return np.asarray(torch.sigmoid(logits).cpu().numpy().reshape(-1, SIDE, SIDE))
