"""Where distances are measured: the vectors themselves, principal components, or a bent map."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portfolio.errors import UsageError, nearest

Array = NDArray[Any]

COMPONENTS = 50  # of the principal components
MAP_DIMENSIONS = 5  # of the UMAP map that is clustered; the one that is drawn has 2
ROUNDS = 200  # of UMAP, its default for large data; 500, for small, gave no better scores in twice the time
NEIGHBOURS = (
    30  # as in the guide of UMAP's authors to clustering, and `min_dist` of 0 (umap-learn.readthedocs.io)
)
PERPLEXITY = 30.0  # t-SNE's own default

# UMAP's authors advise min_dist = 0 for clustering; without packing, points are spread for the eye


def turned(vectors: Array) -> Array:
    """Return the vectors in as few numbers as there are rows, with the same products between rows.

    Whatever sees distances, angles or a linear model with a squared penalty answers the same, many times
    faster. Nothing is learnt: it is a rotation. Narrow vectors are returned as they are.
    """
    if vectors.shape[1] <= vectors.shape[0]:
        return vectors
    from scipy.sparse import csr_array

    few = csr_array(vectors)  # wide vectors count words: nearly all of their numbers are zero
    values, axes = np.linalg.eigh((few @ few.T).toarray())  # (rows,), (rows, rows)
    found: Array = axes * np.sqrt(np.clip(values, 0, None))
    return found


def in_vectors(vectors: Array, seed: int) -> Array:  # noqa: ARG001 - one signature for all places
    """Return the vectors as they are."""
    return vectors


def in_components(vectors: Array, seed: int) -> Array:
    """Return the first principal components: (texts, at most 50)."""
    from sklearn.decomposition import PCA

    number = min(COMPONENTS, *vectors.shape)
    found: Array = PCA(number, random_state=seed).fit_transform(vectors)
    return found


def in_tsne(vectors: Array, seed: int) -> Array:
    """Return a 2-D t-SNE map with the settings of scikit-learn, as a first try has them: (texts, 2).

    Coarser forces (an `angle` of 0.8) would save a fourth of the time. They led to other maps, so the
    library's own are kept.
    """
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
    mapper = TSNE(2, perplexity=perplexity, random_state=seed, n_jobs=1)
    # single precision halves the time of the distances
    found: Array = mapper.fit_transform(vectors.astype(np.float32))
    return found


def in_umap(vectors: Array, seed: int, dimensions: int = MAP_DIMENSIONS, packed: float = 0.0) -> Array:
    """Return a UMAP map of cosine distances: (texts, dimensions); `packed` is UMAP's `min_dist`."""
    with warnings.catch_warnings():
        # it tells of an extra that is not used here; narrow, so that any other warning is seen
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        from umap import UMAP

    filled = _without_zeros(vectors)
    neighbours = min(NEIGHBOURS, len(vectors) - 1)
    mapper = UMAP(
        n_components=dimensions,
        n_neighbors=neighbours,
        min_dist=packed,
        metric="cosine",
        n_epochs=ROUNDS,
        random_state=seed,
        n_jobs=1,  # a seed needs one thread; unsaid, UMAP warns
        # by itself UMAP asks for every distance one by one, and compiles code for it: half of the time
        precomputed_knn=(*nearest_by_cosine(filled, neighbours), None),
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)  # no new rows are placed later
        found: Array = mapper.fit_transform(filled)
    return found


def nearest_by_cosine(vectors: Array, count: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the nearest rows of each row by cosine distance, itself first: numbers and distances.

    Parameters
    ----------
    vectors
        (rows, width), no row of zeros.
    count
        Neighbours of a row, itself included: both results are (rows, count).
    """
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    distances = np.clip(1 - unit @ unit.T, 0, 2)
    np.fill_diagonal(distances, -1)  # an equal text must not come before the row itself
    order = np.argsort(distances, axis=1, kind="stable")[:, :count]
    near = np.clip(np.take_along_axis(distances, order, axis=1), 0, None)
    return order.astype(np.int32), near.astype(np.float32)


def _without_zeros(vectors: Array) -> Array:
    """Return the vectors with a tiny first number in rows of zeros, which have no direction."""
    zero = ~vectors.any(axis=1)
    if not zero.any():
        return vectors
    filled = vectors.copy()
    filled[zero, 0] = 1e-9
    return filled


def kept_neighbours(vectors: Array, points: Array, count: int = 10) -> float:
    """Return the mean share of each row's nearest rows, by cosine, that are also nearest in `points`."""
    from sklearn.neighbors import NearestNeighbors

    def nearest(found: Array, metric: str) -> Array:
        neighbours = NearestNeighbors(n_neighbors=count, metric=metric).fit(found)
        chosen: Array = neighbours.kneighbors(return_distance=False)
        return chosen

    pairs = zip(nearest(vectors, "cosine"), nearest(points, "euclidean"), strict=True)
    return float(np.mean([len(set(one) & set(other)) / count for one, other in pairs]))


PLACES: dict[str, Callable[[Array, int], Array]] = {
    "vectors": in_vectors,
    "PCA": in_components,
    "t-SNE": in_tsne,
    "UMAP": in_umap,
}


def place(name: str, vectors: Array, seed: int) -> Array:
    """Return the vectors in one of the `PLACES`.

    Raises
    ------
    UsageError
        No such place.
    """
    if name not in PLACES:
        raise UsageError(f"no place {name!r}", hint=nearest(name, PLACES))
    return np.asarray(PLACES[name](vectors, seed), dtype=np.float64)
