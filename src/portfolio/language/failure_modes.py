"""Mistakes made on purpose, for a guide to finding them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import torch
from torch import Tensor

from portfolio.language.mlm_comparison import new_model
from portfolio.language.mlm_corpus import Corpus
from portfolio.language.mlm_model import MaskedModel, Shape
from portfolio.language.mlm_training import Course, Plan, train


class LooksAtPadding(MaskedModel):
    """A model whose mask is the wrong way round: it looks at the padding and never at the words.

    In a text without padding every word is hidden alike, and the softmax then spreads evenly over all: the
    model still sees which words there are, and learns a little. That is what makes the mistake hard to see.
    """

    def states(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return the states, seen through the wrong mask."""
        return super().states(tokens, ~mask)


@dataclass(frozen=True)
class Break:
    """One mistake: how it shows, and how a check finds it.

    Parameters
    ----------
    course, mended
        Training with the mistake, and without it under the same budget.
    """

    course: Course
    mended: Course


def provoke(
    corpus: Corpus, places: str, plan: Plan, mended: Course, *, high_rate: float = 0.3
) -> Mapping[str, Break]:
    """Train three models with a mistake each; `mended` is the course without any, by the same plan.

    The mistakes: words in plain sight are scored too; the learning rate is far too high and starts at once;
    the mask is the wrong way round.
    """
    hasty = replace(plan, rate=high_rate, warm=0.0, clip=float("inf"))
    blind = _blind(corpus, places, plan.seed)
    courses = {
        "plain sight": _course(new_model(corpus, places, plan.seed), corpus, replace(plan, guess_all=True)),
        "too fast": _course(new_model(corpus, places, plan.seed), corpus, hasty),
        "wrong mask": _course(blind, corpus, plan),
    }
    return {name: Break(course, mended) for name, course in courses.items()}


def _course(model: MaskedModel, corpus: Corpus, plan: Plan) -> Course:
    return train(model, corpus.seen, corpus.unseen, corpus.words, plan)


def _blind(corpus: Corpus, places: str, seed: int) -> LooksAtPadding:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return LooksAtPadding(Shape(corpus.words, corpus.seen.tokens.shape[1]), places)


def break_table(breaks: Mapping[str, Break], naive: float) -> pd.DataFrame:
    """Return what each mistake does: loss in training and on unseen texts, and the longest gradient.

    The last row is the healthy model; `against naive` is the loss on unseen texts less that of guessing by
    frequency, in nats: below zero, something was learnt.
    """
    courses = {name: one.course for name, one in breaks.items()}
    courses["healthy"] = next(iter(breaks.values())).mended
    rows = {
        name: {
            "loss in training": sum(course.losses[-20:]) / len(course.losses[-20:]),
            "loss on unseen texts": course.final,
            "against naive": course.final - naive,
            "longest gradient": max(course.gradients),
        }
        for name, course in courses.items()
    }
    return pd.DataFrame(rows).T


@torch.no_grad()
def reach(model: MaskedModel, tokens: Tensor, mask: Tensor, place: int) -> float:
    """Return how much the guess at `place` of the first text changes if every other word there is replaced.

    On a padded text it finds a wrong mask before any training: 0 means that the model is blind to the words.
    """
    other = torch.where(mask, tokens.roll(1, dims=0), tokens)
    other[0, place] = tokens[0, place]
    before, after = model.states(tokens, mask)[0, place], model.states(other, mask)[0, place]
    return float((before - after).abs().max())
