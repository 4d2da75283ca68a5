"""Readings of a meter, checked first: what is wrong ends here, what is treated is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.errors import DataError, UsageError, nearest

SHORTEST = pd.Timedelta("21D")  # two weeks of lags and a week to learn from
UNIT_JUMP = (
    100.0  # no household's median rises a hundredfold from one week to the next; Wh to kWh is a thousand
)


@dataclass(frozen=True)
class Meter:
    """Checked readings.

    Parameters
    ----------
    readings
        One row for each step between the first and the last reading, by time; absent ones are missing.
    treated
        How many rows or columns each treatment met.
    """

    readings: pd.DataFrame
    treated: dict[str, int]


def check_meter(
    frame: pd.DataFrame, *, time: str, energy: str, step: pd.Timedelta, now: pd.Timestamp | None = None
) -> Meter:
    """Return the readings in order, one row for each step, or say what is wrong with them.

    Treated and counted: rows out of order are sorted, rows that stand twice are dropped once, steps without
    a row become missing rows (nothing is filled), rows without energy stay missing, and sensors that never
    move are dropped.

    Parameters
    ----------
    frame
        The readings as they come.
    time
        Name of the column of times.
    energy
        Name of the column of the meter.
    step
        Between two readings.
    now
        No reading may be later; not checked if None.

    Raises
    ------
    UsageError
        A column is not there.
    DataError
        Times are texts, lie off the step or in the future, or stand twice with different values; the series
        is too short; energy is negative, infinite, constant or changes its unit.
    """
    for name in (time, energy):
        if name not in frame:
            raise UsageError(f"no column {name!r}", hint=nearest(name, map(str, frame.columns)))
    _check_times(frame[time], step, now)
    ordered = frame.sort_values(time, kind="stable")
    treated = {"rows out of order": int((frame[time].diff() < pd.Timedelta(0)).sum())}
    single = ordered.drop_duplicates()
    treated["rows that stood twice"] = len(ordered) - len(single)
    _check_conflicts(single[time])
    readings = single.set_index(time)
    _check_energy(readings[energy])
    full = pd.date_range(readings.index[0], readings.index[-1], freq=step)
    treated["steps without a row"] = len(full) - len(readings)
    treated["rows without energy"] = int(readings[energy].isna().sum())
    still = [name for name in readings if name != energy and readings[name].nunique() <= 1]
    treated["sensors that never move"] = len(still)
    return Meter(readings.drop(columns=still).reindex(full), treated)


def _check_times(times: pd.Series, step: pd.Timedelta, now: pd.Timestamp | None) -> None:
    """Refuse what is not a time, lies off the step or in the future, and a series that is too short."""
    if not pd.api.types.is_datetime64_dtype(times) or times.isna().any():
        hint = "Read the column as local time without a zone, and drop rows without a time."
        raise DataError("times of the meter", expected="a time in each row", got=str(times.dtype), hint=hint)
    needed = int(SHORTEST / step)
    if len(times) < needed:
        raise DataError("the series is too short", expected=f"at least {needed} readings", got=len(times))
    if now is not None and times.max() > now:
        raise DataError("a reading lies in the future", expected=f"none after {now}", got=times.max())
    off = (times - times.min()) % step != pd.Timedelta(0)
    if off.any():
        hint = "Aggregate the readings to one step first."
        raise DataError(
            f"{int(off.sum())} times are irregular",
            expected=f"steps of {step}",
            got=times[off].iloc[0],
            hint=hint,
        )


def _check_conflicts(times: pd.Series) -> None:
    """Refuse two different rows of one moment: a doubled hour of autumn, or two files pasted together."""
    double = times[times.duplicated()]
    if len(double):
        hint = "Convert local time to UTC where a clock was set back; otherwise decide which row holds."
        raise DataError(
            f"{len(double)} times stand twice with different readings",
            expected="one row for each time",
            got=double.iloc[0],
            hint=hint,
        )


def _check_energy(energy: pd.Series) -> None:
    """Refuse energy that no meter of consumption shows."""
    if not pd.api.types.is_numeric_dtype(energy) or np.isinf(energy.to_numpy(dtype=float)).any():
        raise DataError(f"energy in {energy.name!r}", expected="finite numbers", got=str(energy.dtype))
    if (energy < 0).any():
        hint = "Energy that is fed in belongs into a column of its own."
        raise DataError(
            "energy is negative", expected="zero or more", got=f"{(energy < 0).sum()} rows", hint=hint
        )
    if energy.nunique() <= 1:
        raise DataError("the meter never moves", expected="energy that changes", got=energy.iloc[0])
    weekly = energy.groupby((energy.index - energy.index[0]) // pd.Timedelta("7D")).median()
    jump = (weekly / weekly.shift()).where(weekly.shift() > 0)
    changed = jump[(jump >= UNIT_JUMP) | (jump <= 1 / UNIT_JUMP)]
    if len(changed):
        when = energy.index[0] + int(changed.index[0]) * pd.Timedelta("7D")
        raise DataError(
            "the unit of the meter seems to change",
            expected="weekly medians of one size",
            got=f"{changed.iloc[0]:.3g} times the week before, in the week from {when.date()}",
            hint="Bring all readings to Wh first.",
        )


def to_step(readings: pd.DataFrame, energies: Sequence[str], step: pd.Timedelta) -> pd.DataFrame:
    """Return longer steps: energies are added up, all else is averaged, parts of a step are left out.

    Parameters
    ----------
    readings
        By time, as `Meter` holds them.
    energies
        Names of the columns that are added up.
    step
        The longer step, a multiple of that of the readings.
    """
    bins = readings.resample(step)
    added = bins[list(energies)].sum()
    rest = bins[[name for name in readings if name not in energies]].mean()
    count = bins[energies[0]].count()
    joined = pd.concat([added, rest], axis=1)[list(readings.columns)]
    return joined[count == count.max()]


def whole_days(readings: pd.DataFrame, energies: Sequence[str]) -> pd.DataFrame:
    """Return the days that were read from end to end: energies in kWh, all else as the mean of the day.

    Parameters
    ----------
    readings
        By time, energies in Wh.
    energies
        Names of the columns that are added up.
    """
    days = to_step(readings, energies, pd.Timedelta("1D"))
    return days.assign(**{name: days[name] / 1000 for name in energies})
