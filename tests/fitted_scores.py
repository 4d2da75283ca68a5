"""Scores that are fitted in half a second, and what they hand on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from portfolio import results, scoring
from portfolio.datasets import card, load
from portfolio.datasets.signatures import signature_of
from portfolio.results import Artefact, Signature
from portfolio.scoring import artefact, plain_score
from portfolio.scoring.applicants import Applicants, is_number
from portfolio.scoring.calibration import Recalibration
from portfolio.scoring.models import FAMILIES, pipeline
from portfolio.scoring.score import Score

DATASET = "credit_data"


@cache
def applicants() -> Applicants:
    """Return the consumer loans without protected columns."""
    raw = load(DATASET)
    table = scoring.describe(DATASET, raw)
    return scoring.without(scoring.prepare(raw, table), table.protected)


@cache
def wide_applicants(columns: int) -> Applicants:
    """Return the same with columns of noise, so that a table has as many as a bench wants."""
    people, rng = applicants(), np.random.default_rng(0)
    more = columns - people.features.shape[1]
    if more < 0:
        raise ValueError(columns)
    noise = rng.normal(size=(len(people.features), more)).round(3)
    added = pd.DataFrame(noise, people.features.index, [f"noise_{place}" for place in range(more)])
    return replace(people, features=people.features.join(added))


@cache
def wide_fitted(columns: int) -> Score:
    """Return boosted trees on a table of so many columns."""
    return _fitted(wide_applicants(columns), "lightgbm", 0)


@cache
def wide_handed_on(columns: int) -> Artefact:
    """Return the artefact of such a score."""
    return artefact_of(wide_fitted(columns), people=wide_applicants(columns))


@cache
def fitted(family: str = "lightgbm", seed: int = 0) -> Score:
    """Return a score with the settings that are tried first."""
    return _fitted(applicants(), family, seed)


def _fitted(people: Applicants, family: str, seed: int) -> Score:
    start = FAMILIES[family].start
    X = people.features
    model = pipeline(FAMILIES[family], start, people.table.ratios, seed).fit(X, people.bad)
    kinds = {str(name): "number" if is_number(X[name]) else "text" for name in X}
    levels = {name: sorted(map(str, X[name].dropna().unique())) for name in people.texts}
    return Score(family, dict(start), model, Recalibration(1.04, 0.03), 0.192, 5.0, kinds, levels)


@cache
def handed_on(family: str = "lightgbm", seed: int = 0) -> Artefact:
    """Return the artefact of a score, as the chapter makes it."""
    return artefact_of(fitted(family, seed))


def artefact_of(score: Score, most: float | None = None, people: Applicants | None = None) -> Artefact:
    """Return the artefact of any score; with `most`, one that knows no larger amount."""
    people, about = people or applicants(), card(DATASET).columns
    fields = signature_of(people.features, about).fields
    if most is not None:
        people = replace(people, features=people.features[people.features["Amount"] <= most])
        fields = tuple(replace(one, maximum=most) if one.name == "Amount" else one for one in fields)
    few = plain_score.examples(score, people.features)
    crowd = plain_score.population_sample(score, people.features, card(DATASET))
    return results.artefact(
        "credit_score",
        score.model,
        plain=plain_score.plain_form(score, people, about, crowd),
        signature=Signature(fields),
        example=few,
        answers=list(score.probability(few)),
        reference=plain_score.reference_counts(people.features),
        parameters=plain_score.parameters(score),
        metrics={"auc": 0.85},
        trusted=artefact.TRUSTED,
    )
