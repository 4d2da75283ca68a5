"""The nearest films of a user's factors: exact, and approximately for catalogues that are large."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def larger_catalogue(items: NDArray[np.float64], count: int, rng: np.random.Generator) -> Floats:
    """Return factors of a catalogue of `count`: real ones drawn again, each with noise of half its spread.

    Parameters
    ----------
    items
        Factors of the real catalogue.
    count
        Wanted.
    rng
        Source of chance.
    """
    drawn = items[rng.integers(len(items), size=count)]
    noise = rng.normal(size=drawn.shape) * items.std(axis=0) / 2
    return np.ascontiguousarray(drawn + noise, dtype=np.float32)


def search_table(items: Floats, users: Floats, length: int = 10) -> pd.DataFrame:
    """Return recall of the exact lists and milliseconds for a user: exact search, and inverted lists.

    Parameters
    ----------
    items, users
        Factors; the score is their inner product.
    length
        Of a list.

    Returns
    -------
    pandas.DataFrame
        By the number of cells that are probed, 0 for the exact search: `recall`, `milliseconds`.
    """
    import faiss  # type: ignore[import-untyped]

    faiss.omp_set_num_threads(1)
    width, count = items.shape[1], len(items)
    exact = faiss.IndexFlatIP(width)
    exact.add(items)
    cells = int(np.sqrt(count))
    coarse = faiss.IndexFlatIP(width)
    inverted = faiss.IndexIVFFlat(coarse, width, cells, faiss.METRIC_INNER_PRODUCT)
    inverted.cp.niter, inverted.cp.max_points_per_centroid = 5, 64
    inverted.train(items)
    inverted.add(items)
    truth, spent = _searched(exact, users, length)
    rows: dict[int, list[float]] = {0: [1.0, spent]}
    for probes in (1, 2, 4, 8, 16, 32, 64):
        inverted.nprobe = probes
        found, spent = _searched(inverted, users, length)
        common = [len(np.intersect1d(one, other)) for one, other in zip(found, truth, strict=True)]
        rows[probes] = [float(np.mean(common)) / length, spent]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["recall", "milliseconds"])


def _searched(index: Any, users: Floats, length: int) -> tuple[NDArray[np.int64], float]:
    began = time.perf_counter()
    found = [index.search(user[None], length)[1][0] for user in users]
    return np.array(found), 1000 * (time.perf_counter() - began) / len(users)
