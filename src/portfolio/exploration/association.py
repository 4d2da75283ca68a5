"""How strongly two columns belong together, with intervals that respect clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from portfolio.errors import DataError
from portfolio.statistics.bootstrap import Floats, cluster_codes, interval, sums_by

CHUNK = 25  # resamples handled at once: bounds memory


@dataclass(frozen=True)
class GroupEffect:
    """What a factor explains of a number."""

    groups: int
    rows: int
    eta_squared: float  # share of the variance between groups
    low: float  # interval of eta squared, clusters resampled
    high: float
    epsilon_squared: float  # the same for ranks: Kruskal-Wallis
    f_p: float  # p-values as if rows were independent
    h_p: float

    def as_row(self) -> dict[str, float]:
        """Return plain data for a table."""
        return asdict(self)


def group_effect(values: pd.Series, groups: pd.Series, clusters: pd.Series, weights: Floats) -> GroupEffect:
    """Measure what `groups` explain of `values`: ANOVA and Kruskal-Wallis with their effect sizes.

    Parameters
    ----------
    weights
        Draws of the clusters, from `bootstrap.draw_weights`.

    Raises
    ------
    DataError
        Fewer than two groups.
    """
    kept = values.notna() & groups.notna()
    samples = [part.to_numpy(dtype=float) for _, part in values[kept].groupby(groups[kept], observed=True)]
    if len(samples) < 2:
        raise DataError(
            f"{groups.name!r} cannot explain anything", expected="two groups or more", got=len(samples)
        )
    variance, ranked = stats.f_oneway(*samples), stats.kruskal(*samples)
    size = int(kept.sum())
    low, high = interval(eta_squared_draws(values, groups, clusters, weights))
    estimate = eta_squared(values, groups)
    return GroupEffect(
        len(samples), size, estimate, low, high, ranked.statistic / (size - 1), variance.pvalue, ranked.pvalue
    )


def eta_squared(values: pd.Series, groups: pd.Series) -> float:
    """Return the share of the variance of `values` that lies between `groups`, 0 to 1.

    Parameters
    ----------
    values
        One number for each row.
    groups
        The group of each row.

    Examples
    --------
    >>> eta_squared(pd.Series([1.0, 1, 5, 5]), pd.Series(list("aabb")))
    1.0
    """
    one_cluster = pd.Series(0, index=values.index)
    return float(eta_squared_draws(values, groups, one_cluster, np.ones((1, 1)))[0])


def eta_squared_draws(values: pd.Series, groups: pd.Series, clusters: pd.Series, weights: Floats) -> Floats:
    """Return eta squared in each resample of clusters, from sums per cluster and group.

    Parameters
    ----------
    values
        One number for each row.
    groups
        The group of each row.
    clusters
        The cluster of each row: rows of one cluster repeat each other.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    cluster, count = cluster_codes(clusters)
    group, labels = pd.factorize(groups, sort=True)
    kept = values.notna().to_numpy() & (group >= 0)
    y = values.to_numpy(dtype=float)[kept]
    y = y - y.mean()  # keeps the sums of squares small
    shape = (count, len(labels))
    cells = cluster[kept] * shape[1] + group[kept]
    sums = weights @ sums_by(cells, shape[0] * shape[1], y).reshape(shape)
    rows = weights @ sums_by(cells, shape[0] * shape[1]).reshape(shape)
    squares = weights @ sums_by(cluster[kept], count, y**2)
    correction = sums.sum(axis=1) ** 2 / rows.sum(axis=1)
    between = np.divide(sums**2, rows, out=np.zeros_like(sums), where=rows > 0).sum(axis=1) - correction
    total = squares - correction
    explained: Floats = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    return explained


