"""The adversarial game: what each side minimises, and one update of both.

Sources: Goodfellow et al. 2014 (value function, both generator losses); Lim and Ye 2017 (hinge);
Gulrajani et al. 2017 (Wasserstein with gradient penalty); Zhao et al. 2020 (augmenting both sides).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid, pad, relu, softplus

from portfolio.errors import UsageError, nearest
from portfolio.generative.gan_networks import Discriminator, Generator
from portfolio.generative.stepping import MovingAverage, checked_update
from portfolio.generative.training import Batch, best_device

PENALTY = 10.0  # weight of the gradient penalty
REACH = 2  # pixels that an augmented picture moves at most


def discriminator_loss(kind: str, real: Tensor, fake: Tensor) -> Tensor:
    """Return what the discriminator minimises, from its scores of real and of drawn pictures.

    `saturating` and `non-saturating` name the two losses of the generator; the discriminator's is the same,
    minus the value function, log 4 where it says 1/2 to everything.
    """
    _check_kind(kind)
    if kind == "wasserstein":
        return fake.mean() - real.mean()
    if kind == "hinge":
        return relu(1 - real).mean() + relu(1 + fake).mean()
    return softplus(-real).mean() + softplus(fake).mean()


def generator_loss(kind: str, fake: Tensor) -> Tensor:
    """Return what the generator minimises, from the discriminator's scores of its pictures."""
    _check_kind(kind)
    if kind == "saturating":
        return -softplus(fake).mean()  # log(1 - D): flat where the discriminator is sure of the fake
    if kind == "non-saturating":
        return -logsigmoid(fake).mean()  # -log D: steep there
    return -fake.mean()


KINDS = ("non-saturating", "saturating", "hinge", "wasserstein")


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise UsageError(f"unknown adversarial loss {kind!r}", hint=nearest(kind, KINDS))


def gradient_penalty(score: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
    """Return the mean squared distance from 1 of the score's slope, between real and drawn pictures."""
    mix = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device)
    between = (mix * real + (1 - mix) * fake).requires_grad_(True)
    (slope,) = torch.autograd.grad(score(between).sum(), between, create_graph=True)
    penalty: Tensor = ((slope.flatten(1).norm(dim=1) - 1) ** 2).mean()
    return penalty


def moved(pictures: Tensor) -> Tensor:
    """Return the pictures moved together by up to two pixels each way, the gap filled with paper."""
    down, right = (int(move) for move in torch.randint(0, 2 * REACH + 1, (2,)))
    height, width = pictures.shape[-2:]
    return pad(pictures, (REACH,) * 4)[..., down : down + height, right : right + width]


