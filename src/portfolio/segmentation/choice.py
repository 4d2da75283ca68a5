"""How many segments, and which method: one table each, and a rule stated before looking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from portfolio.segmentation.models import METHODS, fit_segments
from portfolio.segmentation.scaling import fit_scale
from portfolio.segmentation.stability import (
    ari_of_pairs,
    distinct_pairs,
    interval,
    refit_labels,
    silhouette,
    smallest_share,
)

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
LOW = 0.1  # quantile of the pairs of fits that must be stable


def agreements(
    features: pd.DataFrame,
    ks: Iterable[int],
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    fits: int,
    fit_rows: int | None = None,
) -> dict[int, Floats]:
    """Return, for each number of k-means segments, the ARI of every pair of `fits` refits.

    Each refit has a resample of `fit_rows` customers (as many as there are if None) and a seed of its own,
    and assigns all customers.

    Parameters
    ----------
    features
        One row per customer.
    ks
        Numbers of segments to try.
    shapes
        Transformation of each feature.
    rng
        Source of chance.
    fits
        Refits for each number.
    fit_rows
        Customers drawn for each refit.
    """
    return {
        k: ari_of_pairs(refit_labels("k-means", features, k, shapes, rng, fits=fits, fit_rows=fit_rows))
        for k in ks
    }


def k_table(
    features: pd.DataFrame,
    agreed: Mapping[int, Floats],
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what speaks for each number of k-means segments.

    Parameters
    ----------
    agreed
        As `agreements` returns it.

    Returns
    -------
    pandas.DataFrame
        Indexed by k: `ari`, the mean over pairs of refits, `worst` and `best` pair, `low`, the 10 % quantile;
        `silhouette`; `smallest`, the smallest segment's share.
    """
    rows = {}
    points = fit_scale(features, shapes).apply(features)
    for k, ari in agreed.items():
        labels = fit_segments("k-means", features, k, shapes, seed).assign(features)
        rows[k] = _pair_summary(ari) | {
            "low": _low(distinct_pairs(ari)),
            "silhouette": silhouette(points, labels, rng),
            "smallest": smallest_share(labels),
        }
    return pd.DataFrame(rows).T.rename_axis("k")


def _pair_summary(ari: Floats) -> dict[str, float]:
    pairs = distinct_pairs(ari)
    return {"ari": float(pairs.mean()), "worst": float(pairs.min()), "best": float(pairs.max())}


def _low(pairs: Floats) -> float:
    return float(np.quantile(pairs, LOW))


@dataclass(frozen=True)
class Choice:
    """A number of segments, and whether it passed the rule."""

    k: int
    passed: bool


def choose_k(table: pd.DataFrame, *, stable: float, smallest: float) -> Choice:
    """Return the largest k before the first one that is unstable or has a tiny segment.

    The first break ends the search: a larger k that happens to pass again would rest on luck. If not even
    the smallest k passes, the most stable one is returned, marked as not passed: a page can then say so.

    Parameters
    ----------
    table
        As `k_table` returns it.
    stable
        The 10 % quantile of the pairs of fits must reach it. The mean would hide a model that has two equally
        good answers and gives now the one, now the other.
    smallest
        The share of the smallest segment must reach it.
    """
    passes = meets_rule(table, stable, smallest).to_numpy()
    if not passes[0]:
        return Choice(int(str(table["low"].idxmax())), False)
    steps = len(passes) if passes.all() else int(passes.argmin())
    return Choice(int(table.index.to_numpy()[steps - 1]), True)


def meets_rule(table: pd.DataFrame, stable: float, smallest: float) -> pd.Series:
    """Return which numbers of segments meet both conditions of `choose_k`, each for itself.

    Parameters
    ----------
    table
        One row for each number of segments.
    stable
        Agreement that is required.
    smallest
        Share of the customers that the smallest segment must have.
    """
    return (table["low"] >= stable) & (table["smallest"] >= smallest)


def redrawn_choices(
    table: pd.DataFrame,
    agreed: Mapping[int, Floats],
    rng: np.random.Generator,
    *,
    stable: float,
    smallest: float,
    redraws: int = 500,
) -> pd.Series:
    """Return how often the rule chooses each number when the refits at hand are drawn again.

    Parameters
    ----------
    table, stable, smallest
        As `choose_k` takes them.
    agreed
        As `agreements` returns it.

    Returns
    -------
    pandas.Series
        Shares, indexed by k; they sum to 1.
    """
    found = []
    for _ in range(redraws):
        low = [_low(distinct_pairs(ari, rng.integers(0, len(ari), len(ari)))) for ari in agreed.values()]
        found.append(choose_k(table.assign(low=low), stable=stable, smallest=smallest).k)
    return pd.Series(found).value_counts(normalize=True).reindex(table.index, fill_value=0.0)


