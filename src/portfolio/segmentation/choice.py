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
    bootstrap_ari,
    interval,
    mean_interval,
    silhouette,
    smallest_share,
)

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def k_table(
    features: pd.DataFrame,
    ks: Iterable[int],
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    resamples: int,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what speaks for each number of k-means segments.

    Returns
    -------
    pandas.DataFrame
        Indexed by k: `ari` mean over pairs of resamples with `low` and `high`, its interval;
        `worst`, the 5 % quantile of the pairs; `silhouette`; `smallest`, the smallest segment's share.
    """
    rows = {}
    for k in ks:
        draws = bootstrap_ari("k-means", features, k, shapes, rng, resamples=resamples)
        labels = fit_segments("k-means", features, k, shapes, seed).assign(features)
        low, high = mean_interval(draws, rng)
        points = fit_scale(features, shapes).apply(features)
        rows[k] = {
            "ari": draws.mean(),
            "low": low,
            "high": high,
            "worst": np.percentile(draws, 5),
            "silhouette": silhouette(points, labels, rng),
            "smallest": smallest_share(labels),
        }
    return pd.DataFrame(rows).T.rename_axis("k")


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
        Nineteen of twenty pairs of fits must agree at least so well. The mean would hide a model that has two
        equally good answers and gives now the one, now the other.
    smallest
        The share of the smallest segment must reach it.
    """
    passes = ((table["worst"] >= stable) & (table["smallest"] >= smallest)).to_numpy()
    if not passes[0]:
        return Choice(int(str(table["low"].idxmax())), False)
    steps = len(passes) if passes.all() else int(passes.argmin())
    return Choice(int(table.index.to_numpy()[steps - 1]), True)


def once_split(features: pd.DataFrame) -> Labels:
    """Return 1 for customers with a single purchase, 0 for the others."""
    return (features["frequency"] == 1).to_numpy().astype(np.int64)


def method_table(
    labelled: Mapping[str, Labels],
    stability: Mapping[str, Floats],
    features: pd.DataFrame,
    shapes: pd.Series,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return each method's segments, stability, silhouette and likeness to the split of one-time buyers."""
    points = fit_scale(features, shapes).apply(features)
    rows = {}
    for name, labels in labelled.items():
        draws = stability[name]
        low, high = mean_interval(draws, rng)
        rows[name] = {
            "segments": len(np.unique(labels)),
            "smallest": smallest_share(labels),
            "ari": draws.mean(),
            "ari_low": low,
            "ari_high": high,
            "silhouette": silhouette(points, labels, rng),
            "like_once": adjusted_rand_score(labels, once_split(features)),
        }
    return pd.DataFrame(rows).T.rename_axis("method")


def explained(
    labels: Labels, outcome: NDArray[np.float64], rng: np.random.Generator, resamples: int = 200
) -> Floats:
    """Return draws of the share of a later outcome's variance that segment means explain, out of sample.

    In each draw the customers are halved at random: means are learnt on one half and judged on the other.
    """
    codes = np.unique(labels, return_inverse=True)[1]
    count = codes.max() + 1
    draws = []
    for _ in range(resamples):
        half = rng.random(len(codes)) < 0.5
        size = np.bincount(codes[half], minlength=count)
        total = np.bincount(codes[half], weights=outcome[half], minlength=count)
        overall = outcome[half].mean()
        mean = np.divide(total, size, out=np.full(count, overall), where=size > 0)
        error = outcome[~half] - mean[codes[~half]]
        draws.append(1 - (error**2).sum() / ((outcome[~half] - overall) ** 2).sum())
    return np.array(draws)


def compare_methods(
    features: pd.DataFrame,
    k: int,
    shapes: pd.Series,
    outcome: Floats,
    rng: np.random.Generator,
    *,
    fit_rows: int = 2000,
    resamples: int = 10,
) -> pd.DataFrame:
    """Return every method under one protocol, in one table.

    Each is fitted on the same `fit_rows` customers and assigns all; its stability comes from pairs of
    resamples of that size; what its segments explain of `outcome`, which happened later, comes from halves.

    Returns
    -------
    pandas.DataFrame
        As `method_table` returns it; `explained` with its range `low` to `high` over random halves; the range
        `gain_low` to `gain_high` of its difference from the cells of the RFM rule, on the same halves.
    """
    drawn = features.iloc[rng.permutation(len(features))[:fit_rows]]
    seed = int(rng.integers(2**31))
    labelled = {name: fit_segments(name, drawn, k, shapes, seed).assign(features) for name in METHODS}
    stability = {
        name: bootstrap_ari(name, features, k, shapes, rng, resamples=resamples, fit_rows=fit_rows)
        for name in METHODS
    }
    table = method_table(labelled, stability, features, shapes, rng)
    halves = int(rng.integers(2**31))  # the same halves for every method
    draws = {
        name: explained(labels, outcome, np.random.default_rng(halves)) for name, labels in labelled.items()
    }
    table["explained"] = {name: values.mean() for name, values in draws.items()}
    table["low"], table["high"] = zip(*(interval(values) for values in draws.values()), strict=True)
    # paired over the same halves: the difference has less noise than each value
    gains = {name: interval(values - draws["RFM cells"]) for name, values in draws.items()}
    table["gain_low"], table["gain_high"] = zip(*gains.values(), strict=True)
    return table
