"""Two ways to the same gradient: through the draw, or around it, and how much each trembles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch

from portfolio.generative.digits import checked_images
from portfolio.generative.elbo import log_pixels, reparameterise
from portfolio.generative.training import best_device, reproducible
from portfolio.generative.vae import Vae


def gradient_draws(model: Vae, image: np.ndarray, draws: int, *, seed: int = 0) -> dict[str, np.ndarray]:
    """Return single-draw estimates of the gradient of E log p(x|z) by the mean of the code, (draws, d) each.

    All use the same draws z = mean + sigma * noise:

    * through the draw: the slope of log p(x|z) at z, the reparameterised gradient;
    * score function: log p(x|z) * noise / sigma, which needs no slope of the decoder (Williams 1992);
    * score function less the mean of the other draws, which costs no bias and takes variance away.

    Parameters
    ----------
    model
        A trained model.
    image
        One image of 0 and 1, shape (28, 28).
    draws
        Number of estimates.
    seed
        Of the noise.
    """
    pixels = torch.from_numpy(checked_images(image[None])).flatten(1).to(best_device())
    with torch.no_grad():
        mean, log_variance = model.encode(pixels)
    with reproducible(seed):
        noise = torch.randn(draws, model.latent_dim).to(mean.device)
    codes = reparameterise(mean, log_variance, noise).requires_grad_()  # (draws, d)
    seen = log_pixels(model.decode(codes), pixels)  # (draws,)
    (through,) = torch.autograd.grad(seen.sum(), codes)
    score = noise / torch.exp(0.5 * log_variance)  # slope of log q by the mean
    told = seen.detach()
    others = (told.sum() - told) / (draws - 1)
    estimates = {
        "through the draw": through,
        "score function": told[:, None] * score,
        "score function, less a baseline": (told - others)[:, None] * score,
    }
    return {name: np.asarray(value.double().cpu().numpy()) for name, value in estimates.items()}


def gradient_table(estimates: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return for each estimator the length of its mean, its variance, and that over the first one's.

    The variance is the sum over dimensions. `gap` is the largest distance of the mean from the first
    estimator's, in standard errors of the difference: unbiased estimators stay within a few.
    """
    first = next(iter(estimates.values()))
    rows = {}
    for name, drawn in estimates.items():
        spread = drawn.var(axis=0, ddof=1)
        difference = drawn - first
        error = difference.std(axis=0, ddof=1) / np.sqrt(len(drawn))
        gap = np.abs(difference.mean(axis=0)) / np.where(error > 0, error, 1.0)
        rows[name] = {
            "length": float(np.linalg.norm(drawn.mean(axis=0))),
            "variance": float(spread.sum()),
            "times": float(spread.sum() / first.var(axis=0, ddof=1).sum()),
            "gap": float(gap.max()),
        }
    return pd.DataFrame(rows).T
