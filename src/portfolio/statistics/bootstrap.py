"""Intervals by resampling: whole clusters are drawn again where rows of one cluster repeat each other.

Flights of one day share weather, congestion and late aircraft, so they repeat each other. A resample is
a vector of weights, how often each cluster was drawn; statistics are computed from sums per cluster, so
that no row is ever copied. Source: Davison and Hinkley (1997), Bootstrap Methods and their Application,
section 3.8.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from portfolio.results.interval import Interval
from portfolio.results.methods import CLUSTER_BOOTSTRAP, SIMULTANEOUS

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


def draw_weights(clusters: int, resamples: int, rng: np.random.Generator) -> Floats:
    """Return how often each cluster is drawn, shape (resamples, clusters); each row sums to `clusters`.

    Parameters
    ----------
    clusters
        How many there are.
    resamples
        How often.
    rng
        Source of chance.
    """
    return rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples).astype(float)


def cluster_codes(clusters: pd.Series) -> tuple[Codes, int]:
    """Return the number of each row's cluster, in sorted order of the labels, and how many there are."""
    codes, labels = pd.factorize(clusters, sort=True)
    return codes.astype(np.intp), len(labels)


def sums_by(codes: Codes, count: int, values: ArrayLike | None = None) -> Floats:
    """Return the sum of `values` (or the number of rows) for each of `count` codes.

    Parameters
    ----------
    codes
        The cluster of each row, from 0.
    count
        How many clusters.
    values
        One number for each row.
    """
    weights = None if values is None else np.asarray(values, dtype=float)
    return np.bincount(codes, weights=weights, minlength=count).astype(float)


def cluster_means(values: pd.Series, clusters: pd.Series, weights: Floats) -> Floats:
    """Return the mean of `values` in each resample of clusters; missing values are left out.

    Parameters
    ----------
    values
        One number for each row.
    clusters
        The cluster of each row.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    codes, count = cluster_codes(clusters)
    present = values.notna().to_numpy()
    total = sums_by(codes[present], count, values.to_numpy(dtype=float)[present])
    return (weights @ total) / (weights @ sums_by(codes[present], count))


def cluster_quantiles(values: pd.Series, clusters: pd.Series, weights: Floats, q: float = 0.5) -> Floats:
    """Return the `q` quantile of `values` in each resample, the smallest value that reaches it.

    Parameters
    ----------
    values
        One number for each row.
    clusters
        The cluster of each row.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    q
        Which quantile, from 0 to 1.
    """
    codes, count = cluster_codes(clusters)
    present = values.notna().to_numpy()
    levels, level = np.unique(values.to_numpy(dtype=float)[present], return_inverse=True)
    cells = codes[present] * len(levels) + level
    table = sums_by(cells, count * len(levels)).reshape(count, len(levels))
    cumulated = np.cumsum(weights @ table, axis=1)
    # half a row of slack keeps float noise out of the comparison
    reached: Floats = levels[np.argmax(cumulated >= q * cumulated[:, -1:] - 1e-9, axis=1)]
    return reached


def rates_by(frame: pd.DataFrame, by: str, value: str, cluster: str, weights: Floats) -> pd.DataFrame:
    """Return the mean of `value` for each group with its 95 % interval, clusters resampled.

    Parameters
    ----------
    frame
        One row for each observation.
    by
        Name of the column of groups.
    value
        Name of the column whose mean is taken.
    cluster
        Name of the column of clusters.
    weights
        How often each cluster is drawn, shape (resamples, clusters).

    Returns
    -------
    pandas.DataFrame
        Indexed by `by`: `rows`, `value`, `low`, `high`. Groups absent from a resample are left out of it.
    """
    kept = frame[[by, value, cluster]].dropna()
    # the clusters of the whole frame, so that one set of weights serves every column
    codes, count = cluster_codes(frame[cluster])
    codes = codes[frame.index.get_indexer(kept.index)]
    group, labels = pd.factorize(kept[by], sort=True)
    cells, shape = codes * len(labels) + group, (count, len(labels))
    total = sums_by(cells, shape[0] * shape[1], kept[value]).reshape(shape)
    rows = sums_by(cells, shape[0] * shape[1]).reshape(shape)
    drawn = weights @ rows
    draws = np.divide(weights @ total, drawn, out=np.full(drawn.shape, np.nan), where=drawn > 0)
    low, high = np.nanpercentile(draws, [2.5, 97.5], axis=0)
    size = rows.sum(axis=0)
    data = {"rows": size.astype(int), "value": total.sum(axis=0) / size, "low": low, "high": high}
    return pd.DataFrame(data, index=pd.Index(labels, name=by))


def iid_means(values: pd.Series, resamples: int, rng: np.random.Generator) -> Floats:
    """Return the mean of `values` in resamples of single rows, as if rows were independent.

    The bootstrap of rows is a multinomial draw over the distinct values, which is exact and needs no copy.

    Parameters
    ----------
    values
        One number for each row.
    resamples
        How often.
    rng
        Source of chance.
    """
    levels, counts = np.unique(values.dropna().to_numpy(dtype=float), return_counts=True)
    size = int(counts.sum())
    means: Floats = rng.multinomial(size, counts / size, size=resamples) @ levels / size
    return means


def interval(draws: ArrayLike, level: float = 0.95, method: str = CLUSTER_BOOTSTRAP) -> Interval:
    """Return the percentile interval of bootstrap draws.

    Parameters
    ----------
    draws
        The statistic in each resample; missing ones are left out.
    level
        Coverage that is claimed.
    method
        How the resamples were drawn, by its name in `portfolio.results.methods.METHODS`.
    """
    tail = 100 * (1 - level) / 2
    low, high = np.nanpercentile(np.asarray(draws, dtype=float), [tail, 100 - tail])
    return Interval(low, high, method)


def simultaneous(values: pd.Series, draws: pd.DataFrame, level: float = 0.95) -> dict[str, Interval]:
    """Return an interval for each of several statistics, such that all of them are covered at once.

    Each is as many standard deviations of its draws wide as the largest departure among all stays within in
    a share `level` of the resamples. Romano and Wolf (2005), Exact and approximate stepdown methods for
    multiple hypothesis testing.

    Parameters
    ----------
    values
        The statistics, by name.
    draws
        A column for each of them, a row for each resample; the same resample in all columns.
    level
        Coverage that is claimed for all together.
    """
    spread = draws.std(ddof=1)
    off = (draws - values).abs() / spread.where(spread > 0, np.inf)  # what never moves cannot depart
    reach = float(np.quantile(off.max(axis=1), level, method="higher")) * spread
    return {
        str(name): Interval(values[name] - reach[name], values[name] + reach[name], SIMULTANEOUS)
        for name in values.index
    }


def side(low: float, high: float, reference: float = 0.0) -> Literal["above", "across", "below"]:
    """Return on which side of `reference` an interval lies; `across` if it holds it.

    Parameters
    ----------
    low
        Lower bound.
    high
        Upper bound.
    reference
        What the interval is held against.
    """
    return "above" if low > reference else "below" if high < reference else "across"