def eta_squared_by_chance(
    values: pd.Series, of_cluster: pd.Series, clusters: pd.Series, resamples: int, rng: np.random.Generator
) -> Floats:
    """Return eta squared of a label that belongs to whole clusters, after shuffling it between clusters.

    It is the reference for such a label: with few clusters it explains something by chance alone, which
    no test that counts rows can see.

    Parameters
    ----------
    values
        One number for each row.
    of_cluster
        The group of each cluster.
    clusters
        How many clusters there are.
    resamples
        How often.
    rng
        Source of chance.

    Raises
    ------
    DataError
        A cluster with two labels.
    """
    cluster, count = cluster_codes(clusters)
    label, labels = pd.factorize(of_cluster, sort=True)
    label_of = np.zeros(count, dtype=np.intp)
    label_of[cluster] = label
    if (label_of[cluster] != label).any():
        raise DataError(f"{of_cluster.name!r} varies inside a cluster", expected="one label for each cluster")
    kept = values.notna().to_numpy()
    y = values.to_numpy(dtype=float)[kept]
    y = y - y.mean()
    sums, rows = sums_by(cluster[kept], count, y), sums_by(cluster[kept], count)
    shuffled = rng.permuted(np.tile(label_of, (resamples, 1)), axis=1)
    return np.array([_between(sums, rows, codes, len(labels)) for codes in shuffled]) / float(y @ y)


def _between(sums: Floats, rows: Floats, codes: NDArray[np.intp], groups: int) -> float:
    size = sums_by(codes, groups, rows)
    return float((sums_by(codes, groups, sums)[size > 0] ** 2 / size[size > 0]).sum())


def cramers_v(table: NDArray[np.float64] | pd.DataFrame) -> float:
    """Return Cramér's V of a table of counts, corrected for the bias of small tables, 0 to 1.

    Source: Bergsma (2013), Journal of the Korean Statistical Society 42, 323-328.

    Raises
    ------
    DataError
        Fewer than two rows or columns with counts.
    """
    counts = np.asarray(table, dtype=float)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    rows, columns = counts.shape
    if min(rows, columns) < 2:
        raise DataError("Cramér's V of a table with one row or column", expected="two of each")
    size = counts.sum()
    chi2 = stats.chi2_contingency(counts, correction=False).statistic
    phi2 = max(0.0, chi2 / size - (rows - 1) * (columns - 1) / (size - 1))
    smaller = min(rows - (rows - 1) ** 2 / (size - 1), columns - (columns - 1) ** 2 / (size - 1))
    return float(np.sqrt(phi2 / (smaller - 1)))


