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
from sklearn.metrics import silhouette_score

from portfolio.results.interval import Interval
from portfolio.results.methods import BOOTSTRAP
from portfolio.segmentation.models import fit_segments
from portfolio.segmentation.scaling import fit_scale
from portfolio.statistics.bootstrap import interval as percentile_interval

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
SILHOUETTE_ROWS = 2000  # a silhouette needs all pairs


def refit_labels(
    method: str,
    features: pd.DataFrame,
    k: int,
    shapes: pd.Series,
    rng: np.random.Generator,
    *,
    fits: int,
    fit_rows: int | None = None,
) -> Labels:
    """Return the segments of all customers by several fits, each on its own resample and with its own seed.

    Parameters
    ----------
    fit_rows
        Customers in each resample; all of them if None.

    Returns
    -------
    numpy.ndarray
        Shape (fits, customers).
    """
    size = min(fit_rows or len(features), len(features))
    labels = []
    for _ in range(fits):
        rows = features.iloc[rng.integers(0, len(features), size)]
        labels.append(fit_segments(method, rows, k, shapes, int(rng.integers(2**31))).assign(features))
    return np.array(labels)


def ari_of_pairs(labels: Labels) -> Floats:
    """Return the adjusted Rand index of every pair of segmentations of the same customers.

    All contingency tables come from one product of indicator matrices, which takes a hundredth of the time
    that pair after pair takes. Source: Hubert and Arabie (1985), Journal of Classification 2, 193-218.

    Parameters
    ----------
    labels
        Shape (fits, customers); any whole numbers.

    Returns
    -------
    numpy.ndarray
        Shape (fits, fits), ones on the diagonal.
    """
    codes = np.array([np.unique(row, return_inverse=True)[1] for row in labels])
    fits, size = codes.shape
    width = int(codes.max()) + 1
    indicator = np.concatenate([np.eye(width, dtype=np.float32)[row].T for row in codes])
    table = (indicator @ indicator.T).astype(float).reshape(fits, width, fits, width).transpose(0, 2, 1, 3)
    both = _pairs(table).sum(axis=(2, 3))
    own = np.diag(both)
    expected = np.outer(own, own) / (size * (size - 1) / 2)
    most = (own[:, None] + own[None, :]) / 2
    # two segmentations without any division agree wholly
    ari: Floats = np.divide(
        both - expected, most - expected, out=np.ones((fits, fits)), where=most > expected
    )
    return ari


def _pairs(counts: Floats) -> Floats:
    pairs: Floats = counts * (counts - 1) / 2
    return pairs


def distinct_pairs(ari: Floats, drawn: Labels | None = None) -> Floats:
    """Return the values of a matrix of pairs, each pair once; of the fits `drawn`, if given.

    A fit that is drawn twice makes no pair with itself.

    Parameters
    ----------
    ari
        Agreement of each pair of refits, a square.
    drawn
        Which refits were drawn; None for all.
    """
    rows = np.arange(len(ari)) if drawn is None else drawn
    one, other = np.triu_indices(len(rows), 1)
    apart = rows[one] != rows[other]
    values: Floats = ari[rows[one[apart]], rows[other[apart]]]
    return values


def interval(draws: Iterable[float], level: float = 0.95) -> Interval:
    """Return the percentile interval of draws in which customers were resampled.

    Parameters
    ----------
    draws
        The statistic in each resample.
    level
        Coverage that is claimed.
    """
    return percentile_interval(list(draws), level, BOOTSTRAP)


def silhouette(points: Floats, labels: Labels, rng: np.random.Generator) -> float:
    """Return the mean silhouette on at most 2,000 customers; 0 if there is one segment only.

    Parameters
    ----------
    points
        Scaled features, shape (customers, features).
    labels
        The segment or group of each customer.
    rng
        Source of chance.
    """
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
    references
        How many uniform tables.
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
