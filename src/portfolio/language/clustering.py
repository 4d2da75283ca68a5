"""k-means held against the categories, with the spread over seeds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.language.projections import PLACES, place, turned
from portfolio.statistics.bootstrap import simultaneous

Array = NDArray[Any]
Labels = NDArray[np.int64]

STARTS = 10  # of k-means, the tightest is kept
DRAWS = 500  # of the articles, for an interval


def cluster(points: Array, k: int, seed: int) -> Labels:
    """Return k-means labels of the rows of `points`."""
    from sklearn.cluster import KMeans

    found: Labels = KMeans(k, n_init=STARTS, random_state=seed).fit_predict(points).astype(np.int64)
    return found


@dataclass(frozen=True)
class Trial:
    """Clusterings of one representation in one place, one for each seed.

    Parameters
    ----------
    representation, place
        What was clustered, and where.
    labels
        Cluster of each text, (seeds, texts).
    seconds
        Mean time of a seed, map and k-means together.
    """

    representation: str
    place: str
    labels: Labels
    seconds: float


def try_place(name: str, where: str, vectors: Array, k: int, seeds: Sequence[int]) -> Trial:
    """Return the clusterings of a representation in one place, a map and a k-means for each seed.

    Raises
    ------
    DataError
        More clusters than texts.
    """
    if k > len(vectors):
        raise DataError(f"{k} clusters of {len(vectors)} texts", expected="fewer clusters than texts")
    began = time.process_time()
    narrow = turned(vectors)
    labels = np.array([cluster(place(where, narrow, seed), k, seed) for seed in seeds])
    return Trial(name, where, labels, (time.process_time() - began) / len(seeds))


def try_all(
    vectors: Mapping[str, Array], k: int, seeds: Sequence[int], places: Sequence[str] = tuple(PLACES)
) -> list[Trial]:
    """Return a trial for each representation in each place."""
    return [try_place(name, where, found, k, seeds) for name, found in vectors.items() for where in places]


def rand_index(one: Labels, other: Labels, times: NDArray[Any] | None = None) -> float:
    """Return the adjusted Rand index of two groupings, as scikit-learn's, a hundred times faster.

    Parameters
    ----------
    one, other
        Group of each row, numbered from 0.
    times
        How often each row was drawn; once if absent. Copies of a row make no pair with each other: they would
        agree in every grouping, and a redrawing would seem better than the rows it was drawn from.

    Notes
    -----
    Hubert and Arabie (1985), equation 5. Redrawing articles asks for thousands of these.
    """
    width = int(other.max()) + 1
    table = np.bincount(one * width + other, times, (int(one.max()) + 1) * width).reshape(-1, width)
    copies = len(one) if times is None else float((times.astype(float) ** 2).sum())

    def pairs(counts: Array) -> float:
        return (float((counts.astype(float) ** 2).sum()) - copies) / 2

    total, both = pairs(table.sum(keepdims=True)), pairs(table)
    first, second = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance, most = first * second / total, (first + second) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def agreement(truth: Labels, trial: Trial) -> pd.DataFrame:
    """Return three indices of agreement with the categories, one row per seed.

    Returns
    -------
    pandas.DataFrame
        `ARI` (adjusted Rand index), `AMI` (adjusted mutual information), `V` (V-measure): 1 is the same
        grouping; 0 is chance for the first two, which are adjusted for it, and the third is not.
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

    rows = [
        (
            adjusted_rand_score(truth, labels),
            adjusted_mutual_info_score(truth, labels),
            v_measure_score(truth, labels),
        )
        for labels in trial.labels
    ]
    return pd.DataFrame(rows, columns=["ARI", "AMI", "V"])


