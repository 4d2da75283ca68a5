"""What the codes of a variational autoencoder mean: walks, lines between digits, and units that sleep."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portfolio.errors import UsageError
from portfolio.generative.autoencoder import drawn_from
from portfolio.generative.elbo import elbo_parts
from portfolio.generative.vae import Vae, posterior

ACTIVE = 0.01  # variance of a coordinate's mean over images from which Burda et al. 2016 call it active


def active_units(model: Vae, images: np.ndarray) -> np.ndarray:
    """Return which coordinates of the code depend on the image, shape (latent_dim,).

    Burda, Grosse and Salakhutdinov 2016: the variance of the posterior mean over images is above 0.01.
    """
    mean, _ = posterior(model, images)
    active: np.ndarray = mean.var(axis=0) > ACTIVE
    return active


def by_information(model: Vae, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the coordinates, the most informative first, and the mean divergence of each in nats."""
    kl = elbo_parts(model, images, draws=1)["kl"].mean(axis=0)
    order = np.argsort(-kl, kind="stable")
    return order, kl[order]


def traversals(
    model: Vae, code: np.ndarray, dimensions: Sequence[int], values: Sequence[float]
) -> np.ndarray:
    """Return images (len(dimensions), len(values), 28, 28): one coordinate at a time takes each value."""
    codes = np.tile(code, (len(dimensions), len(values), 1))
    for row, dimension in enumerate(dimensions):
        codes[row, :, dimension] = values
    drawn = drawn_from(model.decoder, codes.reshape(-1, codes.shape[-1]))
    return drawn.reshape(len(dimensions), len(values), *drawn.shape[1:])


def straight(start: np.ndarray, end: np.ndarray, steps: int) -> np.ndarray:
    """Return codes on the straight line between two codes, ends included, shape (steps, d)."""
    share = np.linspace(0, 1, steps)[:, None]
    line: np.ndarray = (1 - share) * start + share * end
    return line


def spherical(start: np.ndarray, end: np.ndarray, steps: int) -> np.ndarray:
    """Return codes on the arc between two codes, whose length passes evenly from one to the other.

    Shoemake 1985, with the lengths of the ends; codes that point the same way give the straight line.

    Raises
    ------
    UsageError
        One of the ends is the origin, which has no direction.
    """
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) == 0:
        raise UsageError("an arc from the origin", expected="two codes with a direction", got="zeros")
    angle = np.arccos(np.clip(start @ end / (lengths[0] * lengths[1]), -1, 1))
    if np.sin(angle) < 1e-6:
        return straight(start, end, steps)
    share = np.linspace(0, 1, steps)[:, None]
    one, other = start / lengths[0], end / lengths[1]
    turned = (np.sin((1 - share) * angle) * one + np.sin(share * angle) * other) / np.sin(angle)
    arc: np.ndarray = turned * ((1 - share) * lengths[0] + share * lengths[1])
    return arc


def plane(model: Vae, side: int, reach: float) -> np.ndarray:
    """Return what a decoder of two coordinates draws on a grid of the plane, shape (side, side, 28, 28).

    The first axis is the second coordinate, from `reach` down to `-reach`, as on a page.
    """
    if model.latent_dim != 2:
        raise UsageError("a plane of codes", expected="2 latent dimensions", got=model.latent_dim)
    ticks = np.linspace(-reach, reach, side)
    across, up = np.meshgrid(ticks, ticks[::-1])
    drawn = drawn_from(model.decoder, np.stack([across.ravel(), up.ravel()], axis=1))
    return drawn.reshape(side, side, *drawn.shape[1:])
