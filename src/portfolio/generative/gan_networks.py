"""The two networks of an adversarial game: a generator that draws, a discriminator that doubts.

After DCGAN (Radford, Metz and Chintala 2015), made small enough for one core; spectral normalisation after
Miyato et al. 2018; classes enter the discriminator by projection (Miyato and Koyama 2018).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from portfolio.errors import UsageError
from portfolio.generative.training import best_device, reproducible

CORNER = 7  # side of the first feature map
AT_ONCE = 250  # images drawn in a pass


class Generator(nn.Module):
    """From noise to a picture: a linear layer to 7 × 7, then twice doubled.

    Parameters
    ----------
    latent_dim
        Length of the noise.
    width
        Channels at 14 × 14; twice as many at 7 × 7.
    classes
        Digits that can be asked for; 0 draws without being asked.

    Raises
    ------
    UsageError
        A size below 1.
    """

    def __init__(self, latent_dim: int = 32, width: int = 32, classes: int = 0) -> None:
        super().__init__()
        _check_sizes(latent_dim=latent_dim, width=width)
        self.latent_dim, self.classes = latent_dim, classes
        self.name = nn.Embedding(classes, latent_dim) if classes else None
        self.start = nn.Linear(latent_dim * (2 if classes else 1), 2 * width * CORNER * CORNER)
        self.body = nn.Sequential(
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1),  # 14 × 14
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.ConvTranspose2d(width, 1, 4, stride=2, padding=1),  # 28 × 28
            nn.Sigmoid(),
        )

    def forward(self, noise: Tensor, digits: Tensor | None = None) -> Tensor:
        """Return pictures (n, 1, 28, 28) from noise (n, latent_dim) and, if asked for, digits (n,)."""
        given = noise if self.name is None else torch.cat([noise, self.name(_needed(digits))], 1)
        corner = self.start(given).view(len(noise), -1, CORNER, CORNER)
        pictures: Tensor = self.body(corner)
        return pictures


class Discriminator(nn.Module):
    """From a picture to one score: above 0 it speaks for real, and its sigmoid is the probability of that.

    Parameters
    ----------
    width
        Channels at 14 × 14; twice as many at 7 × 7.
    classes
        Digits that a picture can be claimed to show; 0 judges without being told.
    spectral
        Hold the largest stretch of every layer at 1.
    """

    def __init__(self, width: int = 32, classes: int = 0, *, spectral: bool = True) -> None:
        super().__init__()
        _check_sizes(width=width)
        held = spectral_norm if spectral else _as_it_is
        self.classes = classes
        self.body = nn.Sequential(
            held(nn.Conv2d(1, width, 4, stride=2, padding=1)),  # 14 × 14
            nn.LeakyReLU(0.2),
            held(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),  # 7 × 7
            nn.LeakyReLU(0.2),
            held(nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1)),  # 4 × 4
            nn.LeakyReLU(0.2),
            nn.Flatten(),
        )
        self.score = held(nn.Linear(4 * width * 16, 1))
        self.name = held(nn.Embedding(classes, 4 * width * 16)) if classes else None

    def forward(self, pictures: Tensor, digits: Tensor | None = None) -> Tensor:
        """Return the scores (n,) of pictures (n, 1, 28, 28)."""
        seen = self.body(pictures)
        scores: Tensor = self.score(seen)[:, 0]
        return scores if self.name is None else scores + (self.name(_needed(digits)) * seen).sum(1)


def draw(
    generator: Generator,
    n: int,
    *,
    seed: int = 0,
    digits: NDArray[np.integer] | None = None,
    strength: float = 1.0,
) -> NDArray[np.float32]:
    """Return `n` pictures of a generator, shape (n, 28, 28), from 0 to 1.

    Parameters
    ----------
    digits
        What to draw, shape (n,), for a generator with classes; each digit in turn if left out.
    strength
        Spread of the noise; the generator has learnt from 1, and less stays nearer to its mean drawing.

    Raises
    ------
    UsageError
        Fewer than one picture, another number of digits, or an unknown digit.
    """
    if n < 1:
        raise UsageError("number of pictures", expected="1 or more", got=n)
    wanted = asked_digits(n, generator.classes, digits)
    device = best_device()
    generator.to(device).eval()
    with reproducible(seed), torch.no_grad():
        noise = (strength * torch.randn(n, generator.latent_dim)).to(device)
        parts = [
            generator(noise[start : start + AT_ONCE], wanted[start : start + AT_ONCE].to(device))
            for start in range(0, n, AT_ONCE)
        ]
    return np.asarray(torch.cat(parts)[:, 0].cpu().numpy(), dtype=np.float32)


def asked_digits(n: int, classes: int, digits: NDArray[np.integer] | None) -> Tensor:
    """Return the digits to draw, checked; each in turn if none are given."""
    wanted = torch.arange(n) % max(classes, 1) if digits is None else torch.as_tensor(digits).long()
    if wanted.shape != (n,):
        raise UsageError("digits to draw", expected=f"one for each of {n} pictures", got=tuple(wanted.shape))
    if classes and (int(wanted.min()) < 0 or int(wanted.max()) >= classes):
        raise UsageError(
            "a digit that was never learnt", expected=f"0 to {classes - 1}", got=int(wanted.max())
        )
    return wanted


def _needed(digits: Tensor | None) -> Tensor:
    if digits is None:
        raise UsageError("a network with classes was called without digits")
    return digits


def _as_it_is(module: nn.Module) -> nn.Module:
    return module


def _check_sizes(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise UsageError(f"{name.replace('_', ' ')} of a network", expected="1 or more", got=size)
