"""Sentences that follow from figures, so that the prose of a page holds for any data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from portfolio.segmentation.choice import Choice
from portfolio.segmentation.contract import Contract, Floats, departures

NEAR_ONCE = 0.6  # ARI with the split at one purchase from which segments mostly repeat it
LEVEL = 0.02  # silhouettes nearer than this are level
SMALL_BIAS = 0.05  # a total this near the truth is called right
BASELINE, MODEL = "RFM cells", "k-means"


def method_words(methods: pd.DataFrame) -> tuple[str, str]:
    """Return whether the model beats the rule, and which methods repeat the split at one purchase.

    Parameters
    ----------
    methods
        As `compare_methods` returns it.
    """
    rule, model = methods.loc[BASELINE].to_dict(), methods.loc[MODEL].to_dict()
    ours, theirs = (percent(row["explained"]) for row in (model, rule))
    points = f"{ours} of the variance of later purchases against {theirs}"
    between = f"a difference between {100 * model['gain_low']:.1f} and {100 * model['gain_high']:.1f} points"
    if model["gain_low"] > 0:
        verdict = f"k-means beats the cells of the RFM rule: it explains {points}, {between}."
    elif model["gain_high"] < 0:
        verdict = f"k-means loses to the cells of the RFM rule: it explains {points}, {between}."
    else:
        verdict = f"k-means and the cells of the RFM rule cannot be told apart: {points}, {between}."
    alike = methods.index[methods["like_once"] >= NEAR_ONCE]
    if alike.empty:
        return verdict, "No method merely repeats the split between one purchase and more."
    verb = "mostly repeats" if len(alike) == 1 else "mostly repeat"
    return verdict, f"{joined(alike)} {verb} the split between one purchase and more."


def choice_words(choice: Choice, table: pd.DataFrame) -> str:
    """Return whether the number of segments passed the rule, and where the search ended."""
    if not choice.passed:
        return (
            f"No number of segments passes the rule. {choice.k} is the most stable one and is carried "
            "through the page to show what the rule protects from: nobody should act on these segments."
        )
    if choice.k == table.index[-1]:
        return f"Stability holds up to {choice.k} segments, the largest number tried."
    after = table.loc[choice.k + 1].to_dict()
    why = f"agreement {after['ari']:.2f} on average, but {after['worst']:.2f} in the worst of twenty pairs"
    size = f"smallest segment {percent(after['smallest'], 1)}"
    return f"Stability holds up to {choice.k} segments; the next number fails: {why}, {size}."


def silhouette_words(ours: float, once: float) -> str:
    """Return how the silhouette of the segments compares with that of the split at one purchase."""
    if abs(ours - once) < LEVEL:
        return "The two are level: the index hardly sees more than who bought once."
    if once > ours:
        return "The trivial split wins: the index mainly sees who bought once."
    return "The trivial split does not win here, but it comes with no model at all."


def bias_words(error: float) -> str:
    """Return what the relative error of a total says."""
    if abs(error) <= SMALL_BIAS:
        return "the total is right to a few percent."
    much = f"by {percent(abs(error))}"
    return f"the model expects too {'many' if error > 0 else 'few'} purchases, {much} of what happened."


def forecast_words(errors: pd.DataFrame) -> str:
    """Return whether the first forecast beats the others in squared error, customers resampled."""
    first, others = errors.index[0], errors.iloc[1:]
    better = list(others.index[others["high"] < 0])
    level = list(others.index[(others["low"] <= 0) & (others["high"] >= 0)])
    if better:
        return f"{first} loses to a simple rule in squared error: {joined(map(repr, better))}."
    if level:
        return (
            f"{first} cannot be told from {joined(map(repr, level))} in squared error and beats the others."
        )
    return f"{first} has a smaller squared error than every simple rule, beyond chance."


def order_words(by_segment: pd.DataFrame) -> str:
    """Return whether segments bought in the order in which they were expected to."""
    expected = by_segment["expected"].rank(ascending=False)
    actual = by_segment["actual"].rank(ascending=False)
    if (expected == actual).all():
        return "every segment has the rank in later purchases that was expected."
    if expected.idxmin() == actual.idxmin():
        return "the first segment bought most, as expected; among the others the ranks changed."
    return f"not even for the first: {actual.idxmin()} bought most."


def inside_words(by_group: pd.DataFrame) -> str:
    """Return in how many groups the expected mean lies in the interval of what happened."""
    above = by_group.index[by_group["low"] > by_group["expected"]]
    below = by_group.index[by_group["high"] < by_group["expected"]]
    inside = int(by_group["inside"].sum())
    parts = [f"{inside} of {len(by_group)} expected means lie in the interval of the actual ones"]
    if len(above):
        parts.append(f"more than expected came from {joined(map(repr, above))}")
    if len(below):
        parts.append(f"less from {joined(map(repr, below))}")
    return "; ".join(parts) + "."


def refresh_words(ageing: pd.DataFrame, contract: Contract, agreement: float) -> str:
    """Return whether the ordered refresh came in time, seen from the end."""
    held = (ageing["ari"] >= agreement).to_numpy()
    checks = len(held) if held.all() else int(held.argmin())
    lasted = int(ageing.index.to_numpy()[checks - 1]) if checks else 0
    told = f"in hindsight the rules agreed with a refit up to {lasted} days"
    if lasted >= contract.refresh_after_days:
        return f"The contract was on the safe side: {told}."
    return f"The contract was too late: {told}."


def validity_words(days: int) -> str:
    """Return for how long the contract lets the segments stand."""
    if not days:
        return "By the contract that is not even true for a month: the segments are to be fitted each month."
    return (
        f"By the contract that stays true for {days} days: then the segments are to be fitted again, "
        "earlier if the alarm rings."
    )


def alarm_words(
    rung: int | None,
    indicators: Floats,
    contract: Contract,
    order: Sequence[int],
    names: Sequence[str],
    ages: Sequence[int],
) -> tuple[str, str]:
    """Return whether the alarm rang in what came, shortly and in full.

    Parameters
    ----------
    indicators
        Observed, as `watched_indicators` returns them.
    order
        Columns of the indicators in the order of `names`.
    """
    if rung is None:
        short = f"In what came afterwards it stayed silent for {ages[-1]} days."
        return short, short.replace("it stayed", "the alarm stayed")
    place, columns = list(ages).index(rung), list(order)
    seen, foreseen = indicators[place, columns], contract.foreseen[place, columns]
    worst = int((abs(seen - foreseen) / contract.spread[place, columns]).argmax())
    often = int((departures(indicators, contract.foreseen, contract.spread) > contract.limit).sum())
    short = f"In what came afterwards it rang after {rung} days."
    full = (
        f"The alarm rang after {rung} days, and at {often} of {len(ages)} checks. What rang first was "
        f"{names[worst]!r}: {seen[worst]:.3g} where {foreseen[worst]:.3g} was foreseen."
    )
    return short, full


def waiting_words(waiting: pd.DataFrame) -> str:
    """Return what pays: renewing the list, refitting the model, both or neither."""
    renewed = (waiting["frozen rules"] - waiting["never renewed"]).mean()
    refitted = (waiting["monthly refit"] - waiting["frozen rules"]).mean()
    if renewed <= 0.01 and refitted <= 0.01:
        return "Neither pays: here the list could have been left alone."
    if refitted <= 0.01:
        return "What pays is to renew the list; fitting the model more often than ordered does not."
    if renewed <= 0.01:
        return "What pays is to fit the model anew."
    return "Both pay: renewing the list, and fitting the model anew."


def luck_words(before: float, after: float) -> str:
    """Return what became of the best segment: purchases per head before and after."""
    told = f"Each of its customers bought {before:.1f} times before and {after:.1f} times after"
    if after < before:
        return f"{told}: part of what made them the best was luck, or has ended."
    return f"{told}: what made them the best has lasted."


def naive_words(rate: float) -> str:
    """Return what an alarm is worth that rings so often though nothing changes."""
    if rate >= 0.5:
        return "As an alarm it is worth nothing here: it cannot tell ageing from change."
    return "That rate has to be known before the rule is used."


def twin_words(scaled: pd.DataFrame, strong: float = 0.7) -> str:
    """Return which features nearly repeat each other, by correlation."""
    names, correlations = list(scaled.columns), np.corrcoef(scaled.to_numpy().T)
    pairs = [
        f"{names[one]} with {names[other]} ({correlations[one, other]:.2f})"
        for one, other in combinations(range(len(names)), 2)
        if abs(correlations[one, other]) >= strong
    ]
    if not pairs:
        return "No two features are strongly correlated."
    return f"Strongly correlated: {joined(pairs)}."


def percent(share: float, digits: int = 0) -> str:
    """Return a share as the rest of the page writes it, with a space that does not break."""
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def joined(words: Iterable[str]) -> str:
    """Return words as an enumeration.

    Examples
    --------
    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def class_error_words(ours: float, theirs: tuple[float, float], other: float, name: str) -> str:
    """Return how our error by class stands to the published model's and to that of another model.

    Parameters
    ----------
    ours
        Error of our estimates.
    theirs
        Lowest and highest error of all models that round to the published estimates.
    other, name
        Error of the other published model, and its name.
    """
    low, high = theirs
    if ours < low:
        place = "smaller than that of any model that rounds to the published estimates"
    elif ours <= high:
        place = "within what the rounding of the published estimates leaves open"
    else:
        place = "larger than that of any model that rounds to the published estimates"
    beside = "smaller than" if ours < other else "not smaller than"
    return f"Ours is {place}, and {beside} that of the {name} model as printed."
