"""Forecasts from rolling origins: days are forecast by models that have seen only earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from portfolio.energy.features import groups_of
from portfolio.errors import DataError

Forecaster = Callable[[pd.DataFrame, pd.DataFrame], np.ndarray]


def boosting(alpha: float | None = None) -> lgb.LGBMRegressor:
    """Return small boosted trees of the quantile `alpha`, or of the mean if it is None.

    Cautious settings, not searched; there is no chance in them.
    """
    loss = {"objective": "regression"} if alpha is None else {"objective": "quantile", "alpha": alpha}
    return lgb.LGBMRegressor(
        **loss,
        n_estimators=80,
        num_leaves=15,
        learning_rate=0.07,
        min_child_samples=80,
        max_bin=63,
        n_jobs=1,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    )


def origins(
    frame: pd.DataFrame, start: pd.Timestamp, every: pd.Timedelta
) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Yield for each origin which rows have known outcomes, and which are forecast until the next.

    A row teaches only once its outcome is known: it is due before the origin.

    Parameters
    ----------
    frame
        As `known_at` returns it.
    start
        The first origin.
    every
        From one origin to the next.

    Raises
    ------
    DataError
        No outcome is known before the first origin, or no row lies behind it.
    """
    clock = pd.Series(frame.index, index=frame.index)
    if not (frame["due"] < start).any() or not (clock >= start).any():
        got = "no row" if frame.empty else f"rows from {clock.iloc[0]} to {clock.iloc[-1]}"
        raise DataError("nothing can be forecast", expected=f"rows before and after {start}", got=got)
    origin = start
    while origin <= clock.iloc[-1]:
        yield frame["due"] < origin, (clock >= origin) & (clock < origin + every)
        origin += every


def by_time_of_day(past: pd.DataFrame, now: pd.DataFrame) -> np.ndarray:
    """Return the past mean at the same half hour, apart for weekends."""
    keys = [_half_hour(past), past["weekend"]]
    means = past["outcome"].groupby([key.to_numpy() for key in keys]).mean().rename("mean")
    at = pd.MultiIndex.from_arrays([_half_hour(now), now["weekend"]])
    return means.reindex(at).fillna(past["outcome"].mean()).to_numpy(dtype=float)


def _half_hour(frame: pd.DataFrame) -> pd.Series:
    return (2 * frame["hour"]).astype(int)


def _learner(model: Callable[[], object], groups: Iterable[str]) -> Forecaster:
    """Return a forecaster that fits a new model to the past, on the columns of `groups`."""

    def forecast(past: pd.DataFrame, now: pd.DataFrame) -> np.ndarray:
        columns = [name for group in groups for name in groups_of(past)[group]]
        fitted = model().fit(past[columns].to_numpy(), past["outcome"].to_numpy())  # type: ignore[attr-defined]
        return np.asarray(fitted.predict(now[columns].to_numpy()), dtype=float)

    return forecast


def linear() -> object:
    """Return a linear model with a little shrinkage, since readings of rooms repeat each other."""
    return make_pipeline(StandardScaler(), Ridge(alpha=10.0))


def forecasters() -> dict[str, Forecaster]:
    """Return the baselines and the models by name, the baselines first."""
    own = ("meter", "calendar")
    return {
        "mean so far": lambda past, now: np.full(len(now), past["outcome"].mean()),
        "as now": lambda _, now: now["now"].to_numpy(),
        "as a day before": lambda _, now: now["day before"].to_numpy(),
        "as a week before": lambda _, now: now["week before"].to_numpy(),
        "time of day": by_time_of_day,
        "linear": _learner(linear, own),
        "boosting": _learner(boosting, own),
        "boosting, weather, rooms": _learner(boosting, (*own, "weather", "rooms")),
    }


def rolling(
    frame: pd.DataFrame, methods: dict[str, Forecaster], start: pd.Timestamp, every: pd.Timedelta
) -> pd.DataFrame:
    """Return the forecasts of each method, a column each, and `outcome`, by the moment that is forecast.

    Parameters
    ----------
    frame
        As `known_at` returns it.
    methods
        Forecasters by name.
    start
        The first origin.
    every
        From one origin to the next.
    """
    parts = []
    for known, ahead in origins(frame, start, every):
        past, now = frame[known], frame[ahead]
        if len(now):
            made = {name: method(past, now) for name, method in methods.items()}
            parts.append(pd.DataFrame(made, index=now["due"]).assign(outcome=now["outcome"].to_numpy()))
    return pd.concat(parts)


def quantile_forecasters(levels: Iterable[float]) -> dict[str, Forecaster]:
    """Return boosted quantiles from the meter and the calendar, named after their level in percent."""
    own = ("meter", "calendar")
    return {f"q{round(100 * level)}": _learner(partial(boosting, level), own) for level in levels}
