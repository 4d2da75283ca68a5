"""Diffusion: pictures drown in noise by a known rule, and a network learns the way back.

Time runs from 0, a clean picture, to 1, noise alone. The noisy picture of a time is drawn in one step, since
a sum of normal steps is normal. Sources: Ho, Jain and Abbeel 2020 (noise prediction); Nichol and Dhariwal
2021 (cosine schedule); Salimans and Ho 2022 (velocity); Ho and Salimans 2021 (guidance by the model itself).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from portfolio.errors import UsageError, nearest
from portfolio.generative.schedule import rise_and_fall
from portfolio.generative.stepping import LossStep
from portfolio.generative.tensors import labelled_tensors
from portfolio.generative.training import Batch, History, fit, reproducible
from portfolio.generative.unet import UNet

TARGETS = ("velocity", "noise", "image")


def signal_and_noise(time: Tensor) -> tuple[Tensor, Tensor]:
    """Return the weights of picture and noise at times (n,), shape (n, 1, 1, 1); their squares add to 1."""
    angle = (time * (math.pi / 2)).view(-1, 1, 1, 1)
    return torch.cos(angle), torch.sin(angle)


def diffuse(pictures: Tensor, time: Tensor, noise: Tensor) -> Tensor:
    """Return the noisy pictures of times (n,): the closed form of any number of small steps.

    Parameters
    ----------
    pictures
        From -1 to 1, shape (n, 1, 28, 28).
    noise
        Standard normal, of the same shape.
    """
    signal, spread = signal_and_noise(time)
    return signal * pictures + spread * noise


def diffuse_stepwise(pictures: Tensor, times: Tensor) -> Tensor:
    """Return the noisy pictures of the last of some rising times, by one normal step for each.

    A simulation to check `diffuse` by: each step keeps a share of the picture and adds fresh noise.
    """
    now = pictures
    before = torch.ones(1, 1, 1, 1)
    for time in times:
        signal, _ = signal_and_noise(time.view(1))
        kept = signal / before
        now = kept * now + torch.sqrt(1 - kept**2) * torch.randn_like(now)
        before = signal
    return now


def target_of(kind: str, pictures: Tensor, time: Tensor, noise: Tensor) -> Tensor:
    """Return what the network is to say: the `noise`, the clean `image`, or the `velocity` between them.

    Raises
    ------
    UsageError
        An unknown target.
    """
    signal, spread = signal_and_noise(time)
    if kind == "velocity":
        return signal * noise - spread * pictures
    return noise if _known(kind) == "noise" else pictures


def image_of(kind: str, said: Tensor, noisy: Tensor, time: Tensor) -> Tensor:
    """Return the clean picture that follows from what the network said about a noisy one.

    From noise it divides by the weight of the picture, so near time 1 a small error becomes a large one.
    """
    signal, spread = signal_and_noise(time)
    if kind == "velocity":
        return signal * noisy - spread * said
    return (noisy - spread * said) / signal if _known(kind) == "noise" else said


def _known(kind: str) -> str:
    if kind not in TARGETS:
        raise UsageError(f"unknown target {kind!r}", hint=nearest(kind, TARGETS))
    return kind


@dataclass(frozen=True)
class DiffusionSettings:
    """How a diffusion model is built and trained.

    Parameters
    ----------
    width
        Channels of the network at 14 × 14; twice as many at 7 × 7.
    target
        `velocity`, `noise` or `image`.
    epochs, batch_size, learning_rate
        Of the training; the rate rises over the first twentieth and falls along a half cosine.
    average
        Share of the old value in the moving average of the weights.
    unasked
        Share of the batch that learns without being told its digit, for guidance.
    """

    width: int = 24
    target: str = "velocity"
    epochs: int = 11
    batch_size: int = 32
    learning_rate: float = 3e-3
    average: float = 0.99
    unasked: float = 0.2


@dataclass(frozen=True, eq=False)
class Diffusion:
    """A trained network and what it says."""

    net: UNet
    target: str


Watch = Callable[[Diffusion], float]


def denoising_loss(
    net: nn.Module, pictures: Tensor, digits: Tensor, *, target: str = "velocity", unasked: float = 0.2
) -> Tensor:
    """Return the mean squared error of what the network says about pictures with random noise.

    Times are spread evenly over the batch, which is less noisy than drawing each alone. A share of the batch
    is not told its digit.
    """
    n = len(pictures)
    time = ((torch.arange(n) + torch.rand(n)) / n).to(pictures.device)
    noise = torch.randn(pictures.shape).to(pictures.device)
    hidden = (torch.rand(n) < unasked).to(digits.device)
    told = torch.where(hidden, torch.full_like(digits, -1), digits)
    said = net(diffuse(pictures, time, noise), time, told)
    return mse_loss(said, target_of(target, pictures, time, noise))


def train_diffusion(
    images: np.ndarray,
    labels: np.ndarray,
    settings: DiffusionSettings | None = None,
    *,
    seed: int = 0,
    checkpoint: Path | None = None,
    watch: Watch | None = None,
    watch_every: int = 1,
) -> tuple[Diffusion, History]:
    """Train a diffusion model and return it with the averaged weights.

    Parameters
    ----------
    images, labels
        From 0 to 1, shape (n, 28, 28), and their digits (n,).
    settings
        See `DiffusionSettings`.
    seed
        Of weights, order, times and noise.
    checkpoint
        File to resume from, see `fit`.
    watch, watch_every
        A number about the model with its averaged weights, recorded as `validation` after such a number of
        epochs; nothing is decided by it.

    Raises
    ------
    DataError
        Bad images or labels.
    UsageError
        An unknown target, a size below 1, or a batch larger than the data.
    """
    chosen = settings or DiffusionSettings()
    _known(chosen.target)
    pictures, digits = labelled_tensors(images, labels)
    with reproducible(seed):
        net = UNet(chosen.width)
    # channels side by side in memory: a tenth less time on one core
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    step = _step(net, chosen, updates=chosen.epochs * (len(pictures) // max(1, chosen.batch_size)))
    history = fit(
        step,
        [pictures * 2 - 1, digits],
        epochs=chosen.epochs,
        batch_size=chosen.batch_size,
        seed=seed,
        checkpoint=checkpoint,
        evaluate=None if watch is None else lambda: watch(_averaged(step, copy.deepcopy(net), chosen)),
        evaluate_every=watch_every,
    )
    return _averaged(step, net, chosen), history


def _averaged(step: LossStep, net: UNet, chosen: DiffusionSettings) -> Diffusion:
    """Return the network with the averaged weights, which it is given."""
    if step.average is not None:
        step.average.copy_to(net)
    return Diffusion(net.eval(), chosen.target)


def _step(net: UNet, chosen: DiffusionSettings, updates: int) -> LossStep:
    def loss(batch: Batch, _updates: int) -> dict[str, Tensor]:
        return {"loss": denoising_loss(net, *batch, target=chosen.target, unasked=chosen.unasked)}

    optimiser = torch.optim.Adam(net.parameters(), lr=chosen.learning_rate, betas=(0.9, 0.99), fused=True)
    schedule = rise_and_fall(optimiser, updates, rise=max(1, updates // 20))
    return LossStep(net, loss, optimiser, schedule=schedule, clip=1.0, average=chosen.average)
