"""Series that are checked first: what is wrong ends here, what is treated is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.errors import DataError, UsageError, nearest

SHORTEST = 60  # days: three weeks of lags, and something to learn from and to test on
TURBINE_POWER = 2050.0  # kW, of each turbine of La Haute Borne


@dataclass(frozen=True)
class Checked:
    """A series on a full grid of times.

    Parameters
    ----------
    values
        By time; what is absent is missing.
    per_day
        Steps of a day.
    treated
        How many values each treatment met.
    """

    values: pd.Series
    per_day: int
    treated: dict[str, int]


def check_series(frame: pd.DataFrame, *, time: str, value: str, step: pd.Timedelta) -> Checked:
    """Return whole days in order, or say what is wrong with the series.

    Treated and counted: rows out of order are sorted, rows that stand twice are dropped once, steps without a
    row become missing, days at either end that are not whole are left out. Nothing is filled.

    Parameters
    ----------
    frame
        The series as it comes.
    time
        Name of the column of times.
    value
        Name of the column of values.
    step
        Between two values; it divides a day.

    Raises
    ------
    UsageError
        A column is not there.
    DataError
        Times are no times, lie off the step or stand twice with different values; values are no finite
        numbers or never change; the series is too short.
    """
    for name in (time, value):
        if name not in frame:
            raise UsageError(f"no column {name!r}", hint=nearest(name, map(str, frame.columns)))
    _check_times(frame[time], step)
    _check_values(frame[value])
    pairs = frame[[time, value]]
    treated = {"rows out of order": int((pairs[time].diff() < pd.Timedelta(0)).sum())}
    single = pairs.sort_values(time, kind="stable").drop_duplicates()
    treated["rows that stood twice"] = len(pairs) - len(single)
    double = single[time][single[time].duplicated()]
    if len(double):
        hint = "Convert local time to UTC where a clock was set back; otherwise decide which row holds."
        what = f"{len(double)} times stand twice with different values"
        raise DataError(what, expected="one value for each time", got=double.iloc[0], hint=hint)
    per_day = int(pd.Timedelta("1D") / step)
    series = single.set_index(time)[value].astype(float)
    first, last = series.index[0].ceil("D"), (series.index[-1] + step).floor("D")
    full = series.reindex(pd.date_range(first, last, freq=step, inclusive="left"))
    treated["steps without a value"] = int(full.isna().sum())
    if len(full) < SHORTEST * per_day:
        raise DataError("the series is too short", expected=f"{SHORTEST} days", got=f"{len(single)} values")
    treated["values outside whole days"] = len(series) - len(series.loc[full.index[0] : full.index[-1]])
    return Checked(full, per_day, treated)


def _check_times(times: pd.Series, step: pd.Timedelta) -> None:
    if not pd.api.types.is_datetime64_any_dtype(times) or times.isna().any():
        raise DataError("times of the series", expected="a time in each row", got=str(times.dtype))
    if len(times) < 2:
        raise DataError("the series is too short", expected=f"{SHORTEST} days", got=f"{len(times)} rows")
    off = (times - times.min().normalize()) % step != pd.Timedelta(0)
    if off.any():
        what, hint = f"{int(off.sum())} times are irregular", "Aggregate the values to one step first."
        raise DataError(what, expected=f"steps of {step}", got=times[off].iloc[0], hint=hint)


def _check_values(values: pd.Series) -> None:
    if not pd.api.types.is_numeric_dtype(values) or np.isinf(values.to_numpy(dtype=float)).any():
        raise DataError(f"values in {values.name!r}", expected="finite numbers", got=str(values.dtype))
    if values.nunique() <= 1:
        raise DataError("the series never changes", expected="values that change", got=f"{len(values)} rows")


def farm_power(readings: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the hourly power of the wind farm in percent of its capacity, and what was treated.

    A turbine counts in an hour of which at least three of six readings are there; an hour counts if at least
    two turbines do, and their mean stands for the farm.

    Parameters
    ----------
    readings
        `Wind_turbine_name`, `Date_time` and `P_avg` in kW, every ten minutes.
    """
    keys = ["Wind_turbine_name", "Date_time"]
    single = readings.drop_duplicates(keys)
    treated = {"readings that stood twice": len(readings) - len(single)}
    treated["readings without power"] = int(single["P_avg"].isna().sum())
    wide = single.pivot(index="Date_time", columns="Wind_turbine_name", values="P_avg")
    hours = wide.resample("1h")
    means = hours.mean().where(hours.count() >= 3)
    present = means.notna().sum(axis=1)
    power = (100 * means.mean(axis=1) / TURBINE_POWER).where(present >= 2)
    treated["hours with fewer than four turbines"] = int(((present >= 2) & (present < 4)).sum())
    treated["hours left missing"] = int(power.isna().sum())
    return power.rename("power").rename_axis("time").reset_index(), treated
