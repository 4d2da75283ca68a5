"""What an adviser sees around an applicant: the form, examples, the population and what counts in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from portfolio.errors import ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import PLAIN
from portfolio.scoring.row_scorer import RowScorer
from service.problems import Problem
from service.row_reader import RowReader


@dataclass(frozen=True)
class Reference:
    """What a model hands on beside what it needs to decide.

    Parameters
    ----------
    columns, probability
        Of the population: values by column, and what the model says of each row; empty without.
    actions
        Columns that an applicant can change, with the direction in front.
    importance
        Mean absolute contribution of each feature over the population; empty without.
    """

    columns: Mapping[str, Sequence[Any]]
    probability: Sequence[float]
    actions: tuple[str, ...]
    importance: Mapping[str, float]


def read_reference(plain: Mapping[str, Any], scorer: RowScorer, reader: RowReader, same: float) -> Reference:
    """Return what the plain form of a model says beside the model; a form without it is an older one.

    Parameters
    ----------
    plain
        The plain form.
    scorer, reader
        Of the same model.
    same
        How near the model must come to the probabilities that are handed on.

    Raises
    ------
    ModelFileError
        The population breaks the signature or has other probabilities than the model gives it, or a column
        that is said to be changeable holds no numbers.
    """
    try:
        population = plain.get("population") or {"columns": {}, "probability": []}
        columns, probability = dict(population["columns"]), list(population["probability"])
        actions = tuple(str(one) for one in plain.get("actions", ()))
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        if not rows:
            return Reference({}, [], (), {})
        read, _ = reader.read(rows)
        decisions = scorer.decide(read)
        gap = float(np.abs(decisions.probability - np.array(probability)).max())
    except (Problem, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelFileError("the population of a model cannot be read", got=type(error).__name__) from error
    if not gap <= same:
        raise ModelFileError("the population of a model has other scores", expected=f"{same:g}", got=gap)
    numbers = {name for name, column in columns.items() if not any(type(one) is str for one in column)}
    wrong = [one for one in actions if one.lstrip("+-") not in numbers]
    if wrong:
        raise ModelFileError("a changeable column holds no numbers", got=", ".join(wrong))
    mean = np.abs(decisions.contributions).mean(axis=0)
    return Reference(columns, probability, actions, dict(zip(scorer.features, mean.tolist(), strict=True)))


def reference_document(
    artefact: Artefact, scorer: RowScorer, reference: Reference, model: Mapping[str, str]
) -> dict[str, Any]:
    """Return the answer to who asks for it.

    Parameters
    ----------
    artefact
        The model as files: its signature and its examples.
    scorer
        The same, ready to decide.
    reference
        What it hands on.
    model
        Name, version and digest.
    """
    plain, example = artefact.data(PLAIN), artefact.description["example"]
    return {
        "model": dict(model),
        "cost_ratio": scorer.cost_ratio,
        "cutoff": scorer.cutoff,
        "fields": artefact.signature.as_data(),
        "ratios": [
            {"name": name, "top": top, "bottom": bottom, "meaning": meaning}
            for name, top, bottom, meaning in plain["ratios"]
        ],
        "examples": [
            {"values": row, "probability": answer}
            for row, answer in zip(example["rows"], example["answers"], strict=True)
        ],
        "actions": list(reference.actions),
        "importance": dict(reference.importance),
        "population": {"columns": dict(reference.columns), "probability": list(reference.probability)},
    }