def cramers_v_interval(
    left: pd.Series, right: pd.Series, clusters: pd.Series, weights: Floats
) -> tuple[float, tuple[float, float]]:
    """Return Cramér's V of two columns and its interval, clusters resampled.

    Parameters
    ----------
    left
        One categorical column.
    right
        The other.
    clusters
        The cluster of each row: rows of one cluster repeat each other.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    cluster, count = cluster_codes(clusters)
    first, rows = pd.factorize(left, sort=True)
    second, columns = pd.factorize(right, sort=True)
    size = len(rows) * len(columns)
    cells = (cluster * len(rows) + first) * len(columns) + second
    tables = sums_by(cells, count * size).reshape(count, size)
    drawn = (weights @ tables).reshape(-1, len(rows), len(columns))
    estimate = cramers_v(tables.sum(axis=0).reshape(len(rows), len(columns)))
    return estimate, interval([cramers_v(one) for one in drawn])


def spearman_draws(x: pd.Series, y: pd.Series, clusters: pd.Series, weights: Floats) -> Floats:
    """Return Spearman's rank correlation in each resample of clusters, ranked anew each time.

    Rows are counted by cluster and pair of values first, which makes the exact re-ranking cheap.

    Parameters
    ----------
    x
        The first of the two columns.
    y
        The second.
    clusters
        The cluster of each row: rows of one cluster repeat each other.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    cluster, count = cluster_codes(clusters)
    kept = (x.notna() & y.notna()).to_numpy()
    x_code, x_levels = pd.factorize(x[kept], sort=True)
    y_code, y_levels = pd.factorize(y[kept], sort=True)
    cells, cell = np.unique(x_code * len(y_levels) + y_code, return_inverse=True)
    size = int(kept.sum())
    table = sparse.csr_matrix((np.ones(size), (cluster[kept], cell)), shape=(count, len(cells)))
    x_of, y_of = np.divmod(cells, len(y_levels))
    parts = [
        _weighted_spearman(np.asarray(chunk @ table), (x_of, len(x_levels)), (y_of, len(y_levels)))
        for chunk in np.array_split(weights, max(1, len(weights) // CHUNK))
    ]
    return np.concatenate(parts)


def effect_table(
    frame: pd.DataFrame, target: str, factors: Mapping[str, str], cluster: str, weights: Floats
) -> pd.DataFrame:
    """Measure what each factor explains of `target`, strongest first.

    Parameters
    ----------
    factors
        Label and column of each factor; those with one level only are left out.

    Returns
    -------
    pandas.DataFrame
        Indexed by label, with the fields of `GroupEffect`.
    """
    rows = {
        label: group_effect(frame[target], frame[name], frame[cluster], weights).as_row()
        for label, name in factors.items()
        if frame[name].nunique() > 1
    }
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("eta_squared", ascending=False)


def cramers_v_table(
    frame: pd.DataFrame, target: str, partners: Mapping[str, str], cluster: str, weights: Floats
) -> pd.DataFrame:
    """Return Cramér's V of `target` and each labelled column as `value`, `low`, `high`, strongest first.

    Parameters
    ----------
    frame
        The table, one row each.
    target
        The column that is explained.
    partners
        The columns that it is held against.
    cluster
        Name of the column of clusters.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    rows = {}
    for label, name in partners.items():
        value, (low, high) = cramers_v_interval(frame[target], frame[name], frame[cluster], weights)
        rows[label] = {"value": value, "low": low, "high": high}
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("value", ascending=False)


def spearman_table(
    frame: pd.DataFrame, target: str, columns: Mapping[str, str], cluster: str, weights: Floats
) -> pd.DataFrame:
    """Correlate each labelled column with `target`, strongest first.

    Parameters
    ----------
    frame
        The table, one row each.
    target
        The column that is explained.
    columns
        Names of the columns.
    cluster
        Name of the column of clusters.
    weights
        How often each cluster is drawn, shape (resamples, clusters).

    Returns
    -------
    pandas.DataFrame
        Indexed by label: `value` (rho), `low`, `high`, `rows` and `p`, the last as if rows were independent.
    """
    rows = {}
    for label, name in columns.items():
        kept = frame[[name, target]].dropna()
        tested = stats.spearmanr(kept[name], kept[target])
        low, high = interval(spearman_draws(frame[name], frame[target], frame[cluster], weights))
        found = {"value": tested.statistic, "low": low, "high": high}
        rows[label] = {**found, "p": tested.pvalue, "rows": len(kept)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.loc[table["value"].abs().sort_values(ascending=False).index]


def _weighted_spearman(
    counts: Floats, x: tuple[NDArray[np.intp], int], y: tuple[NDArray[np.intp], int]
) -> Floats:
    """Correlate mid-ranks of cells for each row of `counts`, shape (resamples, cells)."""
    size = counts.sum(axis=1, keepdims=True)
    left, right = (_centred_ranks(counts, of, levels, size) for of, levels in (x, y))
    shared: Floats = (counts * left * right).sum(axis=1)
    spread = (counts * left**2).sum(axis=1) * (counts * right**2).sum(axis=1)
    rho: Floats = shared / np.sqrt(spread)
    return rho


def _centred_ranks(counts: Floats, of: NDArray[np.intp], levels: int, size: Floats) -> Floats:
    member = sparse.csr_matrix((np.ones(len(of)), (np.arange(len(of)), of)), shape=(len(of), levels))
    per_level = np.asarray(counts @ member)
    middle = np.cumsum(per_level, axis=1) - per_level / 2
    ranks: Floats = (middle - size / 2)[:, of]
    return ranks
