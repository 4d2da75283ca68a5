"""k-means held against the categories, with the spread over seeds."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError
from portfolio.language.projections import PLACES, place, turned
from portfolio.statistics.means import welch_t

Array = NDArray[Any]
Labels = NDArray[np.int64]

STARTS = 10  # of k-means, the tightest is kept


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
        How often each row counts; once if absent. A redrawing is told by these numbers.

    Notes
    -----
    Hubert and Arabie (1985), equation 5. Redrawing articles asks for thousands of these.
    """
    width = int(other.max()) + 1
    table = np.bincount(one * width + other, times, (int(one.max()) + 1) * width).reshape(-1, width)

    def pairs(counts: Array) -> float:
        return float((counts * (counts - 1)).sum()) / 2

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


def difference(truth: Labels, best: Trial, other: Trial) -> tuple[float, float, float]:
    """Return how much higher the ARI of `best` is than that of `other`, with a 95 % interval over seeds.

    The two share no randomness, so the interval is Welch's. It covers the luck of the seeds only, not that
    of the corpus.
    """
    first, second = (agreement(truth, trial)["ARI"] for trial in (best, other))
    gap = float(first.mean() - second.mean())
    if max(first.std(), second.std()) < 1e-9:  # both the same for every seed
        return gap, gap, gap
    with warnings.catch_warnings():  # one of the two may be the same for every seed, as found clusters are
        warnings.filterwarnings("ignore", "Precision loss", RuntimeWarning)
        return gap, *welch_t(first, second)


def standing(gap: tuple[float, float, float]) -> str:
    """Return `beats`, `level` or `loses`: on which side of zero the whole interval of a difference lies.

    Parameters
    ----------
    gap
        Difference with lower and upper bound, as from `difference`.
    """
    _, low, high = gap
    return "beats" if low > 0 else "loses" if high < 0 else "level"


def resampled_difference(
    truth: Labels, best: Trial, other: Trial, rng: np.random.Generator, draws: int = 200
) -> tuple[float, float]:
    """Return a 95 % interval of the difference in mean ARI over redrawn articles, clusterings kept."""
    gaps = []
    for _ in range(draws):
        times = np.bincount(rng.integers(0, len(truth), len(truth)), minlength=len(truth))
        pair = [
            np.mean([rand_index(truth, labels, times) for labels in trial.labels]) for trial in (best, other)
        ]
        gaps.append(pair[0] - pair[1])
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)


def even_difference(
    truth: Labels, best: Array, other: Array, seeds: Sequence[int]
) -> tuple[float, float, float]:
    """Return how much higher the ARI of `best` is where all categories have the same size.

    Each seed draws as many articles of every category as the smallest has, and k-means runs on the vectors
    of both; the interval (95 %) is over draws.

    Parameters
    ----------
    truth
        Category of each article.
    best, other
        Vectors of the same articles.
    """
    from scipy.stats import ttest_1samp
    from sklearn.metrics import adjusted_rand_score

    k, smallest = int(truth.max()) + 1, int(np.bincount(truth).min())
    gaps = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        members = [rng.permutation(np.flatnonzero(truth == one))[:smallest] for one in range(k)]
        rows = np.concatenate(members)
        pair = [adjusted_rand_score(truth[rows], cluster(found[rows], k, seed)) for found in (best, other)]
        gaps.append(pair[0] - pair[1])
    interval = ttest_1samp(gaps, 0).confidence_interval()
    return float(np.mean(gaps)), float(interval.low), float(interval.high)


def measured(compute: Callable[[], Array]) -> tuple[Array, float, float]:
    """Return what a function computes, its seconds of processor time and the size of the result in MiB."""
    began = time.process_time()
    found = compute()
    return found, time.process_time() - began, found.nbytes / 2**20