def score_table(truth: Labels, trials: Sequence[Trial]) -> pd.DataFrame:
    """Return mean and spread over seeds of each trial, and how well its seeds agree among themselves.

    Returns
    -------
    pandas.DataFrame
        Indexed by representation and place: `ARI`, `spread` (standard deviation of the ARI over seeds),
        `lowest`, `highest`, `AMI`, `V`, `same again` (mean ARI between seeds, which needs no categories),
        `seconds`.
    """
    rows = {}
    for trial in trials:
        scores = agreement(truth, trial)
        rows[trial.representation, trial.place] = {
            "ARI": scores["ARI"].mean(),
            "spread": scores["ARI"].std(ddof=1),
            "lowest": scores["ARI"].min(),
            "highest": scores["ARI"].max(),
            "AMI": scores["AMI"].mean(),
            "V": scores["V"].mean(),
            "same again": same_again(trial.labels),
            "seconds": trial.seconds,
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(rows, names=["representation", "place"])
    return table


def same_again(labels: Labels) -> float:
    """Return the mean ARI between the clusterings of two seeds: (seeds, texts) to one number."""
    from itertools import combinations

    pairs = combinations(range(len(labels)), 2)
    return float(np.mean([rand_index(labels[one], labels[other]) for one, other in pairs]))


def typical_seed(truth: Labels, trial: Trial) -> int:
    """Return the place of the seed whose ARI is the median: neither the best nor the worst is shown."""
    ari = agreement(truth, trial)["ARI"]
    return int(ari.sort_values(kind="stable").index[(len(ari) - 1) // 2])


def confusion(truth: Labels, labels: Labels, names: Sequence[str]) -> pd.DataFrame:
    """Return how the articles of each category (rows) fall into clusters, best matched (columns).

    Clusters are matched to categories so that the most articles agree (Hungarian method); as many clusters
    as categories are expected.
    """
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import confusion_matrix

    counts = confusion_matrix(truth, labels, labels=range(len(names)))
    order = linear_sum_assignment(-counts)[1]
    index = pd.Index(names, name="category")
    return pd.DataFrame(counts[:, order], index=index, columns=pd.Index(names, name="matched cluster"))


def largest_confusion(matched: pd.DataFrame) -> tuple[str, int]:
    """Return the category with the most articles in one cluster that is matched to another, and their number.

    Parameters
    ----------
    matched
        From `confusion`.
    """
    counts = matched.to_numpy(copy=True)
    np.fill_diagonal(counts, 0)
    row, column = np.unravel_index(int(counts.argmax()), counts.shape)
    return str(matched.index[int(row)]), int(counts[row, column])


def standing(gap: tuple[float, float, float]) -> str:
    """Return `beats`, `level` or `loses`: on which side of zero the whole interval of a difference lies.

    Parameters
    ----------
    gap
        Difference with lower and upper bound, as from `ari_gap`.
    """
    _, low, high = gap
    return "beats" if low > 0 else "loses" if high < 0 else "level"


def ari_interval(truth: Labels, trial: Trial, rng: np.random.Generator) -> tuple[float, float, float]:
    """Return the mean ARI of a trial with a 95 % interval over redrawn articles and seeds.

    The clusterings are kept: k-means does not run again on the articles of a draw.
    """
    return _bounds(_ari_of_draws(truth, [trial], rng)[0])


def ari_gap(truth: Labels, best: Trial, other: Trial, rng: np.random.Generator) -> tuple[float, float, float]:
    """Return how much higher the mean ARI of `best` is than that of `other`, with its 95 % interval.

    Both are redrawn together, since they are right and wrong about the same articles; the seeds of each are
    redrawn apart, since they share no chance.
    """
    first, second = _ari_of_draws(truth, [best, other], rng)
    return _bounds(first - second)


def ari_gaps(
    truth: Labels, best: Trial, others: Mapping[str, Trial], rng: np.random.Generator
) -> dict[str, tuple[float, float, float]]:
    """Return how much higher the mean ARI of `best` is than each other's; all intervals cover at once.

    Parameters
    ----------
    truth
        Category of each article.
    best
        The trial that is compared.
    others
        Its rivals by name; all are redrawn together, the seeds of each apart, as in `ari_gap`.
    rng
        Source of chance.
    """
    draws = _ari_of_draws(truth, [best, *others.values()], rng)
    gaps = pd.DataFrame((draws[0] - draws[1:]).T, columns=list(others))
    bounds = simultaneous(gaps.iloc[0], gaps.iloc[1:])
    return {name: (float(gaps[name].iloc[0]), *bounds[name]) for name in others}


def _ari_of_draws(truth: Labels, trials: Sequence[Trial], rng: np.random.Generator) -> Array:
    """Return the mean ARI of each trial on the articles, then on each draw of them: (trials, 1 + draws)."""
    n = len(truth)
    rows = [[float(agreement(truth, trial)["ARI"].mean()) for trial in trials]]
    for _ in range(DRAWS):
        times = np.bincount(rng.integers(0, n, n), minlength=n)
        drawn = [trial.labels[rng.integers(0, len(trial.labels), len(trial.labels))] for trial in trials]
        rows.append([float(np.mean([rand_index(truth, one, times) for one in labels])) for labels in drawn])
    return np.array(rows).T


def _bounds(values: Array) -> tuple[float, float, float]:
    """Return the first value, and the percentiles of the others."""
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return float(values[0]), float(low), float(high)


def measured(compute: Callable[[], Array]) -> tuple[Array, float, float]:
    """Return what a function computes, its seconds of processor time and the size of the result in MiB."""
    began = time.process_time()
    found = compute()
    return found, time.process_time() - began, found.nbytes / 2**20
