"""The evidence lower bound and the importance-weighted bound, in closed form and by simulation.

For a code z with prior N(0, I), an encoder q(z|x) = N(mean, exp(log_variance)) and a decoder p(x|z) of
independent pixels, every k gives a lower bound of the log-likelihood,

    log p(x) >= E log 1/k sum_i p(x|z_i) p(z_i) / q(z_i|x),   z_i from q(z|x),

which is the evidence lower bound (ELBO) for k = 1 and never falls with k.

Sources: Kingma and Welling 2014, Auto-encoding variational Bayes; Burda, Grosse and Salakhutdinov 2016,
Importance weighted autoencoders.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from portfolio.generative.digits import checked_images
from portfolio.generative.training import best_device, reproducible

if TYPE_CHECKING:
    from portfolio.generative.vae import Vae

BINARY_SEED = 20  # of the held-out pixels drawn black or white: one draw for every model that is compared
AT_ONCE = 6400  # codes decoded in one pass


def kl_to_prior(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return the divergence of N(mean, exp(log_variance)) from N(0, I) for each dimension, in nats.

    Kingma and Welling 2014, appendix B. Shapes (n, d) in and out.
    """
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def kl_by_simulation(
    mean: Tensor, log_variance: Tensor, draws: int, *, seed: int = 0
) -> tuple[Tensor, Tensor]:
    """Return the same divergence summed over dimensions, and its standard error, from drawn codes.

    The mean of log q(z) - log p(z) over `draws` codes z from q; shapes (n,) and (n,).
    """
    with reproducible(seed):
        noise = torch.randn(draws, *mean.shape)
    codes = reparameterise(mean, log_variance, noise)  # (draws, n, d)
    ratio = (log_normal(codes, mean, log_variance) - log_normal(codes)).sum(-1)
    return ratio.mean(0), ratio.std(0) / math.sqrt(draws)


def reparameterise(mean: Tensor, log_variance: Tensor, noise: Tensor) -> Tensor:
    """Return mean + sigma * noise, element by element: a draw that gradients pass through."""
    return mean + torch.exp(0.5 * log_variance) * noise


def log_normal(codes: Tensor, mean: Tensor | float = 0.0, log_variance: Tensor | None = None) -> Tensor:
    """Return the log-density of each coordinate under a normal distribution, the standard one by default."""
    log_variance = torch.zeros_like(codes) if log_variance is None else log_variance
    return -0.5 * ((codes - mean).square() / log_variance.exp() + log_variance + math.log(2 * math.pi))


def log_pixels(logits: Tensor, pixels: Tensor) -> Tensor:
    """Return log p(x|z): the log-probability of independent pixels, summed over the last axis."""
    return -functional.binary_cross_entropy_with_logits(
        logits, pixels.expand_as(logits), reduction="none"
    ).sum(-1)


def weighted_bound(model: Vae, pixels: Tensor, k: int) -> Tensor:
    """Return the importance-weighted bound of each image with k codes, shape (n,); for k = 1 the ELBO."""
    return log_weights(model, pixels, k).logsumexp(0) - math.log(k)


def log_weights(model: Vae, pixels: Tensor, k: int) -> Tensor:
    """Return log p(x|z) p(z) / q(z|x) of k codes for each image, shape (k, n)."""
    mean, log_variance = model.encode(pixels)
    noise = torch.randn(k, *mean.shape, device=mean.device)
    codes = reparameterise(mean, log_variance, noise)  # (k, n, d)
    seen = log_pixels(model.decode(codes), pixels)  # (k, n)
    # log q is written by the noise: the same number with less rounding
    return seen + (log_normal(codes) - log_normal(noise) + 0.5 * log_variance).sum(-1)


def binarised(images: np.ndarray, seed: int = BINARY_SEED) -> np.ndarray:
    """Return images whose pixels are drawn black or white, with their grey as the probability of black.

    This is the dynamic binarisation of Burda et al. 2016; for evaluation one draw is kept for all models.
    """
    images = checked_images(images)
    drawn = np.random.default_rng(seed).random(images.shape, dtype=np.float32) < images
    return drawn.astype(np.float32)


def bounds_of(model: Vae, images: np.ndarray, k: int, *, seed: int = 0) -> np.ndarray:
    """Return the bound of each image with k codes in nats, shape (n,). The images are taken as they are.

    Parameters
    ----------
    model
        A trained model.
    images
        Shape (n, 28, 28), black and white for a likelihood: see `binarised`.
    k
        Codes for each image.
    seed
        Of the codes.
    """
    pixels = torch.from_numpy(checked_images(images)).flatten(1).to(best_device())
    model.eval()
    with torch.no_grad(), reproducible(seed):
        parts = [weighted_bound(model, part, k) for part in _parts(pixels, k)]
    return np.asarray(torch.cat(parts).double().cpu().numpy())


def nested_bounds(model: Vae, images: np.ndarray, ks: list[int], *, seed: int = 0) -> np.ndarray:
    """Return the mean bound for several k from the same codes, shape (len(ks), n): less noise between them.

    The largest k codes are drawn for an image; the bound of a smaller k is the mean over disjoint groups.
    """
    largest = max(ks)
    pixels = torch.from_numpy(checked_images(images)).flatten(1).to(best_device())
    model.eval()
    with torch.no_grad(), reproducible(seed):
        weights = torch.cat([log_weights(model, part, largest) for part in _parts(pixels, largest)], 1)
    grouped = [
        weights[: largest // k * k].reshape(-1, k, weights.shape[1]).logsumexp(1).mean(0) - math.log(k)
        for k in ks
    ]
    return np.asarray(torch.stack(grouped).double().cpu().numpy())


def elbo_parts(model: Vae, images: np.ndarray, *, draws: int = 8, seed: int = 0) -> dict[str, np.ndarray]:
    """Return for each image the reconstruction term, the divergence by dimension, and their difference.

    Keys `reconstruction` (n,), `kl` (n, d) and `elbo` (n,), in nats; the divergence in closed form.
    """
    pixels = torch.from_numpy(checked_images(images)).flatten(1).to(best_device())
    model.eval()
    with torch.no_grad(), reproducible(seed):
        mean, log_variance = model.encode(pixels)
        noise = torch.randn(draws, *mean.shape, device=mean.device)
        codes = reparameterise(mean, log_variance, noise)
        seen = torch.stack([log_pixels(model.decode(one), pixels) for one in codes]).mean(0)
    kl = kl_to_prior(mean, log_variance)
    parts = {"reconstruction": seen, "kl": kl, "elbo": seen - kl.sum(1)}
    return {name: np.asarray(value.double().cpu().numpy()) for name, value in parts.items()}


def _parts(pixels: Tensor, k: int) -> tuple[Tensor, ...]:
    """Return the images in portions small enough for k codes of each."""
    return torch.split(pixels, max(1, AT_ONCE // k))  # type: ignore[no-any-return,no-untyped-call]
