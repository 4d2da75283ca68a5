"""Train a masked language model on a small corpus, and measure it on texts that it has not seen.

Source: Devlin et al. 2019, BERT, section 3.1.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from portfolio.errors import DataError
from portfolio.language.mlm_corpus import IGNORED, Blocks, Hidden, hide
from portfolio.language.mlm_model import MaskedModel


@dataclass(frozen=True)
class Plan:
    """How to train; the same for every arm of a comparison.

    Parameters
    ----------
    steps, batch
        Updates, and texts in each.
    rate
        Highest learning rate: reached after `warm` of the steps, then down to zero along a cosine.
    clip
        Longest gradient.
    every
        Steps between two measurements on the unseen texts.
    seed
        Of first weights, batches and hidden places.
    guess_all
        Break it on purpose: score every place, also those that are in plain sight.
    """

    steps: int = 300
    batch: int = 32
    rate: float = 2e-3
    warm: float = 0.1
    clip: float = 1.0
    every: int = 50
    seed: int = 0
    guess_all: bool = False

    def with_seed(self, seed: int) -> Plan:
        """Return the same plan with another seed."""
        return replace(self, seed=seed)


@dataclass(frozen=True)
class Course:
    """What was measured while a model learnt.

    Parameters
    ----------
    steps, unseen
        Steps, and the loss on unseen texts there, in nats per hidden word.
    losses, gradients
        Loss of the batch and length of the gradient before clipping, at each step.
    accuracy
        Share of the hidden words of unseen texts that are guessed, at the end.
    seconds
        Training time without the measurements.
    """

    steps: tuple[int, ...]
    unseen: tuple[float, ...]
    losses: tuple[float, ...]
    gradients: tuple[float, ...]
    accuracy: float
    seconds: float

    @property
    def final(self) -> float:
        """The last loss on unseen texts."""
        return self.unseen[-1]


def train(model: MaskedModel, seen: Blocks, unseen: Hidden, words: int, plan: Plan) -> Course:
    """Train `model` in place.

    Raises
    ------
    DataError
        Fewer texts than a batch holds, or a loss that is not finite.
    """
    count = len(seen.tokens)
    if plan.batch > count:
        raise DataError("the batch", expected=f"at most the {count} texts there are", got=plan.batch)
    generator = torch.Generator().manual_seed(plan.seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share_of_rate(step, plan))
    losses, gradients, steps, measured, seconds = [], [], [], [], 0.0
    for step in range(plan.steps):
        if step % plan.every == 0:
            steps.append(step)
            measured.append(measure(model, unseen)[0])
        started = time.perf_counter()
        rows = torch.randint(count, (plan.batch,), generator=generator)
        hidden = hide(Blocks(seen.tokens[rows]), words, generator)
        loss = _loss(model, hidden, seen.tokens[rows] if plan.guess_all else None)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        gradients.append(float(nn.utils.clip_grad_norm_(model.parameters(), plan.clip)))
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        seconds += time.perf_counter() - started
        if not math.isfinite(losses[-1]):
            raise DataError("training", expected="a finite loss", got=f"{losses[-1]} at step {step}")
    final, accuracy = measure(model, unseen)
    return Course(
        (*steps, plan.steps), (*measured, final), tuple(losses), tuple(gradients), accuracy, seconds
    )


def _share_of_rate(step: int, plan: Plan) -> float:
    warm = max(1, round(plan.warm * plan.steps))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, plan.steps - warm)))


def _loss(model: MaskedModel, hidden: Hidden, all_targets: Tensor | None) -> Tensor:
    targets = hidden.targets if all_targets is None else all_targets.masked_fill(~hidden.mask, IGNORED)
    place = targets != IGNORED
    scores = model.guess(
        model.states(hidden.tokens, hidden.mask)[place]
    )  # only these: most of the work is here
    return nn.functional.cross_entropy(scores, targets[place])


@torch.no_grad()
def measure(model: MaskedModel, unseen: Hidden) -> tuple[float, float]:
    """Return the loss in nats per hidden word, and the share of hidden words guessed."""
    place = unseen.targets != IGNORED
    scores = model.guess(model.states(unseen.tokens, unseen.mask)[place])  # (places, V)
    loss = nn.functional.cross_entropy(scores, unseen.targets[place])
    return float(loss), float((scores.argmax(dim=-1) == unseen.targets[place]).float().mean())
