"""Missing values, column by column."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def missing_table(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row for each column with holes: table, column, missing count and share, largest first."""
    rows = [
        {"table": table, "column": str(column), "missing": int(holes), "share": holes / max(len(frame), 1)}
        for table, frame in tables.items()
        for column, holes in frame.isna().sum().items()
        if holes
    ]
    columns = ["table", "column", "missing", "share"]
    return pd.DataFrame(rows, columns=columns).sort_values("missing", ascending=False, ignore_index=True)


def missing_by(frame: pd.DataFrame, column: str, by: str) -> pd.DataFrame:
    """Return for each group of `by` its rows and the number and share of missing values of `column`.

    Parameters
    ----------
    frame
        The table, one row each.
    column
        Name of the column.
    by
        Name of the column of groups.
    """
    missing = frame[column].isna().groupby(frame[by], observed=True)
    table = pd.DataFrame({"rows": missing.size(), "missing": missing.sum(), "share": missing.mean()})
    return table.sort_values("share", ascending=False)


def fill_from_neighbours(observed: pd.DataFrame, column: str) -> pd.Series:
    """Return `column` with holes filled by the mean of the other origins in the same hour.

    A hole stays where no other origin reports. The fill uses readings of the same hour only, so it never
    looks ahead.

    Parameters
    ----------
    observed
        Readings by airport and hour.
    column
        Name of the column.
    """
    return observed[column].fillna(observed.groupby("time_hour")[column].transform("mean"))


def neighbour_error(observed: pd.DataFrame, column: str) -> pd.Series:
    """Return what filling from neighbours would get wrong, for readings that are known.

    Each known reading is hidden in turn and replaced by the mean of the other origins of its hour.

    Parameters
    ----------
    observed
        Readings by airport and hour.
    column
        Name of the column.
    """
    hour = observed.groupby("time_hour")[column]
    others = hour.transform("count") - 1
    mean_of_others = (hour.transform("sum") - observed[column]) / others.where(others > 0)
    return (mean_of_others - observed[column]).dropna()
