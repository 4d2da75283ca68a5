"""A candidate beside the champion on requests that were answered: what would have been decided otherwise.

The log has the features of each applicant, so both versions are asked again, and nobody waits for it. Old
requests say what a candidate would have done to them; the next ones may be of another kind.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from service.contract import Check
from service.model_store import SAME, Loaded
from service.problems import Problem
from service.row_reader import Value
from service.settings import Settings

Z = 1.959963984540054  # of a 95 % interval


@dataclass(frozen=True)
class Shadow:
    """What two versions say of the same applicants.

    Parameters
    ----------
    requests, applicants
        How many both were asked.
    unread
        Applicants that the champion takes and the candidate refuses by its signature.
    changed
        Decisions that differ.
    share, low, high
        Of an applicant's decision to differ, each request counted once, with its 95 % interval.
    largest, shift
        Largest and mean difference of the probability, candidate less champion.
    refused
        Share of applicants that each version refuses, by alias.
    logged, reproduced
        Applicants that this very champion had answered, and how many of them it answers as it did.
    drift
        Stability index of each column of these applicants, against those that the candidate was fitted on.
    """

    requests: int = 0
    applicants: int = 0
    unread: int = 0
    changed: int = 0
    share: float = 0.0
    low: float = 0.0
    high: float = 1.0
    largest: float = 0.0
    shift: float = 0.0
    refused: Mapping[str, float] = field(default_factory=dict)
    logged: int = 0
    reproduced: int = 0
    drift: Mapping[str, float] = field(default_factory=dict)


def shadow(candidate: Loaded, champion: Loaded, logged: Sequence[Mapping[str, Any]]) -> Shadow:
    """Return what the candidate would have changed.

    Parameters
    ----------
    candidate, champion
        The two versions.
    logged
        Rows of the log; those that the champion cannot read, of an older signature, are left out.
    """
    old, kept = _read(champion, logged)
    new, taken = _read(candidate, kept)
    if not taken:
        return Shadow(unread=len(kept))
    places = {id(row): place for place, row in enumerate(kept)}
    both = [old[places[id(row)]] for row in taken]
    before, after = champion.scorer.decide(both), candidate.scorer.decide(new)
    gaps = after.probability - before.probability
    differs = after.refused != before.refused
    requests = [(row["caller"], row["request"]) for row in taken]
    share, low, high = share_by_request(differs, requests)
    same = [
        abs(row["probability"] - probability) <= SAME
        for row, probability in zip(taken, before.probability.tolist(), strict=True)
        if row["digest"] == champion.digest
    ]
    candidate.drift.add(new)
    return Shadow(
        requests=len(set(requests)),
        applicants=len(taken),
        unread=len(kept) - len(taken),
        changed=int(differs.sum()),
        share=share,
        low=low,
        high=high,
        largest=float(np.abs(gaps).max()),
        shift=float(gaps.mean()),
        refused={"champion": float(before.refused.mean()), "challenger": float(after.refused.mean())},
        logged=len(same),
        reproduced=sum(same),
        drift=candidate.drift.index(),
    )


def _read(
    loaded: Loaded, logged: Sequence[Mapping[str, Any]]
) -> tuple[list[list[Value]], list[Mapping[str, Any]]]:
    """Return the values of the applicants that a version takes, and their rows of the log."""
    values, taken = [], []
    for row in logged:
        try:
            (one,), _ = loaded.reader.read([row["features"]])
        except Problem:
            continue
        values.append(one)
        taken.append(row)
    return values, taken


def share_by_request(differs: Sequence[bool] | Any, requests: Sequence[Any]) -> tuple[float, float, float]:
    """Return the share of changed decisions, each request counted once, and its 95 % score interval.

    Applicants of one request may resemble each other, so a request is one observation: its own share, between
    0 and 1. Such a share varies at most as a yes or no does, so Wilson's interval (1927) of as many yes or no
    covers it at least as often.

    Parameters
    ----------
    differs
        Whether the decision on each applicant differs.
    requests
        The request of each.
    """
    sums: dict[Any, list[float]] = {}
    for one, request in zip(differs, requests, strict=True):
        total = sums.setdefault(request, [0.0, 0.0])
        total[0] += bool(one)
        total[1] += 1
    count = len(sums)
    share = sum(hits / size for hits, size in sums.values()) / count
    middle = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    reach = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count**2)) / (1 + Z * Z / count)
    return share, max(0.0, middle - reach), min(1.0, middle + reach)


def check_shadow(seen: Shadow, settings: Settings) -> list[Check]:
    """Return whether the differences are within the limits.

    Parameters
    ----------
    seen
        What was compared.
    settings
        With the limits.
    """
    least, changed, largest = settings.deploy_least, settings.deploy_changed, settings.deploy_difference
    enough = seen.requests >= least
    few = "" if enough else f", and {least:,} are needed"
    told = f"{seen.share:.1%} of decisions would differ ({seen.low:.1%} to {seen.high:.1%})"
    within, near = seen.high <= changed, seen.largest <= largest
    checks = [
        Check("requests", enough, f"{seen.requests:,} logged requests can be asked again{few}"),
        Check("readable", not seen.unread, f"{seen.unread:,} logged applicants are refused by their columns"),
    ]
    if not seen.requests:
        return checks
    return [
        *checks,
        Check("log", seen.reproduced == seen.logged, _reproduced(seen)),
        Check("decisions", within, told + ("" if within else f", and {changed:.1%} may")),
        Check(
            "probabilities",
            near,
            f"the largest difference of a probability is {seen.largest:.2g}"
            + ("" if near else f", and {largest:g} is allowed"),
        ),
    ]


def _reproduced(seen: Shadow) -> str:
    return f"the champion repeats {seen.reproduced:,} of {seen.logged:,} of its logged answers"
