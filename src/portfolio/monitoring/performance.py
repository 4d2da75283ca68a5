"""Performance over time: losses by month with whole days drawn again, and daily losses of unseen days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.monitoring.model import fit_model
from portfolio.statistics.bootstrap import rates_by

Floats = NDArray[np.float64]


def by_month(frame: pd.DataFrame, columns: list[str], weights: Floats) -> pd.DataFrame:
    """Return the mean of each column by month with its interval; days are drawn again.

    Parameters
    ----------
    frame
        `date` and the columns, one row for each flight.
    columns
        Of which means are taken.
    weights
        How often each day is drawn, shape (resamples, days).
    """
    dated = frame.assign(month=frame["date"].dt.month)
    tables = {name: rates_by(dated, "month", name, "date", weights) for name in columns}
    return pd.concat(tables, axis=1)


def unseen_probabilities(
    frame: pd.DataFrame, until: pd.Timestamp, *, parts: int = 10, seed: int = 0
) -> pd.Series:
    """Return probabilities for the days before `until`, each by a model fitted to the other parts.

    Parts are spans of days that follow each other, so that a row's neighbours lie on its own side.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    until
        First day that is left out.
    parts
        Spans.
    seed
        Of the models.
    """
    past = frame[frame["date"] < until]
    days = (past["date"] - past["date"].min()).dt.days
    part = days * parts // (days.max() + 1)
    found = pd.Series(np.nan, past.index)
    for number in range(parts):
        model = fit_model(past[part != number], until, seed=seed)
        found[part == number] = model.predict(past[part == number])
    return found


def worst_days(frame: pd.DataFrame, loss: pd.Series, by: str = "loss", count: int = 5) -> pd.DataFrame:
    """Return the worst days with the weather and the delays that flights met.

    Parameters
    ----------
    frame
        As `known_before` returns it.
    loss
        Of each row.
    by
        `loss`, `late` or `never_left`: means of the day.
    count
        How many days.
    """
    days = frame.assign(loss=loss, gone=frame["late"].isna().astype(float)).groupby("date").agg(
        loss=("loss", "mean"), late=("late", "mean"), never_left=("gone", "mean"), rain=("precip", "max"),
        visibility=("visib", "min"), wind=("wind_speed", "max"), temperature=("temp", "mean"),
    )  # fmt: skip
    return days.nlargest(count, by)
