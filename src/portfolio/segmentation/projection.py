"""Many dimensions on a plane: principal components, t-SNE, UMAP, and how far each may be trusted."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors

Floats = NDArray[np.float64]
NEIGHBOURS = 15


@dataclass(frozen=True)
class Plane:
    """Principal components of scaled features.

    Parameters
    ----------
    points
        Coordinates of the customers, shape (customers, components).
    loadings
        Correlation of each feature with each component.
    shares
        Explained share of the variance of each component.
    """

    points: Floats
    loadings: pd.DataFrame
    shares: pd.Series


def principal_plane(scaled: Floats, columns: list[str]) -> Plane:
    """Return the principal components of scaled features, the strongest feature of each pointing up.

    Parameters
    ----------
    scaled
        Features on their common scale, shape (customers, features).
    columns
        Names of the features.
    """
    fitted = PCA(svd_solver="covariance_eigh").fit(scaled)
    loadings = fitted.components_.T * np.sqrt(fitted.explained_variance_)
    sign = np.sign(loadings[np.abs(loadings).argmax(axis=0), np.arange(loadings.shape[1])])
    names = [f"PC{number + 1}" for number in range(loadings.shape[1])]
    return Plane(
        fitted.transform(scaled) * sign,
        pd.DataFrame(loadings * sign, index=pd.Index(columns, name="feature"), columns=names),
        pd.Series(fitted.explained_variance_ratio_, index=names, name="share"),
    )


def tsne_map(scaled: Floats, seed: int, perplexity: float = 30.0) -> Floats:
    """Return a t-SNE map, started from the principal plane so that its coarse layout means something.

    Parameters
    ----------
    scaled
        Features on their common scale, shape (customers, features).
    seed
        Of all that is drawn.
    perplexity
        About how many neighbours count.
    """
    mapping = TSNE(2, perplexity=perplexity, init="pca", random_state=seed, max_iter=500, n_jobs=1)
    return np.asarray(mapping.fit_transform(scaled), dtype=float)


def umap_map(scaled: Floats, seed: int, neighbours: int = NEIGHBOURS) -> Floats:
    """Return a UMAP map, started from the principal plane.

    Parameters
    ----------
    scaled
        Features on their common scale, shape (customers, features).
    seed
        Of all that is drawn.
    neighbours
        How many count as near.
    """
    with warnings.catch_warnings():
        # it tells of an extra that is not used here; narrow, so that any other warning is seen
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        # the map is never asked for new points
        warnings.filterwarnings("ignore", r"precomputed_knn\[2\]", UserWarning)
        # it compiles on import: only where a map is drawn
        from umap import UMAP  # type: ignore[import-untyped]

        mapping = UMAP(
            n_neighbors=neighbours,
            min_dist=0.1,
            init="pca",
            random_state=seed,
            n_jobs=1,
            n_epochs=200,
            precomputed_knn=(*nearest_points(scaled, neighbours), None),
            force_approximation_algorithm=True,  # else few points would be searched once more
        )
        return np.asarray(mapping.fit_transform(scaled), dtype=float)


def nearest_points(scaled: Floats, count: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the nearest points of each point, itself the first, and their distances.

    UMAP's own search finds the same ones, but takes five seconds to compile.

    Parameters
    ----------
    scaled
        Features on their common scale, shape (customers, features).
    count
        How many for each, itself included.
    """
    distances, places = NearestNeighbors(n_neighbors=count).fit(scaled).kneighbors(scaled)
    return places.astype(np.int32), distances.astype(np.float32)


def jittered(scaled: Floats, rng: np.random.Generator, width: float = 0.01) -> Floats:
    """Return points moved a little: customers with equal histories would be pulled into artificial knots.

    Parameters
    ----------
    scaled
        Features on their common scale, shape (customers, features).
    rng
        Source of chance.
    width
        Of the noise.
    """
    return scaled + rng.normal(0, width, scaled.shape)


def map_quality(scaled: Floats, plane: Floats) -> dict[str, float]:
    """Return what a map keeps: `neighbours` near each other, and `distances` in rank order.

    `neighbours` is the trustworthiness of the map (Venna and Kaski 2001), 1 if all its neighbours are true
    ones; `distances` the rank correlation of all distances in the map with the true ones.

    Parameters
    ----------
    scaled
        Features on their common scale, shape (customers, features).
    plane
        Coordinates on the map, shape (customers, 2).
    """
    rank = spearmanr(pdist(scaled), pdist(plane)).statistic
    return {
        "neighbours": float(trustworthiness(scaled, plane, n_neighbors=NEIGHBOURS)),
        "distances": float(rank),
    }


def shared_neighbours(one: Floats, other: Floats, neighbours: int = NEIGHBOURS) -> float:
    """Return the mean share of nearest neighbours that two maps of the same points have in common.

    Parameters
    ----------
    one
        One map.
    other
        The other map.
    neighbours
        How many count as near.
    """
    near = [
        NearestNeighbors(n_neighbors=neighbours).fit(plane).kneighbors(return_distance=False)
        for plane in (one, other)
    ]
    common = [len(set(a) & set(b)) for a, b in zip(*near, strict=True)]
    return float(np.mean(common) / neighbours)


def percentile_profile(features: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """Return the mean percentile (0 to 100) of each segment on each feature: comparable without units.

    Parameters
    ----------
    features
        One row per customer.
    labels
        The segment or group of each customer.
    """
    return (100 * features.rank(pct=True)).groupby(labels, observed=True, sort=False).mean()
