"""What a score hands on to whoever serves it: its plain form, applicants to show it on, counts for drift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from portfolio.datasets.card import Card, Column
from portfolio.scoring.applicants import Applicants, is_number
from portfolio.scoring.encoding import MISSING
from portfolio.scoring.export import model_data, plain, sample_rows
from portfolio.scoring.row_scorer import Value
from portfolio.scoring.score import Score
from portfolio.statistics.stability_index import reference_bins

PUBLIC = "embedded"  # family of the datasets whose rows anybody may read
EXAMPLES = 12  # applicants to try a score on
MAX_POPULATION = 500  # applicants shown as the population
_MAX_VALUES = 12_000  # of the population, so that wide tables fit into an artefact too


def plain_form(
    score: Score,
    applicants: Applicants,
    columns: Sequence[Column] = (),
    population: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return all that `RowScorer` needs, as plain data.

    Parameters
    ----------
    score
        The score.
    applicants
        Those it was fitted on: contributions are told against their mean.
    columns
        Of the dataset's card, for the meaning of each.
    population
        Of `population_sample`, to be shown around an applicant; without, there is nothing to show.
    """
    meanings = {column.name: column.meaning for column in columns if column.name in score.kinds}
    ratios = [[one.name, dict(one.top), dict(one.bottom), one.meaning] for one in applicants.table.ratios]
    form = model_data(score, applicants.features)
    del form["ranks"]  # for the page only
    return {
        **form,
        "columns": list(score.kinds),
        "ratios": ratios,
        "meanings": {**meanings, **{one.name: one.meaning for one in applicants.table.ratios}},
        "missing": MISSING,
        "cost_ratio": score.cost_ratio,
        "actions": actions(applicants),
        "population": dict(population or {}),
    }


def actions(applicants: Applicants) -> list[str]:
    """Return the columns that an applicant can change, as the table declares them.

    A leading `-` or `+` says in which direction only. Columns that the law protects, and those that the score
    does not read, are never among them; a table that declares none has none.
    """
    table, features = applicants.table, applicants.features
    numbers = {str(name) for name in features if is_number(features[name])}
    free = numbers - {*table.protected, table.age}
    return [one for one in table.actionable if one.lstrip("+-") in free]


def population_sample(score: Score, features: pd.DataFrame, card: Card, seed: int = 0) -> dict[str, Any]:
    """Return applicants that stand for the population, by column, with what the score says of each.

    Parameters
    ----------
    score
        The score.
    features
        Those it was fitted on.
    card
        Of the dataset: rows that a reader brought are not handed on, and nothing is returned.
    seed
        Of the applicants that are drawn.
    """
    if card.family != PUBLIC:
        return {}
    count = min(MAX_POPULATION, max(1, _MAX_VALUES // features.shape[1]))
    drawn = features.iloc[sample_rows(len(features), count, seed)]
    return {
        "columns": {str(name): plain(drawn[name]) for name in drawn},
        "probability": score.probability(drawn).tolist(),
    }


def examples(score: Score, features: pd.DataFrame, count: int = EXAMPLES) -> pd.DataFrame:
    """Return applicants from the least to the most probable bad outcome, equally far apart in rank.

    Parameters
    ----------
    score
        The score.
    features
        Applicants, one row each.
    count
        Applicants at most.
    """
    order = np.argsort(score.probability(features), kind="stable")
    places = np.linspace(0, len(order) - 1, 2 * min(count, len(order)) + 1).round().astype(int)[1::2]
    rows: list[int] = order[places].tolist()
    return features.iloc[rows]


def reference_counts(features: pd.DataFrame) -> dict[str, Any]:
    """Return the bins of each column with their counts: tenths of a number, frequent levels of a text."""
    bins = {str(name): reference_bins(features[name]) for name in features}
    return {
        name: {
            "edges": None if one.edges is None else one.edges.tolist(),
            "levels": list(one.levels),
            "counts": one.counts.tolist(),
        }
        for name, one in bins.items()
    }


def parameters(score: Score) -> dict[str, Any]:
    """Return how a score was fitted, in words and numbers."""
    return {"family": score.family, "cost_ratio": score.cost_ratio, **score.settings}


def rows_of(score: Score, frame: pd.DataFrame) -> list[list[Value]]:
    """Return a frame as rows for `RowScorer`, in the order of the score's columns.

    Parameters
    ----------
    score
        A fitted score; it says which columns are numbers.
    frame
        Applicants, a row each.
    """
    aligned = score.align(frame)
    columns = [
        aligned[name].tolist()
        if kind == "number"
        else aligned[name].astype(object).where(aligned[name].notna(), None).tolist()
        for name, kind in score.kinds.items()
    ]
    return [list(row) for row in zip(*columns, strict=True)]
