"""What a model may be given that it cannot take, and what is answered."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from portfolio.errors import PortfolioError
from portfolio.generative.digits import split_digits
from portfolio.generative.vae import VaeSettings, train_vae

_TINY = VaeSettings(latent_dim=2, hidden=(8,), epochs=1, batch_size=20)


def bad_inputs() -> dict[str, Callable[[], object]]:
    """Return small faulty trainings, each named after its fault."""
    rng = np.random.default_rng(0)
    images, labels = rng.random((50, 28, 28)), np.arange(50) % 2
    hole = images.copy()
    hole[7, 3, 3] = np.nan
    return {
        "images of 32 by 32": lambda: split_digits(rng.random((50, 32, 32)), labels),
        "bytes instead of 0 to 1": lambda: split_digits((255 * images).astype(np.uint8), labels),
        "a missing value": lambda: split_digits(hole, labels),
        "one class only": lambda: split_digits(images, 0 * labels),
        "a batch larger than the data": lambda: train_vae(images, replace(_TINY, batch_size=51)),
        "no latent dimension": lambda: train_vae(images, replace(_TINY, latent_dim=0)),
        "a truncated checkpoint": lambda: _resumed(images, cut=True),
        "a checkpoint of another model": lambda: _resumed(images, cut=False),
    }


def answer(attempt: Callable[[], object]) -> str:
    """Return what is said to a faulty training."""
    try:
        attempt()
    except PortfolioError as refusal:
        return str(refusal)
    return "accepted"


def _resumed(images: np.ndarray, *, cut: bool) -> object:
    """Train with a checkpoint that was cut in half, or made by a wider model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vae.ckpt"
        train_vae(images, replace(_TINY, hidden=(8 if cut else 9,)), checkpoint=path)
        if cut:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return train_vae(images, _TINY, checkpoint=path)
