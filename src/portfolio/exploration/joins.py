"""Left joins, validated: no row is lost or doubled, and who found no partner is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from portfolio.errors import DataError


@dataclass(frozen=True)
class Join:
    """A left join, many to one, with its accounts."""

    frame: pd.DataFrame
    rows: int  # before, and after
    unmatched: int  # rows whose key the right table does not hold
    without_key: int  # rows whose key is missing: they cannot match

    def as_row(self) -> dict[str, int]:
        """Return the accounts without the frame."""
        return {"rows": self.rows, "unmatched": self.unmatched, "without key": self.without_key}


def join_accounts(joins: Mapping[str, Join]) -> pd.DataFrame:
    """Return the accounts of several joins, one row each."""
    return pd.DataFrame.from_dict({name: join.as_row() for name, join in joins.items()}, orient="index")


def checked_join(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str], prefix: str = "") -> Join:
    """Join `right` to `left`, many to one, keeping every row of `left` once and in order.

    Parameters
    ----------
    on
        Key columns, unique in `right`.
    prefix
        Put before the names of the new columns.

    Raises
    ------
    DataError
        A key occurs twice in `right`, or the tables share a column that is not part of the key.
    """
    keys = list(on)
    doubled = int(right.duplicated(keys).sum())
    if doubled:
        raise DataError(
            f"{doubled} rows repeat the key {' + '.join(keys)}", expected="each key once on the right"
        )
    renamed = right.rename(columns={name: prefix + name for name in right.columns if name not in keys})
    shared = sorted((set(left.columns) & set(renamed.columns)) - set(keys))
    if shared:
        raise DataError(f"both tables have {', '.join(shared)}", hint="Drop a column or give a prefix.")
    # a missing key must not meet a missing key
    joined = left.merge(renamed.dropna(subset=keys), on=keys, how="left", validate="m:1", indicator="_side")
    lonely = (joined["_side"] == "left_only").to_numpy()
    empty = joined[keys].isna().any(axis=1).to_numpy()
    frame = joined.drop(columns="_side").set_index(left.index)
    return Join(frame, len(left), int((lonely & ~empty).sum()), int(empty.sum()))
