"""Drawing from a diffusion model: many small steps with fresh noise, or few large ones without.

Sources: Ho, Jain and Abbeel 2020 (DDPM); Song, Meng and Ermon 2021 (DDIM); Ho and Salimans 2021 (guidance).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from portfolio.errors import UsageError
from portfolio.generative.diffusion import Diffusion, image_of, signal_and_noise
from portfolio.generative.gan_networks import asked_digits
from portfolio.generative.memory import keep_freed_memory
from portfolio.generative.training import best_device, reproducible
from portfolio.generative.unet import CLASSES

AT_ONCE = 100  # pictures drawn in a pass: more leave the fast memory of a core
START = 0.999  # at time 1 the picture's weight is zero, and nothing may be divided by it


def denoise(
    model: Diffusion,
    n: int,
    *,
    steps: int = 25,
    fresh: float = 0.0,
    guidance: float = 0.0,
    digits: NDArray[np.integer] | None = None,
    told: bool = True,
    seed: int = 0,
) -> NDArray[np.float32]:
    """Return `n` pictures drawn by a diffusion model, shape (n, 28, 28), from 0 to 1.

    Parameters
    ----------
    steps
        Steps from noise to picture.
    fresh
        Share of fresh noise in each step: 0 is DDIM, which maps the first noise to a picture without any
        chance; 1 is DDPM.
    guidance
        How far to go beyond the answer with the digit, away from that without it; 0 is the plain answer.
        Anything else asks the network twice a step.
    digits
        What to draw, shape (n,); each digit in turn if left out.
    told
        Whether the network is told a digit at all.
    seed
        Of all noise.

    Raises
    ------
    UsageError
        Fewer than one picture or step, a share outside 0 to 1, guidance below 0 or without a digit, wrong
        digits.
    """
    _check(n, steps, fresh, guidance, told)
    wanted = asked_digits(n, CLASSES, digits) if told else torch.full((n,), -1)
    device = best_device()
    keep_freed_memory()
    model.net.to(device).eval()
    with reproducible(seed), torch.no_grad():
        first = torch.randn(n, 1, 28, 28)
        parts = [
            _walk(
                model,
                first[s : s + AT_ONCE].to(device),
                wanted[s : s + AT_ONCE].to(device),
                steps,
                fresh,
                guidance,
            )
            for s in range(0, n, AT_ONCE)
        ]
    pictures = (torch.cat(parts)[:, 0].cpu() + 1) / 2
    return np.asarray(pictures.clamp(0, 1).numpy(), dtype=np.float32)


def _walk(
    model: Diffusion, noisy: Tensor, digits: Tensor, steps: int, fresh: float, guidance: float
) -> Tensor:
    times = torch.linspace(START, 0, steps + 1, device=noisy.device)
    for now, after in pairwise(times):
        clean = _clean(model, noisy, now.expand(len(noisy)), digits, guidance)
        noisy = step_back(noisy, clean, now.view(1), after.view(1), fresh)
    return noisy


def _clean(model: Diffusion, noisy: Tensor, time: Tensor, digits: Tensor, guidance: float) -> Tensor:
    """Return the clean picture that the model sees behind the noise, from -1 to 1."""
    said = model.net(noisy, time, digits)
    if guidance:
        untold = model.net(noisy, time, torch.full_like(digits, -1))
        said = said + guidance * (said - untold)
    return image_of(model.target, said, noisy, time).clamp(-1, 1)


def step_back(noisy: Tensor, clean: Tensor, now: Tensor, after: Tensor, fresh: float) -> Tensor:
    """Return a less noisy picture of an earlier time, given the clean picture behind it.

    With `fresh` noise of 1 it is a draw from the normal distribution of the earlier picture given both;
    with 0 the noise that was there is kept and made smaller.
    """
    signal, spread = signal_and_noise(now)
    signal_after, spread_after = signal_and_noise(after)
    noise = (noisy - signal * clean) / spread
    new = fresh * (spread_after / spread) * torch.sqrt((1 - (signal / signal_after) ** 2).clamp(min=0))
    kept = torch.sqrt((spread_after**2 - new**2).clamp(min=0))
    added = new * torch.randn(noisy.shape).to(noisy.device) if fresh else 0.0
    return signal_after * clean + kept * noise + added


def _check(n: int, steps: int, fresh: float, guidance: float, told: bool) -> None:
    if min(n, steps) < 1:
        raise UsageError("pictures and steps", expected="1 or more of each", got=(n, steps))
    if not 0 <= fresh <= 1:
        raise UsageError("share of fresh noise", expected="0 (DDIM) to 1 (DDPM)", got=fresh)
    if guidance < 0 or (guidance and not told):
        raise UsageError("guidance", expected="0 or more, and a digit to be guided to", got=guidance)
