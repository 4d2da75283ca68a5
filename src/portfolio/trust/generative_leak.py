"""A small variational autoencoder, and how well it describes an image that it learned from."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional


class Autoencoder(nn.Module):
    """A variational autoencoder of one hidden layer on either side.

    Parameters
    ----------
    pixels, hidden, latent
        Sizes of the layers.
    """

    def __init__(self, pixels: int, hidden: int = 128, latent: int = 16) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def losses(self, x: Tensor, chance: torch.Generator) -> Tensor:
        """Return the negative lower bound of each image, from one draw, shape (n,).

        Parameters
        ----------
        x
            Images, shape (n, pixels), from 0 to 1.
        chance
            Source of the draw.
        """
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        noise = torch.randn(mean.shape, generator=chance)
        logits = self.decoder(mean + noise * (0.5 * log_variance).exp())
        far = functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
        return far + 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1)  # type: ignore[no-any-return]


def fit_autoencoder(x: Tensor, epochs: int, seed: int) -> Autoencoder:
    """Return a trained autoencoder.

    Parameters
    ----------
    x
        Images, shape (n, pixels), from 0 to 1.
    epochs
        Passes over them.
    seed
        Of weights, order and draws.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Autoencoder(x.shape[1])
    chance = torch.Generator().manual_seed(seed)
    adam = torch.optim.Adam(model.parameters(), lr=0.002)
    for _ in range(epochs):
        for rows in torch.randperm(len(x), generator=chance).split(100):  # type: ignore[no-untyped-call]
            adam.zero_grad()
            model.losses(x[rows], chance).mean().backward()  # type: ignore[no-untyped-call]
            adam.step()
    return model


def described(model: Autoencoder, x: Tensor, seed: int, draws: int = 10) -> NDArray[np.float64]:
    """Return the lower bound on the log-likelihood of each image, the mean of some draws.

    Parameters
    ----------
    model
        A trained autoencoder.
    x
        Images, shape (n, pixels).
    seed, draws
        Of the draws, and how many.
    """
    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        return -torch.stack([model.losses(x, chance) for _ in range(draws)]).mean(0).numpy().astype(float)
