"""Parts of the applicants, by rows or by columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from portfolio.errors import DataError
from portfolio.scoring.applicants import Applicants, is_number


def subset(applicants: Applicants, rows: np.ndarray) -> Applicants:
    """Return some of the applicants, by position.

    Parameters
    ----------
    applicants
        The checked table.
    rows
        Positions of those that stay.
    """
    return replace(
        applicants,
        features=applicants.features.iloc[rows].reset_index(drop=True),
        bad=applicants.bad[rows],
        weights=applicants.weights[rows],
        groups=applicants.groups.iloc[rows].reset_index(drop=True),
        dates=applicants.dates[rows] if len(applicants.dates) else applicants.dates,
    )


def without(applicants: Applicants, columns: Sequence[str]) -> Applicants:
    """Return the applicants without some columns and without the ratios made from them.

    Parameters
    ----------
    applicants
        The checked table.
    columns
        Their names.
    """
    ratios = applicants.table.ratios
    gone = set(columns)
    for ratio in ratios:  # a ratio may read an earlier one
        gone |= {ratio.name} if gone & set(ratio.sources) else set()
    kept = tuple(ratio for ratio in ratios if ratio.name not in gone)
    features = applicants.features.drop(columns=list(columns), errors="ignore")
    return replace(applicants, features=features, table=replace(applicants.table, ratios=kept))


def halves(applicants: Applicants, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of applicants above the median of a number, and of the others.

    Of a text, the first half are the levels that come nearest to half of the applicants.

    Parameters
    ----------
    applicants
        The checked table.
    column
        Name of the column.

    Raises
    ------
    DataError
        No column can split the applicants.
    """
    if column not in applicants.features:
        raise DataError(
            "no column can split the applicants in two", expected="a feature of two values or more"
        )
    feature = applicants.features[column]
    if is_number(feature):
        values = feature.to_numpy(dtype=float)
        above = values > np.nanmedian(values)
    else:
        shares = feature.fillna("").value_counts(normalize=True).sort_values(kind="stable", ascending=False)
        reached = shares.cumsum().iloc[:-1]
        count = int(np.argmin(np.abs(reached.to_numpy() - 0.5))) + 1
        above = feature.fillna("").isin(shares.index[:count]).to_numpy()
    return np.flatnonzero(above), np.flatnonzero(~above)
