"""Customers by when they first bought: who comes back, how long after."""

from __future__ import annotations

import numpy as np
import pandas as pd

STEP = 28  # days of a period of age: four whole weeks


def retention_table(purchases: pd.DataFrame, *, step: int = STEP, max_age: int = 20) -> pd.DataFrame:
    """Return the share of each cohort that bought in each later period of its age.

    Cohorts are months of the first purchase, or weeks if all came within four months. Ages are counted from
    each customer's own first purchase; a cell stays empty until its youngest customer has lived through it.

    Parameters
    ----------
    purchases
        One row per customer and day.
    step
        Length of a period, in days.
    max_age
        Oldest age in days; None for all.

    Returns
    -------
    pandas.DataFrame
        Cohorts in rows, named `1997-01 (7,000)`; ages from 1 in columns.
    """
    first = purchases.groupby("customer")["date"].min()
    grain = "W" if (first.max() - first.min()).days < 120 else "M"
    cohort = first.dt.to_period(grain)
    age = (purchases["date"] - purchases["customer"].map(first)).dt.days // step
    seen = pd.DataFrame(
        {"customer": purchases["customer"], "cohort": purchases["customer"].map(cohort), "age": age}
    )
    active = seen.drop_duplicates().groupby(["cohort", "age"]).size().unstack(fill_value=0)
    size = cohort.value_counts().sort_index()
    ages = range(1, min(max_age, int(((purchases["date"].max() - first.min()).days + 1) // step)))
    share = active.reindex(columns=list(ages), fill_value=0).div(size, axis=0)
    youngest = first.groupby(cohort).max()
    lived = ((purchases["date"].max() - youngest).dt.days + 1) // step
    complete = np.array([[a < lived[c] for a in ages] for c in share.index])
    kept = share.where(complete)
    names = [f"{_start(period)} ({size[period]:,})" for period in kept.index]
    return kept.set_axis(pd.Index(names, name="first purchase (customers)"), axis=0).rename_axis(
        columns="age"
    )


def _start(period: pd.Period) -> str:
    return f"{period.start_time:%d %b %Y}" if period.freqstr.startswith("W") else f"{period:%Y-%m}"
