"""Entities and relations as vectors: TransE (Bordes et al. 2013) and ComplEx (Trouillon et al. 2016)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from portfolio.errors import UsageError
from portfolio.graphs.triples import Codes, Floats, Scorer, Triples

Model = Literal["TransE", "ComplEx"]
SHARPNESS = 5.0  # distances are multiplied by it before the softmax of TransE


@dataclass(frozen=True)
class Settings:
    """How an embedding is trained.

    Parameters
    ----------
    width
        Numbers of an entity; ComplEx takes half of them as imaginary parts.
    rate
        Step: of Adagrad for ComplEx, of Adam for TransE.
    penalty
        Weight of the cubes of ComplEx's moduli (Lacroix et al. 2018).
    epochs, batch
        Passes, and triples of a step.
    """

    width: int = 128
    rate: float = 0.1
    penalty: float = 0.01
    epochs: int = 40
    batch: int = 512


def complex_scores(head: torch.Tensor, relation: torch.Tensor, entities: torch.Tensor) -> torch.Tensor:
    """Return the real part of the product of head, relation and conjugate tail, for each tail.

    Parameters
    ----------
    head, relation
        Real parts, then imaginary ones; shape (questions, width).
    entities
        All tails; shape (entities, width).
    """
    (a, b), (c, d) = head.chunk(2, dim=1), relation.chunk(2, dim=1)
    return torch.cat([a * c - b * d, a * d + b * c], dim=1) @ entities.T


def transe_scores(head: torch.Tensor, relation: torch.Tensor, entities: torch.Tensor) -> torch.Tensor:
    """Return minus the distance from head plus relation to each tail.

    Parameters
    ----------
    head, relation
        Shape (questions, width).
    entities
        All tails; shape (entities, width).
    """
    return -SHARPNESS * torch.cdist(head + relation, entities)


def fit_embedding(graph: Triples, model: Model, settings: Settings, seed: int) -> Scorer:
    """Return a scorer that has learnt from the training triples, both ways, by a softmax over all tails.

    Parameters
    ----------
    graph
        Only its training part is used.
    model
        `TransE` or `ComplEx`.
    settings
        Of the training.
    seed
        Of the first vectors and of the order of the triples.
    """
    if model not in ("TransE", "ComplEx"):
        raise UsageError("an embedding", expected="TransE or ComplEx", got=model)
    chance = torch.Generator().manual_seed(seed)
    shapes = (graph.entities, settings.width), (2 * graph.relations, settings.width)
    entity, relation = (torch.nn.Parameter(0.1 * torch.randn(shape, generator=chance)) for shape in shapes)
    is_complex = model == "ComplEx"
    scores = complex_scores if is_complex else transe_scores
    optimiser = torch.optim.Adagrad if is_complex else torch.optim.Adam
    steps = optimiser([entity, relation], lr=settings.rate)
    triples = torch.from_numpy(graph.questions("train"))
    for _ in range(settings.epochs):
        order = torch.randperm(len(triples), generator=chance)
        for batch in torch.split(triples[order], settings.batch):
            head, kind, tail = batch.T
            loss = torch.nn.functional.cross_entropy(scores(entity[head], relation[kind], entity), tail)
            if is_complex:
                loss = loss + settings.penalty * _cubes(entity[head], relation[kind], entity[tail])
            steps.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            steps.step()

    def scorer(head: Codes, kind: Codes) -> Floats:
        with torch.inference_mode():
            found = scores(entity[torch.from_numpy(head)], relation[torch.from_numpy(kind)], entity)
        return np.asarray(found.numpy(), dtype=np.float64)

    return scorer


def _cubes(*vectors: torch.Tensor) -> torch.Tensor:
    halves = [one.chunk(2, dim=1) for one in vectors]
    return torch.stack([(a**2 + b**2).pow(1.5).sum(dim=1).mean() for a, b in halves]).sum()
