"""What a score hands on to whoever serves it: its plain form, and the counts that drift is measured by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from portfolio.datasets.card import Column
from portfolio.scoring.applicants import Applicants
from portfolio.scoring.encoding import MISSING
from portfolio.scoring.export import model_data
from portfolio.scoring.row_scorer import Value
from portfolio.scoring.score import Score
from portfolio.statistics.stability_index import reference_bins


def plain_form(score: Score, applicants: Applicants, columns: Sequence[Column] = ()) -> dict[str, Any]:
    """Return all that `RowScorer` needs, as plain data.

    Parameters
    ----------
    score
        The score.
    applicants
        Those it was fitted on: contributions are told against their mean.
    columns
        Of the dataset's card, for the meaning of each.
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
    }


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
