"""From the decisions of a score to the answer of a request, and to its line in the log."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from math import isnan
from typing import Any

from portfolio.scoring.row_scorer import Decisions
from service.counterfactual import Counterfactual
from service.model_store import Loaded
from service.row_reader import Rows

ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False, allow_nan=False)
UNSEEN = "(unseen)"  # in the log, for a text that the model has never seen: it may be anything


def answer(
    loaded: Loaded, decisions: Decisions, unseen: list[list[str]], request: str, cost_ratio: float | None
) -> bytes:
    """Return the body of an answer."""
    scorer, features = loaded.scorer, decisions.features
    told = zip(
        decisions.probability.tolist(),
        decisions.refused.tolist(),
        decisions.contributions.tolist(),
        scorer.reasons(decisions.contributions),
        unseen,
        strict=True,
    )
    results = [
        {
            "probability": probability,
            "decision": "refuse" if refused else "accept",
            "reasons": [
                {"code": one.code, "meaning": one.meaning, "contribution": one.contribution}
                for one in against
            ],
            "contributions": dict(zip(features, parts, strict=True)),
            "unseen": new,
        }
        for probability, refused, parts, against, new in told
    ]
    document = {
        "request": request,
        "model": named(loaded),
        "cost_ratio": scorer.cost_ratio if cost_ratio is None else cost_ratio,
        "cutoff": scorer.cutoff_at(cost_ratio),
        "base": decisions.base,
        "results": results,
    }
    return ENCODER.encode(document).encode()


def counterfactual_answer(
    loaded: Loaded, decisions: Decisions, found: Sequence[Counterfactual], cost_ratio: float | None
) -> bytes:
    """Return the body of the answer to what would have to change.

    Parameters
    ----------
    loaded
        The version that decided.
    decisions
        About the applicant as he or she is.
    found
        The changes.
    cost_ratio
        At which was decided.
    """
    document = {
        "model": named(loaded),
        "cost_ratio": loaded.scorer.cost_ratio if cost_ratio is None else cost_ratio,
        "cutoff": loaded.scorer.cutoff_at(cost_ratio),
        "probability": float(decisions.probability[0]),
        "decision": "refuse" if decisions.refused[0] else "accept",
        "actions": list(loaded.reference.actions),
        "counterfactuals": [
            {
                "changes": [
                    {"column": one.column, "from": one.before, "to": one.after} for one in each.moves
                ],
                "distance": each.distance,
                "probability": each.probability,
            }
            for each in found
        ],
    }
    return ENCODER.encode(document).encode()


def named(loaded: Loaded) -> dict[str, str]:
    """Return which version answers."""
    return {"name": loaded.name, "version": loaded.version, "digest": loaded.digest}


def log_line(
    loaded: Loaded, rows: Rows, decisions: Decisions, unseen: list[list[str]], caller: str, request: str
) -> bytes:
    """Return the line of the log: features, probability, version, time; nobody's name, no free text."""
    document = {
        "caller": caller,
        "request": request,
        "time": time.time(),
        "model": loaded.name,
        "version": loaded.version,
        "digest": loaded.digest,
        "features": [_logged(loaded.reader.names, row, new) for row, new in zip(rows, unseen, strict=True)],
        "probability": decisions.probability.tolist(),
        "refused": decisions.refused.tolist(),
    }
    return ENCODER.encode(document).encode()


def _logged(names: tuple[str, ...], row: list[Any], unseen: list[str]) -> dict[str, Any]:
    logged = dict(zip(names, row, strict=True))
    for name, value in logged.items():
        if type(value) is float and isnan(value):
            logged[name] = None  # JSON has no word for it
    for name in unseen:
        logged[name] = UNSEEN
    return logged
