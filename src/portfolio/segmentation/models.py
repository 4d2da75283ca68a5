"""Ways to cut customers into segments, under one protocol: fit on some customers, assign any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import KNeighborsClassifier

from portfolio.errors import UsageError, nearest
from portfolio.segmentation.features import RFM
from portfolio.segmentation.scaling import Scale, fit_scale

Labels = NDArray[np.int64]
Floats = NDArray[np.float64]
QUANTILES = (0.2, 0.4, 0.6, 0.8)  # quintile scores, as in the RFM rule of direct mail
HDBSCAN_SHARE = 0.03  # smallest cluster that HDBSCAN may find, share of customers


@dataclass(frozen=True)
class Fitted:
    """A fitted segmentation; `assign` gives the segment of any customer by features alone."""

    method: str
    assign: Callable[[pd.DataFrame], Labels]
    scale: Scale | None = None
    centres: Floats | None = None


def fit_segments(method: str, features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:
    """Return a segmentation fitted on these customers.

    Parameters
    ----------
    method
        One of `METHODS`.
    features
        As `customer_features` returns them.
    k
        Number of segments; `RFM cells` and `HDBSCAN` find their own.
    shapes
        Shape of each feature that distances are computed from; see `scaling.skewness_table`.
    seed
        Random starts derive from it.

    Raises
    ------
    UsageError
        No such method.
    """
    if method not in METHODS:
        raise UsageError(f"no method {method!r}", hint=nearest(method, METHODS))
    return METHODS[method](features, k, shapes, seed)


def _rfm_score(features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:  # noqa: ARG001
    edges = {name: np.quantile(features[name], QUANTILES) for name in RFM}
    cuts = np.quantile(_score(features, edges), np.arange(1, k) / k)
    return Fitted("RFM score", lambda rows: np.searchsorted(cuts, _score(rows, edges), side="left"))


def _score(features: pd.DataFrame, edges: dict[str, Floats]) -> Labels:
    """Return the sum of three scores from 1 to 5, good customers high."""
    parts = [np.searchsorted(edges[name], features[name], side="left") for name in RFM]
    return (4 - parts[0]) + parts[1] + parts[2] + 3


def _rfm_cells(features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:  # noqa: ARG001
    # thirds of recency and frequency; ties at one purchase may leave fewer cells than nine
    edges = {name: np.unique(np.quantile(features[name], (1 / 3, 2 / 3))) for name in RFM[:2]}

    def assign(rows: pd.DataFrame) -> Labels:
        recency, frequency = (np.searchsorted(edges[name], rows[name], side="left") for name in RFM[:2])
        return recency * 3 + frequency

    return Fitted("RFM cells", assign)


def _k_means(features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:
    scale = fit_scale(features, shapes)
    fitted = KMeans(k, n_init=5, random_state=seed).fit(scale.apply(features))
    centres = fitted.cluster_centers_
    return Fitted("k-means", lambda rows: nearest_centre(scale.apply(rows), centres), scale, centres)


def _gaussian_mixture(features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:
    scale = fit_scale(features, shapes)
    # ties at one purchase would let a variance shrink to nothing
    mixture = GaussianMixture(k, n_init=2, reg_covar=1e-2, max_iter=300, tol=1e-2, random_state=seed)
    mixture.fit(scale.apply(features))
    return Fitted("Gaussian mixture", lambda rows: mixture.predict(scale.apply(rows)), scale)


def _agglomerative(features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:  # noqa: ARG001
    scale = fit_scale(features, shapes)
    points = scale.apply(features)
    labels = AgglomerativeClustering(k, linkage="ward").fit_predict(points)
    # Ward's tree has no rule for new customers: they join the nearest mean, as its criterion suggests
    centres = np.array([points[labels == label].mean(axis=0) for label in range(k)])
    return Fitted("agglomerative", lambda rows: nearest_centre(scale.apply(rows), centres), scale, centres)


def _hdbscan(features: pd.DataFrame, k: int, shapes: pd.Series, seed: int) -> Fitted:  # noqa: ARG001
    scale = fit_scale(features, shapes)
    points = scale.apply(features)
    size = max(5, int(HDBSCAN_SHARE * len(points)))
    labels = HDBSCAN(min_cluster_size=size, min_samples=10, copy=True).fit_predict(points)
    # density has no rule for new customers either: they follow their nearest neighbour, noise included
    neighbour = KNeighborsClassifier(1).fit(points, labels)
    return Fitted("HDBSCAN", lambda rows: neighbour.predict(scale.apply(rows)), scale)


def nearest_centre(points: Floats, centres: Floats) -> Labels:
    """Return the index of the nearest centre of each point.

    Parameters
    ----------
    points
        One row per customer.
    centres
        One row per segment.
    """
    distance = (centres**2).sum(axis=1) - 2 * points @ centres.T
    nearest_one: Labels = distance.argmin(axis=1)
    return nearest_one


# one signature for all, so that they share a protocol: some need no k, no shapes or no seed
METHODS: dict[str, Callable[[pd.DataFrame, int, pd.Series, int], Fitted]] = {
    "RFM score": _rfm_score,
    "RFM cells": _rfm_cells,
    "k-means": _k_means,
    "Gaussian mixture": _gaussian_mixture,
    "agglomerative": _agglomerative,
    "HDBSCAN": _hdbscan,
}
