"""Groups compared in equal conditions: each with all others in its own strata.

A carrier that flies in the evening from a crowded airport is late for reasons that are not its own. So every
row is compared with the mean of the *other* groups' rows of its stratum: a mean that held the group's own
rows would pull the difference towards zero, by the share that the group has of its stratum. Source: direct
standardisation, Rothman, Greenland and Lash (2008), Modern Epidemiology, chapter 4.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from portfolio.errors import DataError
from portfolio.statistics.bootstrap import Floats, cluster_codes, sums_by


def excess_over_others(
    frame: pd.DataFrame, group: str, strata: Sequence[str], value: str, cluster: str, weights: Floats
) -> pd.DataFrame:
    """Return by how much the mean of each group exceeds that of the others in the same strata.

    The strata of a group count by its own rows in them. Clusters are resampled as wholes, and the means of
    the others with them.

    Parameters
    ----------
    group, value, cluster
        Columns: who is compared, what is averaged, what is drawn again.
    strata
        Columns that together make up the conditions, such as airport and hour.
    weights
        Draws of the clusters, shape (resamples, clusters), from `draw_weights`.

    Returns
    -------
    pandas.DataFrame
        Indexed by `group`: `rows` compared, rows `alone` in their stratum (nobody to compare them with; left
        out), `value`, `low` and `high` (95 %), and the two-sided `p` that the difference is zero; both from
        the standard error of the resamples and a t distribution with one degree of freedom less than
        clusters. Not corrected for comparing many groups.

    Raises
    ------
    DataError
        A single group, or no stratum that two groups share.
    """
    kept = frame[[group, *strata, value, cluster]].dropna()
    codes, count = cluster_codes(frame[cluster])
    stratum = kept.groupby(list(strata), observed=True).ngroup().to_numpy()
    which, labels = pd.factorize(kept[group], sort=True)
    shape = (count, int(stratum.max()) + 1, len(labels)) if len(kept) else (count, 0, 0)
    cells = np.ravel_multi_index((codes[frame.index.get_indexer(kept.index)], stratum, which), shape)
    total = sums_by(cells, int(np.prod(shape)), kept[value]).reshape(shape)
    rows = sums_by(cells, int(np.prod(shape))).reshape(shape)
    estimate = _excess(total.sum(axis=0), rows.sum(axis=0))
    if not np.isfinite(estimate).any():
        raise DataError(f"no two {group} share a stratum of {', '.join(strata)}", got=f"{len(labels)} groups")
    draws = np.array([_excess(*(np.tensordot(one, part, 1) for part in (total, rows))) for one in weights])
    # resampling K clusters makes the variance (K - 1) / K of what it should be
    error = np.nanstd(draws, axis=0, ddof=1) * np.sqrt(count / (count - 1))
    reach = stats.t.ppf(0.975, count - 1) * error
    with np.errstate(divide="ignore", invalid="ignore"):  # a handful of clusters may give no spread at all
        p = 2 * stats.t.sf(np.abs(estimate) / error, count - 1)
    size = rows.sum(axis=0)
    alone = np.where(size == size.sum(axis=1, keepdims=True), size, 0).sum(axis=0).astype(int)
    data = {"rows": size.sum(axis=0).astype(int) - alone, "alone": alone}
    data |= {"value": estimate, "low": estimate - reach, "high": estimate + reach, "p": p}
    return pd.DataFrame(data, index=pd.Index(labels, name=group))


def _excess(total: Floats, rows: Floats) -> NDArray[np.float64]:
    """Return each group's excess, from sums and counts of shape (strata, groups)."""
    others = rows.sum(axis=1, keepdims=True) - rows
    compared = np.where(others > 0, rows, 0)
    expected = (total.sum(axis=1, keepdims=True) - total) / np.where(others > 0, others, 1)
    with np.errstate(invalid="ignore"):  # a group that is nowhere compared has no excess
        excess: Floats = np.where(others > 0, total - rows * expected, 0).sum(axis=0) / compared.sum(axis=0)
    return excess