class AdversarialStep:
    """One update of a discriminator, then of its generator.

    Parameters
    ----------
    generator, discriminator
        Trained in place; moved to the GPU when there is one.
    kind
        The loss: `non-saturating`, `saturating`, `hinge` or `wasserstein` (with gradient penalty).
    rates
        Learning rates of generator and discriminator.
    rounds
        Updates of generator and discriminator for one batch.
    average
        Share of the old value in the moving average of the generator's weights.
    augment
        Move real and drawn pictures alike before the discriminator sees them; the generator does not learn
        to move, since the gradient passes through the move.

    Raises
    ------
    UsageError
        Unknown loss, a rate that is not positive, or a side that is never updated.
    """

    def __init__(
        self,
        generator: Generator,
        discriminator: Discriminator,
        *,
        kind: str = "non-saturating",
        rates: tuple[float, float] = (1e-3, 1e-3),
        rounds: tuple[int, int] = (1, 1),
        average: float = 0.99,
        augment: bool = False,
    ) -> None:
        _check_kind(kind)
        if min(rates) <= 0 or min(rounds) < 1:
            raise UsageError("rates and rounds of the two sides", expected="above 0", got=(rates, rounds))
        self.generator, self.discriminator = generator.to(best_device()), discriminator.to(best_device())
        self.kind, self.rounds, self.augment = kind, rounds, augment
        self.makers = torch.optim.Adam(generator.parameters(), lr=rates[0], betas=(0.5, 0.99))
        self.doubters = torch.optim.Adam(discriminator.parameters(), lr=rates[1], betas=(0.5, 0.99))
        self.average = MovingAverage(generator, average)

    def __call__(self, batch: Batch) -> dict[str, float]:
        """Update both sides from pictures (n, 1, 28, 28) and, with classes, digits (n,)."""
        self.generator.train()
        self.discriminator.train()
        losses: dict[str, float] = {}
        for _ in range(self.rounds[1]):
            losses |= self._doubt(batch)
        for _ in range(self.rounds[0]):
            losses |= self._draw(batch)
        self.average.update(self.generator)
        return losses

    def _doubt(self, batch: Batch) -> dict[str, float]:
        pictures, digits = batch[0], self._digits(batch)
        with torch.no_grad():
            drawn = self.generator(self._noise(len(pictures)), digits)
        both = self._seen(torch.cat([pictures, drawn]))
        real, fake = self.discriminator(both, None if digits is None else digits.repeat(2)).chunk(2)
        loss = discriminator_loss(self.kind, real, fake)
        slope = self._penalty(pictures, drawn, digits) if self.kind == "wasserstein" else None
        whole = loss if slope is None else loss + PENALTY * slope
        checked_update(whole, self.doubters, what="discriminator's loss")
        right = ((real > 0).float().mean() + (fake < 0).float().mean()) / 2
        return {"discriminator": float(loss.detach()), "told apart": float(right)}

    def _draw(self, batch: Batch) -> dict[str, float]:
        digits = self._digits(batch)
        drawn = self.generator(self._noise(len(batch[0])), digits)
        with _Frozen(self.discriminator):
            loss = generator_loss(self.kind, self.discriminator(self._seen(drawn), digits))
            norm = checked_update(loss, self.makers, what="generator's loss")
        return {"generator": float(loss.detach()), "gradient": norm}

    def _noise(self, n: int) -> Tensor:
        return torch.randn(n, self.generator.latent_dim).to(best_device())

    def _digits(self, batch: Batch) -> Tensor | None:
        return batch[1] if self.generator.classes else None

    def _seen(self, pictures: Tensor) -> Tensor:
        return moved(pictures) if self.augment else pictures

    def _penalty(self, real: Tensor, fake: Tensor, digits: Tensor | None) -> Tensor:
        return gradient_penalty(lambda mixed: self.discriminator(mixed, digits), real, fake)

    def averaged_so_far(self) -> Generator:
        """Return a copy of the generator with its averaged weights; the training goes on undisturbed."""
        now = copy.deepcopy(self.generator)
        self.average.copy_to(now)
        return now

    def averaged(self) -> Generator:
        """Give the generator its averaged weights and return it; call it once, after training."""
        self.average.copy_to(self.generator)
        return self.generator

    def state_dict(self) -> dict[str, Any]:
        """Return both networks, both optimisers and the average."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            "makers": self.makers.state_dict(),
            "doubters": self.doubters.state_dict(),
            "average": dict(self.average.shadow),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take up a state that `state_dict` returned."""
        self.generator.load_state_dict(state["generator"])
        self.discriminator.load_state_dict(state["discriminator"])
        self.makers.load_state_dict(state["makers"])
        self.doubters.load_state_dict(state["doubters"])
        self.average.shadow = {name: value.clone() for name, value in state["average"].items()}


class _Frozen:
    """While the generator learns, no gradient is computed for the discriminator's weights."""

    def __init__(self, network: nn.Module) -> None:
        self.network = network

    def __enter__(self) -> None:
        self.network.requires_grad_(False)

    def __exit__(self, *_: object) -> None:
        self.network.requires_grad_(True)
