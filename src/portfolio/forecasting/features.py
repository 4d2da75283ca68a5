"""What is known at midnight, when the day that begins is forecast, one row for each step of that day."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LAGS = (1, 2, 7, 14)  # days before the day that is forecast
FIRST_DAY = 21  # from here on every lag and every day of the same kind is known
CALENDAR = ("step", "weekday", "works", "worked the day before", "worked a week before")


def by_day(values: pd.Series, per_day: int) -> Floats:
    """Return a series as days by steps, shape (days, per_day).

    Parameters
    ----------
    values
        Whole days, one value for each step.
    per_day
        Steps of a day.

    Raises
    ------
    DataError
        The last day is not whole.
    """
    if len(values) % per_day:
        raise DataError("the last day is not whole", expected=f"a multiple of {per_day}", got=len(values))
    return values.to_numpy(dtype=float).reshape(-1, per_day)


def last_of_same_kind(works: Integers) -> Integers:
    """Return for each day the number of the last earlier day that is of its kind, or -1.

    Days of one kind are working days, or weekends and holidays.

    Parameters
    ----------
    works
        One for a working day, 0 for any other.
    """
    found, last = np.full(len(works), -1), {0: -1, 1: -1}
    for day, kind in enumerate(works):
        found[day] = last[int(kind)]
        last[int(kind)] = day
    return found


def known_at_midnight(
    load: Floats, works: Integers, weekday: Integers, weather: dict[str, Floats] | None = None
) -> pd.DataFrame:
    """Return a row for each step of each day from `FIRST_DAY` on, with what is known as the day begins.

    Levels are those of the days before; of the day itself only the calendar. With `weather`, its past is
    known in the same way. Indexed by day and step.

    Parameters
    ----------
    load
        Days by steps.
    works
        Whether each day is a working day, from the calendar.
    weekday
        Of each day, 0 for Monday.
    weather
        By name, each days by steps.
    """
    days, steps = np.arange(FIRST_DAY, len(load)), load.shape[1]
    columns: dict[str, Floats] = {}
    for lag in LAGS:
        columns[f"{lag} days before"] = load[days - lag]
    kind = last_of_same_kind(works)[days]
    columns["last day of its kind"] = load[kind]
    columns["mean of 7 days"] = np.stack([_mean(load[day - 7 : day], 0) for day in days])
    late = load[:, -4:]
    single = {
        "last step": load[days - 1, -1],
        "last step, on a week before": load[days - 1, -1] - load[days - 8, -1],
        "last steps, mean": _mean(late[days - 1], 1),
        "day before, mean": _mean(load[days - 1], 1),
        "day before, highest": _highest(load[days - 1]),
        "day before, on a week before": _mean(load[days - 1], 1) - _mean(load[days - 8], 1),
        "day of its kind, mean": _mean(load[kind], 1),
        "days since its kind": (days - kind).astype(float),
        "weekday": weekday[days].astype(float),
        "works": works[days].astype(float),
        "worked the day before": works[days - 1].astype(float),
        "worked a week before": works[days - 7].astype(float),
    }
    for name, values in (weather or {}).items():
        columns[f"{name} a day before"] = values[days - 1]
        single[f"{name}, day before"] = _mean(values[days - 1], 1)
        single[f"{name}, last step"] = values[days - 1, -1]
    columns["step"] = np.broadcast_to(np.arange(steps, dtype=float), (len(days), steps))
    frame = {name: values.ravel() for name, values in columns.items()}
    frame |= {name: np.repeat(values, steps) for name, values in single.items()}
    index = pd.MultiIndex.from_product([days, range(steps)], names=["day", "step"])
    return pd.DataFrame(frame, index=index)


def with_foresight(known: pd.DataFrame, weather: dict[str, Floats]) -> pd.DataFrame:
    """Return `known` with the weather of the steps that are forecast: a bound, and no forecast.

    Parameters
    ----------
    known
        As `known_at_midnight` returns it.
    weather
        By name, each days by steps.
    """
    day = known.index.get_level_values("day").to_numpy()
    step = known.index.get_level_values("step").to_numpy()
    more = {f"{name} (seen ahead)": values[day, step] for name, values in weather.items()}
    for name, values in weather.items():
        more[f"{name}, mean of the day (seen ahead)"] = _mean(values, 1)[day]
    return known.assign(**more)


def _mean(values: Floats, axis: int) -> Floats:
    """Return means over what is there; missing where nothing is."""
    there = ~np.isnan(values)
    count = there.sum(axis)
    total = np.where(there, values, 0).sum(axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _highest(values: Floats) -> Floats:
    high = np.where(np.isnan(values), -np.inf, values).max(1)
    return np.where(np.isfinite(high), high, np.nan)
