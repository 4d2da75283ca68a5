"""Several ways to tell places, under one budget and with several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import torch

from portfolio.errors import DataError
from portfolio.language.mlm_corpus import Corpus
from portfolio.language.mlm_model import MaskedModel, Shape
from portfolio.language.mlm_training import Course, Plan, train
from portfolio.statistics.means import student_t


@dataclass(frozen=True)
class Arm:
    """One trained model with its course."""

    places: str
    seed: int
    model: MaskedModel
    course: Course


def new_model(corpus: Corpus, places: str, seed: int, shape: Shape | None = None) -> MaskedModel:
    """Return a fresh model for the corpus; equal seeds give equal weights."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return MaskedModel(shape or Shape(corpus.words, corpus.seen.tokens.shape[1]), places)


def compare_places(
    corpus: Corpus, places: Sequence[str], seeds: Sequence[int], plan: Plan
) -> tuple[Arm, ...]:
    """Train one model for each way and seed: the same texts, steps, batches and hidden places.

    Raises
    ------
    DataError
        Fewer than two seeds: without a spread nothing can be compared.
    """
    if len(seeds) < 2:
        raise DataError("seeds of a comparison", expected="2 or more", got=len(seeds))
    arms = []
    for seed in seeds:
        for way in places:
            model = new_model(corpus, way, seed)
            course = train(model, corpus.seen, corpus.unseen, corpus.words, plan.with_seed(seed))
            arms.append(Arm(way, seed, model, course))
    return tuple(arms)


def course_table(arms: Sequence[Arm]) -> pd.DataFrame:
    """Return the losses on unseen texts: places, seed, step, loss."""
    rows = [
        (arm.places, arm.seed, step, loss)
        for arm in arms
        for step, loss in zip(arm.course.steps, arm.course.unseen, strict=True)
    ]
    return pd.DataFrame(rows, columns=["places", "seed", "step", "loss"])


def final_table(arms: Sequence[Arm], reference: str) -> pd.DataFrame:
    """Return one row for each way: loss, words guessed, cost, and the gain on `reference`, paired by seed.

    Returns
    -------
    DataFrame
        Indexed by way: `loss` and `spread` (standard deviation over seeds), `guessed` (share), `gain` (loss
        of the reference less own loss, mean over seeds) with `low` and `high` (95 % interval by Student's t),
        `parameters` and `seconds`.
    """
    frame = pd.DataFrame(
        {
            "places": [arm.places for arm in arms],
            "seed": [arm.seed for arm in arms],
            "loss": [arm.course.final for arm in arms],
            "guessed": [arm.course.accuracy for arm in arms],
            "seconds": [arm.course.seconds for arm in arms],
            "parameters": [arm.model.parameters_counted for arm in arms],
        }
    )
    losses = frame.pivot(index="seed", columns="places", values="loss")
    if reference not in losses:
        raise DataError(f"no arm {reference!r}", expected=", ".join(losses.columns))
    grouped = frame.groupby("places", sort=False)
    table = grouped[["loss", "guessed", "seconds", "parameters"]].mean()
    table.insert(1, "spread", grouped["loss"].std())
    means = {way: student_t(losses[reference] - losses[way]) for way in table.index}
    bounds = {way: (mean, *ends) for way, (mean, ends) in means.items()}
    gains = pd.DataFrame(bounds, index=["gain", "low", "high"]).T
    return table.join(gains)[["loss", "spread", "guessed", "gain", "low", "high", "parameters", "seconds"]]