def once_split(features: pd.DataFrame) -> Labels:
    """Return 1 for customers with a single purchase, 0 for the others."""
    return (features["frequency"] == 1).to_numpy().astype(np.int64)


def method_table(
    labelled: Mapping[str, Labels],
    agreed: Mapping[str, Floats],
    features: pd.DataFrame,
    shapes: pd.Series,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return each method's segments, stability, silhouette and likeness to the split of one-time buyers.

    Parameters
    ----------
    labelled
        The segments of all customers, by method.
    agreed
        Agreement of the refits, by method.
    features
        One row per customer.
    shapes
        Transformation of each feature.
    rng
        Source of chance.
    """
    points = fit_scale(features, shapes).apply(features)
    rows = {}
    for name, labels in labelled.items():
        rows[name] = {
            "segments": len(np.unique(labels)),
            "smallest": smallest_share(labels),
            **_pair_summary(agreed[name]),
            "silhouette": silhouette(points, labels, rng),
            "like_once": adjusted_rand_score(labels, once_split(features)),
        }
    return pd.DataFrame(rows).T.rename_axis("method")


def held_out_errors(labels: Labels, outcome: Floats, half: NDArray[np.bool_]) -> Floats:
    """Return the squared error of each customer's outcome from the mean of the segment in the other half.

    Parameters
    ----------
    labels
        Segment of each customer; one segment for all gives the errors from the mean of the other half.
    outcome
        What happened later.
    half
        Which half each customer is in. No customer is judged by a mean that holds the customer's own outcome.
    """
    codes = np.unique(labels, return_inverse=True)[1]
    count = int(codes.max()) + 1
    error = np.empty(len(codes))
    for learn in (half, ~half):
        size = np.bincount(codes[learn], minlength=count)
        total = np.bincount(codes[learn], weights=outcome[learn], minlength=count)
        mean = np.divide(total, size, out=np.full(count, outcome[learn].mean()), where=size > 0)
        error[~learn] = (outcome[~learn] - mean[codes[~learn]]) ** 2
    return error


def explained(
    labelled: Mapping[str, Labels], outcome: Floats, rng: np.random.Generator, resamples: int = 500
) -> pd.DataFrame:
    """Return the share of a later outcome's variance that the segments of each method explain, held out.

    Means are learnt on one half of the customers and judged on the other, both ways round.

    Parameters
    ----------
    labelled
        Segments of each customer by each method; the first is what the others are compared with.

    Returns
    -------
    pandas.DataFrame
        Indexed by method: `explained` with its 95 % bootstrap interval `low` to `high`, customers drawn
        again; `gain_low` to `gain_high`, that of the difference from the first method, in the same resamples.
    """
    half = rng.permutation(len(outcome)) % 2 == 0
    everyone = np.zeros(len(outcome), dtype=np.int64)
    errors = np.column_stack(
        [held_out_errors(labels, outcome, half) for labels in (everyone, *labelled.values())]
    )
    sums = np.array(
        [errors[rng.integers(0, len(outcome), len(outcome))].sum(axis=0) for _ in range(resamples)]
    )
    draws = 1 - sums[:, 1:] / sums[:, :1]
    gains = draws - draws[:, :1]
    total = errors.sum(axis=0)
    table = pd.DataFrame({"explained": 1 - total[1:] / total[0]}, index=pd.Index(labelled, name="method"))
    for name, values in {"": draws, "gain_": gains}.items():
        bounds = [interval(column) for column in values.T]
        table[f"{name}low"], table[f"{name}high"] = zip(*bounds, strict=True)
    return table


def compare_methods(
    features: pd.DataFrame,
    k: int,
    shapes: pd.Series,
    outcome: Floats,
    rng: np.random.Generator,
    *,
    fit_rows: int = 2000,
    fits: int = 10,
) -> pd.DataFrame:
    """Return every method under one protocol, in one table.

    Each is fitted on the same `fit_rows` customers and assigns all; its stability comes from pairs of refits
    on resamples of that size.

    Parameters
    ----------
    features
        One row per customer.
    k
        Number of segments.
    shapes
        Transformation of each feature.
    outcome
        Later purchases of each customer.
    rng
        Source of chance.
    fit_rows
        Customers that each method is fitted on.
    fits
        Refits of each method.

    Returns
    -------
    pandas.DataFrame
        As `method_table` and `explained` return it, compared with the cells of the RFM rule.
    """
    drawn = features.iloc[rng.permutation(len(features))[:fit_rows]]
    seed = int(rng.integers(2**31))
    labelled = {name: fit_segments(name, drawn, k, shapes, seed).assign(features) for name in METHODS}
    agreed = {
        name: ari_of_pairs(refit_labels(name, features, k, shapes, rng, fits=fits, fit_rows=fit_rows))
        for name in METHODS
    }
    first = {"RFM cells": labelled["RFM cells"]} | labelled
    return method_table(labelled, agreed, features, shapes, rng).join(explained(first, outcome, rng))
