"""What a candidate must keep of what callers were promised, tried before it answers anybody."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from portfolio.results import Field, Signature
from service.answers import answer
from service.model_store import Loaded
from service.row_reader import MAX_TEXT
from service.settings import Settings

CALLS = 300  # of one row, timed
NOBODY = "00000000-0000-0000-0000-000000000000"  # the request of an answer that nobody asked for
Applicant = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """One thing that was tried, whether it held, and what was found, in one sentence without a full stop."""

    name: str
    passed: bool
    found: str


def check_contract(candidate: Loaded, champion: Loaded | None, settings: Settings) -> list[Check]:
    """Return what was tried of a candidate: signature, example, edge rows, time.

    Parameters
    ----------
    candidate
        The version that may be promoted.
    champion
        The version that answers now, whose callers are served next by the candidate; None without one.
    settings
        With the limits.
    """
    tried: list[tuple[str, Callable[[], tuple[bool, str]]]] = [
        ("example", lambda: _example(candidate, settings.deploy_gap)),
        ("edge rows", lambda: _edges(candidate)),
        ("time", lambda: _time(candidate, settings.deploy_milliseconds)),
    ]
    if champion is not None:
        old, new = champion.artefact.signature, candidate.artefact.signature
        tried.insert(0, ("signature", lambda: _signature(old, new)))
    return [_tried(name, work) for name, work in tried]


def _tried(name: str, work: Callable[[], tuple[bool, str]]) -> Check:
    """Return a check; a candidate may raise anything, and that is an answer too."""
    try:
        return Check(name, *work())
    except Exception as error:  # noqa: BLE001
        return Check(name, False, f"{type(error).__name__} was raised")


def _signature(old: Signature, new: Signature) -> tuple[bool, str]:
    faults = list(signature_faults(old, new))
    if faults:
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        return False, f"{faults[0]}{more}"
    return True, f"{len(new.fields)} columns take every request that the champion takes"


def signature_faults(old: Signature, new: Signature) -> Iterator[str]:
    """Yield why a request that an old version takes might be refused by a new one.

    A new column is no fault as long as it may be missing; nor is a wider range, or a level more.

    Parameters
    ----------
    old, new
        What the two read.
    """
    known = {field.name: field for field in new.fields}
    for field in old.fields:
        if field.name not in known:
            yield f"column {field.name} is gone, so callers that send it are refused"
        else:
            yield from _field_faults(field, known[field.name])
    before = {field.name for field in old.fields}
    for field in new.fields:
        if field.name not in before and not field.missing:
            yield f"column {field.name} is new and may not be missing"


def _field_faults(old: Field, new: Field) -> Iterator[str]:
    if old.type != new.type:
        yield f"column {old.name} was a {old.type} and is a {new.type}"
        return
    if old.missing and not new.missing:
        yield f"column {old.name} may not be missing any more"
    for which, sign in (("minimum", 1), ("maximum", -1)):
        before, after = getattr(old, which), getattr(new, which)
        if after is not None and (before is None or sign * after > sign * before):
            was = "none" if before is None else f"{before:g}"
            yield f"the {which} of column {old.name} was {was} and is {after:g}"


def _example(candidate: Loaded, allowed: float) -> tuple[bool, str]:
    """Compare the answers to the example with the chapter's.

    They are not the same to the last bit for every model that is whole. A scorecard and a logistic regression
    are sums of products, which the chapter's libraries add up in another order than the service; and the
    exponential of another processor may round the last digit otherwise, for trees too. A model that was
    changed is further away by orders of magnitude.
    """
    example = candidate.artefact.description["example"]
    rows, _ = candidate.reader.read(example["rows"])
    gaps = np.abs(candidate.scorer.decide(rows).probability - np.array(example["answers"]))
    gap = float(gaps.max(initial=0.0))
    if gap <= allowed:
        how = f", to {gap:.2g}" if gap else ", to the last bit"
        return True, f"{len(rows)} answers as the chapter gave them{how}"
    return False, f"an answer is {gap:.2g} away from the chapter's, and {allowed:g} is allowed"


def edge_rows(signature: Signature, example: Mapping[str, Any]) -> list[Applicant]:
    """Return applicants at the edges of a signature: bounds, each level, unseen texts, missing values.

    Parameters
    ----------
    signature
        What may be sent.
    example
        An ordinary applicant; one value of it is changed at a time, and then all that can be.
    """
    given = dict(example)
    edges = {field.name: list(_edge_values(field)) for field in signature.fields}
    rows = [{**given, name: value} for name, values in edges.items() for value in values]
    for pick in (0, -1):
        rows.append({**given, **{name: values[pick] for name, values in edges.items() if values}})
    required = {field.name for field in signature.fields if not field.missing}
    rows.append({name: value for name, value in given.items() if name in required})
    return rows


def _edge_values(field: Field) -> Iterator[Any]:
    if field.type == "number":
        yield from (bound for bound in (field.minimum, field.maximum) if bound is not None)
        if (field.minimum or 0) <= 0 <= (field.maximum or 0):
            yield 0
    else:
        yield from (*field.levels, "", "never seen", "\u0130\u00df\U0001f3e0", "x" * MAX_TEXT)
    if field.missing:
        yield None


def _edges(candidate: Loaded) -> tuple[bool, str]:
    example = candidate.artefact.description["example"]["rows"][0]
    applicants = edge_rows(candidate.artefact.signature, example)
    rows, unseen = candidate.reader.read(applicants)
    together = candidate.scorer.decide(rows)
    answer(candidate, together, unseen, NOBODY, None)  # JSON has no word for what is not a number
    outside = int(np.sum(~((together.probability >= 0) & (together.probability <= 1))))
    if outside:
        return False, f"{outside} of {len(rows)} edge rows have a probability outside 0 to 1"
    return True, f"{len(rows)} edge rows are answered"


def _time(candidate: Loaded, allowed: float) -> tuple[bool, str]:
    """Compare the processor time of one row: a busy machine does not change it much."""
    applicants = candidate.artefact.description["example"]["rows"][:1]
    spent = []
    for _ in range(CALLS):
        began = time.thread_time()
        rows, unseen = candidate.reader.read(applicants)
        answer(candidate, candidate.scorer.decide(rows), unseen, NOBODY, None)
        spent.append(time.thread_time() - began)
    slow = sorted(spent)[math.ceil(0.99 * CALLS) - 1] * 1e3
    within = slow <= allowed
    told = f"99 of 100 single rows take at most {slow:.2g} ms of the processor"
    return within, told if within else f"{told}, and {allowed:g} are allowed"
