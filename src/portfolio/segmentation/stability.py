"""How much a segmentation owes to the customers and the seed it was fitted on.

Source: von Luxburg (2010), Clustering Stability: An Overview; the adjusted Rand index (ARI) is 1 for equal
segmentations and 0 on average for unrelated ones (Hubert and Arabie 1985).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from portfolio.results.interval import Interval
from portfolio.results.methods import BOOTSTRAP
from portfolio.segmentation.models import fit_segments
from portfolio.segmentation.scaling import fit_scale
from portfolio.statistics.bootstrap import interval as percentile_interval

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
SILHOUETTE_ROWS = 2000  # a silhouette needs all pairs


def bootstrap_ari(
    method: str,
    features: pd.DataFrame,
    k: int,
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    resamples: int,
    fit_rows: int | None = None,
) -> Floats:
    """Return the ARI of pairs of fits, each on its own resample and with its own seed, on all customers.

    Both fits of a pair are drawn afresh, so that the pairs are independent draws.

    Parameters
    ----------
    fit_rows
        Customers in each resample; all of them if None.

    Returns
    -------
    numpy.ndarray
        Shape (resamples,).
    """
    size = min(fit_rows or len(features), len(features))
    # distinct customers decide the ARI with their weights; all are assigned by both fits
    draws = []
    for _ in range(resamples):
        pair = []
        for _ in range(2):
            rows = features.iloc[rng.integers(0, len(features), size)]
            pair.append(fit_segments(method, rows, k, shapes, int(rng.integers(2**31))).assign(features))
        draws.append(adjusted_rand_score(*pair))
    return np.array(draws)


def interval(draws: Iterable[float], level: float = 0.95) -> Interval:
    """Return the percentile interval of draws in which customers were resampled."""
    return percentile_interval(list(draws), level, BOOTSTRAP)


def mean_interval(draws: Floats, rng: np.random.Generator, resamples: int = 2000) -> Interval:
    """Return the 95 % bootstrap interval of the mean of draws."""
    means = draws[rng.integers(0, len(draws), (resamples, len(draws)))].mean(axis=1)
    return interval(means)


def silhouette(points: Floats, labels: Labels, rng: np.random.Generator) -> float:
    """Return the mean silhouette on at most 2,000 customers; 0 if there is one segment only."""
    rows = rng.permutation(len(points))[:SILHOUETTE_ROWS]
    if len(np.unique(labels[rows])) < 2:
        return 0.0
    return float(silhouette_score(points[rows], labels[rows]))


def smallest_share(labels: Labels) -> float:
    """Return the share of customers in the smallest segment."""
    return float(np.unique(labels, return_counts=True)[1].min() / len(labels))


def gap_statistic(
    features: pd.DataFrame,
    ks: Iterable[int],
    shapes: pd.Series,
    rng: np.random.Generator,
    references: int = 10,
) -> pd.DataFrame:
    """Return the gap statistic for each k with its standard error, on at most 2,000 customers.

    The reference has no clusters: uniform in the box of the principal axes.
    Source: Tibshirani, Walther and Hastie (2001), J. R. Statist. Soc. B 63, 411-423.
    """
    rows = features.iloc[rng.permutation(len(features))[:SILHOUETTE_ROWS]]
    points = fit_scale(rows, shapes).apply(rows)
    axes = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)[2]
    turned = points @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    boxes = [rng.uniform(low, high, turned.shape) for _ in range(references)]
    table = {}
    for k in ks:
        chance = np.array([_log_dispersion(box, k) for box in boxes])
        error = chance.std() * np.sqrt(1 + 1 / references)
        table[k] = {"gap": chance.mean() - _log_dispersion(turned, k), "error": error}
    return pd.DataFrame(table).T.rename_axis("k")


def gap_choice(gaps: pd.DataFrame) -> int:
    """Return the smallest k whose gap is within one standard error of the next k's, else the largest k."""
    enough = gaps["gap"] >= (gaps["gap"] - gaps["error"]).shift(-1)
    return int(gaps.index[enough.to_numpy()][0]) if enough.any() else int(gaps.index[-1])


def _log_dispersion(points: Floats, k: int) -> float:
    return float(np.log(KMeans(k, n_init=2, random_state=0).fit(points).inertia_))
