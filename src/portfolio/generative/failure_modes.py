"""Three trainings that go wrong, each with the number that gives it away and the setting that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from portfolio.generative.elbo import elbo_parts
from portfolio.generative.latent import active_units
from portfolio.generative.stepping import DivergedError
from portfolio.generative.training import History, best_device
from portfolio.generative.vae import Vae, VaeSettings, train_vae


def dead_share(model: Vae, *, draws: int = 500, seed: int = 0) -> float:
    """Return the share of hidden units of the decoder that are zero for every code drawn from the prior.

    Such a rectifier passes no gradient either, so no further training wakes it.
    """
    codes = torch.from_numpy(np.random.default_rng(seed).standard_normal((draws, model.latent_dim)))
    quiet = [(units <= 0).all(dim=0) for units in _hidden(model.decoder, codes.float().to(best_device()))]
    return float(torch.cat(quiet).float().mean()) if quiet else 0.0


def response(model: Vae, *, draws: int = 500, seed: int = 0) -> float:
    """Return how much the drawn image depends on the code: mean standard deviation of a pixel, 0 to 0.5."""
    codes = torch.from_numpy(np.random.default_rng(seed).standard_normal((draws, model.latent_dim)))
    with torch.no_grad():
        drawn = torch.sigmoid(model.decode(codes.float().to(best_device())))
    return float(drawn.std(dim=0).mean())


def _hidden(layers: nn.Sequential, values: Tensor) -> Iterator[Tensor]:
    with torch.no_grad():
        for layer in layers:
            values = layer(values)
            if isinstance(layer, nn.ReLU):
                yield values


def symptoms(model: Vae, images: np.ndarray) -> dict[str, float]:
    """Return the numbers that tell healthy from broken.

    `elbo`, `kl` in nats per image; `active` coordinates of the code; `dead` share of decoder units and
    `response` of the drawn image to the code.
    """
    parts = elbo_parts(model, images, draws=1)
    return {
        "elbo": float(parts["elbo"].mean()),
        "kl": float(parts["kl"].sum(axis=1).mean()),
        "active": float(active_units(model, images).sum()),
        "dead": dead_share(model),
        "response": response(model),
    }


def largest(history: History, name: str) -> float:
    """Return the largest value that a recorded loss took in any epoch."""
    return float(np.nanmax(history.series(name)))


def attempt(
    images: np.ndarray, settings: VaeSettings, *, seed: int = 0
) -> tuple[Vae, History] | DivergedError:
    """Train, and return the error instead of raising it where the training breaks down."""
    try:
        return train_vae(images, settings, seed=seed)
    except DivergedError as error:
        return error


def changed(settings: VaeSettings, **changes: float) -> VaeSettings:
    """Return settings with some of them changed; the others are as they were."""
    return replace(settings, **changes)  # type: ignore[arg-type]
