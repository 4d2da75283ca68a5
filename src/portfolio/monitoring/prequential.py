"""Tested first, then learnt from: models that are fitted anew or left alone, on days in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from portfolio.errors import DataError
from portfolio.statistics.bootstrap import draw_weights, simultaneous

Floats = NDArray[np.float64]
Choose = Callable[[int], NDArray[np.intp]]
YEAR = 365.25


@dataclass(frozen=True)
class Run:
    """What a policy predicted, and how often it fitted a model after the first."""

    probability: Floats  # one for each day, missing before the start
    fits: int

    def right(self, labels: Floats) -> Floats:
        """Return whether each day was right, missing before the start."""
        return np.where(np.isnan(self.probability), np.nan, (self.probability > 0.5) == (labels == 1))


def never(days: int, skip: int = 0) -> Choose:
    """Return the policy that is fitted once, to the first days.

    Parameters
    ----------
    days
        How many.
    skip
        Days left out before them.
    """
    rows = np.arange(skip, skip + days)
    return lambda _: rows


def last(days: int, every: int = 1, start: int = 0) -> Choose:
    """Return the policy that is fitted to the last days, anew as often as the calendar says.

    Parameters
    ----------
    days
        How many.
    every
        Days from one fit to the next.
    start
        Day of the first fit.
    """

    def choose(today: int) -> NDArray[np.intp]:
        fitted = start + (today - start) // every * every
        return np.arange(max(0, fitted - days), fitted)

    return choose


def serve(columns: Floats, labels: Floats, choose: Choose, start: int, step: int = 30) -> Run:
    """Predict days block by block, each by a model fitted to days before it.

    Parameters
    ----------
    columns
        One row for each day.
    labels
        0 or 1 for each day.
    choose
        Names the rows to fit for the block that begins on a day; the same rows again mean no new fit.
    start
        First day that is predicted.
    step
        Days of a block.
    """
    probability, fits, known, model = np.full(len(labels), np.nan), -1, np.array([], dtype=np.intp), None
    for today in range(start, len(labels), step):
        rows = choose(today)
        if rows.max() >= today:
            raise DataError("days to fit", expected=f"days before {today}", got=int(rows.max()))
        if model is None or not np.array_equal(rows, known):
            model, known, fits = fit(columns[rows], labels[rows]), rows, fits + 1
        block = slice(today, today + step)
        probability[block] = model.predict_proba(columns[block])[:, 1]
    return Run(probability, fits)


def serve_on_alarm(
    columns: Floats, labels: Floats, alarm: Callable[[Floats], bool], window: int, start: int, step: int = 30
) -> Run:
    """Predict days block by block; after a block in which the errors raise an alarm, fit the last days.

    Parameters
    ----------
    columns, labels
        One row for each day.
    alarm
        Takes the errors since the last fit, oldest first.
    window
        Days of a fit.
    start
        First day that is predicted.
    step
        Days of a block.
    """
    rows, since = np.arange(start - window, start), start
    probability, fits = np.full(len(labels), np.nan), 0
    model = fit(columns[rows], labels[rows])
    for today in range(start, len(labels), step):
        if today > since and alarm(np.abs((probability[since:today] > 0.5) - labels[since:today])):
            rows, since, fits = np.arange(today - window, today), today, fits + 1
            model = fit(columns[rows], labels[rows])
        block = slice(today, today + step)
        probability[block] = model.predict_proba(columns[block])[:, 1]
    return Run(probability, fits)


def fit(columns: Floats, labels: Floats) -> LogisticRegression:
    """Return logistic regression on scaled columns.

    Parameters
    ----------
    columns
        One row for each day.
    labels
        0 or 1 for each day.
    """
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)).fit(columns, labels)


def with_season(columns: Floats, day: Floats) -> Floats:
    """Return columns, the season as a cosine and a sine of the day, and their products.

    Parameters
    ----------
    columns
        One row for each day.
    day
        Number of each day; a year has 365.25 of them.
    """
    angle = 2 * np.pi * day[:, None] / YEAR
    waves = np.hstack([np.cos(angle), np.sin(angle)])
    return np.hstack([columns, waves, columns * waves[:, :1], columns * waves[:, 1:]])


def warmest_day(temperature: Floats, ends: NDArray[np.intp], window: int = 731) -> Floats:
    """Return on which day of a year counted from the first row it is warmest, from the days before each end.

    A cosine with the period of a year is fitted to the temperatures of `window` days.

    Parameters
    ----------
    temperature
        One for each day.
    ends
        First day that is not used, of each window.
    window
        Days.
    """
    found = []
    for end in ends:
        angle = 2 * np.pi * np.arange(end - window, end) / YEAR
        design = np.column_stack([np.ones(window), np.cos(angle), np.sin(angle)])
        _, cosine, sine = np.linalg.lstsq(design, temperature[end - window : end], rcond=None)[0]
        found.append(np.arctan2(sine, cosine) % (2 * np.pi) * YEAR / (2 * np.pi))
    return np.array(found)


def season_day(temperature: Floats, every: int = 30, window: int = 731) -> Floats:
    """Return the day of a year that begins with its warmest day, told from the temperatures before each day.

    Days before the first whole window have the first one's warmest day.

    Parameters
    ----------
    temperature
        One for each day.
    every
        Days from one look at the warmest day to the next.
    window
        Days that each look takes in.
    """
    days = np.arange(len(temperature))
    ends = np.arange(window, len(temperature) + 1, every)
    place = np.clip(np.searchsorted(ends, days, side="right") - 1, 0, None)
    return (days - warmest_day(temperature, ends, window)[place]) % YEAR


def block_sums(values: pd.DataFrame, days: int = 90) -> pd.DataFrame:
    """Return the sums of blocks of days that follow each other; a last one that is short joins its neighbour.

    Parameters
    ----------
    values
        One row for each day, in order.
    days
        Of a block.
    """
    block = np.minimum(np.arange(len(values)) // days, len(values) // days - 1)
    return values.groupby(block).sum()


def compare_policies(
    costs: pd.DataFrame, days: int = 90, resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    """Return how much lower the mean daily cost of each policy is than that of the first, with intervals.

    Blocks of days are drawn again, the same for all policies; intervals hold for all differences together.

    Parameters
    ----------
    costs
        One row for each day, a column for each policy.
    days
        Of a block.
    resamples
        How often.
    seed
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        Indexed by policy: `saved`, `low`, `high`.
    """
    sums = block_sums(costs, days)
    weights = draw_weights(len(sums), resamples, np.random.default_rng(seed))
    base, others = str(costs.columns[0]), [str(name) for name in costs.columns[1:]]
    means = pd.DataFrame(weights @ sums.to_numpy() / len(costs), columns=costs.columns)
    values = pd.Series({name: costs[base].mean() - costs[name].mean() for name in others})
    draws = pd.DataFrame({name: means[base] - means[name] for name in others})
    ends = simultaneous(values, draws)
    rows = {name: [values[name], *ends[name]] for name in others}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["saved", "low", "high"])
