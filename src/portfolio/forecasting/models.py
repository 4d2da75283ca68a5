"""Forecasts of a day from what is known at its midnight: naive, classical, linear and boosted."""

from __future__ import annotations

from collections.abc import Callable

import lightgbm as lgb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.tsa.holtwinters import ExponentialSmoothing

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Fit = Callable[[pd.DataFrame, Floats], Callable[[pd.DataFrame], Floats]]

REFIT = 46  # days between two fits
WEEKS_OF_MEMORY = 4  # that a classical method looks back
STEP_LAGS = (1, 2, 3, 4, 6, 12)  # steps, of the recursive model
DAY_BEFORE = len(STEP_LAGS) + 1  # its column of the same step a day before


def boosting(trees: int = 300, **more: object) -> lgb.LGBMRegressor:
    """Return boosted trees of the median, without chance.

    Parameters
    ----------
    trees
        How many.
    more
        Further settings of LightGBM.
    """
    settings: dict[str, object] = {
        "objective": "l1", "n_estimators": trees, "num_leaves": 31, "learning_rate": 0.04,
        "min_child_samples": 60, "max_bin": 63, "n_jobs": 1, "deterministic": True,
        "force_row_wise": True, "verbose": -1,
    }  # fmt: skip
    return lgb.LGBMRegressor(**(settings | more))  # type: ignore[arg-type]


def boosted(base: str | None = None, trees: int = 300) -> Fit:
    """Return a direct forecaster: one model for all steps, which learns the move from a base.

    Parameters
    ----------
    base
        Column that the forecast starts from; None for zero.
    trees
        How many.
    """

    def fit(known: pd.DataFrame, outcome: Floats) -> Callable[[pd.DataFrame], Floats]:
        target = outcome - _base(known, base)
        there = ~np.isnan(target)
        model = boosting(trees).fit(known.to_numpy()[there], target[there])
        return lambda now: np.asarray(model.predict(now.to_numpy())) + _base(now, base)

    return fit


def _base(known: pd.DataFrame, base: str | None) -> Floats:
    return np.zeros(len(known)) if base is None else known[base].fillna(known["mean of 7 days"]).to_numpy()


def linear(known: pd.DataFrame, outcome: Floats) -> Callable[[pd.DataFrame], Floats]:
    """Fit a ridge regression for each step of the day; weekdays count as kinds.

    Parameters
    ----------
    known
        As `known_at_midnight` returns it.
    outcome
        What came, row by row.
    """
    fitted = {}
    steps = known.index.get_level_values("step")
    for step in steps.unique():
        rows = (steps == step) & ~np.isnan(outcome)
        model = make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler(), Ridge(alpha=10.0))
        fitted[step] = model.fit(_design(known[rows]), outcome[rows])

    def predict(now: pd.DataFrame) -> Floats:
        made = np.empty(len(now))
        at = now.index.get_level_values("step")
        for step, model in fitted.items():
            made[at == step] = model.predict(_design(now[at == step]))
        return made

    return predict


def _design(known: pd.DataFrame) -> Floats:
    week = np.eye(7)[known["weekday"].to_numpy(dtype=int)]
    return np.column_stack([known.drop(columns=["weekday", "step"]).to_numpy(), week])


def rolling(known: pd.DataFrame, load: Floats, fit: Fit, first: int, last: int, every: int = REFIT) -> Floats:
    """Return the forecasts of the days `first` to `last`, shape (days, steps); `last` is left out.

    At every `every`-th day a model is fitted to all days before it.

    Parameters
    ----------
    known
        As `known_at_midnight` returns it.
    load
        Days by steps; of the days from an origin on, nothing is looked at there.
    fit
        Makes a forecaster of known columns and outcomes.
    first, last
        Numbers of days.
    every
        Days from one fit to the next.
    """
    days = known.index.get_level_values("day").to_numpy()
    steps = load.shape[1]
    parts = []
    for origin in range(first, last, every):
        until = min(origin + every, last)
        past, now = known[days < origin], known[(days >= origin) & (days < until)]
        taught = load[days[0] : origin].ravel()
        parts.append(fit(past, taught)(now).reshape(-1, steps))
    return np.concatenate(parts)


def recursive(
    values: Floats,
    works: Integers,
    weekday: Integers,
    per_day: int,
    first: int,
    last: int,
    every: int = REFIT,
) -> Floats:
    """Return forecasts of the days `first` to `last` by one model of one step, fed with its own forecasts.

    Parameters
    ----------
    values
        The series, from a midnight on.
    works, weekday
        Of each day.
    per_day
        Steps of a day.
    first, last
        Numbers of days; `last` is left out.
    every
        Days from one fit to the next.
    """
    lags = np.array(
        [*STEP_LAGS, per_day - 1, per_day, per_day + 1, 2 * per_day, 7 * per_day - 1, 7 * per_day]
    )
    memory = 7 * per_day
    rows = np.arange(memory, last * per_day)
    table = _one_step(values[rows[:, None] - lags], rows, works, weekday, per_day)
    parts = []
    for origin in range(first, last, every):
        until = min(origin + every, last)
        taught = (rows < origin * per_day) & ~np.isnan(values[rows] - table[:, DAY_BEFORE])
        model = boosting().fit(table[taught], (values[rows] - table[:, DAY_BEFORE])[taught])
        days = np.arange(origin, until)
        path = np.stack([values[day * per_day - memory : day * per_day] for day in days])
        for step in range(per_day):
            now = _one_step(path[:, path.shape[1] - lags], days * per_day + step, works, weekday, per_day)
            path = np.column_stack([path, model.predict(now) + now[:, DAY_BEFORE]])
        parts.append(path[:, memory:])
    return np.concatenate(parts)


def _one_step(lagged: Floats, at: Integers, works: Integers, weekday: Integers, per_day: int) -> Floats:
    day = at // per_day
    return np.column_stack([lagged, at % per_day, weekday[day], works[day], works[day - 1]])


def exponential_smoothing(values: Floats, per_day: int, period: int, first: int, last: int) -> Floats:
    """Return the forecasts of seasonal exponential smoothing; its constants are fitted once, before `first`.

    Parameters
    ----------
    values
        The series without missing values.
    per_day
        Steps of a day.
    period
        Steps of a season.
    first, last
        Numbers of days; `last` is left out.
    """

    def smoothing(day: int) -> ExponentialSmoothing:
        recent = values[max(0, day * per_day - WEEKS_OF_MEMORY * 7 * per_day) : day * per_day]
        more = {"seasonal": "add", "seasonal_periods": period, "initialization_method": "heuristic"}
        return ExponentialSmoothing(recent, **more)

    constants = smoothing(first).fit().params
    fixed = {name: constants[name] for name in ("smoothing_level", "smoothing_seasonal")}
    fits = (smoothing(day).fit(**fixed, optimized=False) for day in range(first, last))
    return np.stack([np.asarray(fitted.forecast(per_day)) for fitted in fits])
