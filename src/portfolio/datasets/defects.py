"""Count the known defects of a card in the data themselves."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from portfolio.datasets.card import Defect, Gaps, Reference

Fetch = Callable[[str], pd.DataFrame]


def count_defect(frame: pd.DataFrame, defect: Defect, fetch: Fetch) -> int | None:
    """Return how many rows a defect touches, or `None` if the card gives no way to count it.

    Parameters
    ----------
    frame
        The dataset.
    defect
        What to count.
    fetch
        Returns another dataset by name, for rows that find no partner in it.
    """
    if defect.where:
        return len(frame.query(defect.where, engine="python"))
    if defect.duplicates:
        return int(frame.duplicated(list(defect.duplicates)).sum())
    if defect.orphans:
        return count_orphans(frame, fetch(defect.orphans.dataset), defect.orphans)
    if defect.gaps:
        return count_gaps(frame, defect.gaps)
    return None


def count_orphans(frame: pd.DataFrame, other: pd.DataFrame, reference: Reference) -> int:
    """Return the number of rows whose complete key is not found in the other table."""
    keys = frame[list(reference.columns)].dropna()
    known = pd.MultiIndex.from_frame(other[list(reference.keys)])
    return int((~pd.MultiIndex.from_frame(keys).isin(known)).sum())


def count_gaps(frame: pd.DataFrame, gaps: Gaps) -> int:
    """Return how many steps of a regular series are absent, over all groups, between first and last time."""
    times = frame[gaps.time]
    steps = len(pd.date_range(times.min(), times.max(), freq=gaps.step))
    groups = frame[gaps.by].nunique() if gaps.by else 1
    present = frame.drop_duplicates([gaps.time, gaps.by] if gaps.by else [gaps.time])
    return steps * groups - len(present)
