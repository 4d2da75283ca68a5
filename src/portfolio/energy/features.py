"""What is known when a forecast is made, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAY, WEEK = pd.Timedelta("1D"), pd.Timedelta("7D")
RECENT = 6  # last values of the meter that a forecast sees
WEATHER = ["T_out", "Press_mm_hg", "RH_out", "Windspeed", "Visibility", "Tdewpoint"]
ROOMS = [f"{kind}{room}" for room in range(1, 10) for kind in ("T", "RH_")]


def last_full_hour(weather: pd.DataFrame) -> pd.DataFrame:
    """Return for each row the weather of the last full hour, the newest that was measured.

    A value between two full hours is drawn from the hour after it as well, which nobody knows yet.
    """
    clock = pd.DatetimeIndex(weather.index)
    known = weather.reindex(clock.floor("h"))
    return known.set_axis(clock)


def calendar(moments: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the time of day and the kind of day of each moment, known however far ahead."""
    hours = moments.hour + moments.minute / 60
    turn = 2 * np.pi * hours.to_numpy() / 24
    columns = {f"sin{wave}": np.sin(wave * turn) for wave in (1, 2, 3)}
    columns |= {f"cos{wave}": np.cos(wave * turn) for wave in (1, 2, 3)}
    day = moments.day_of_week
    columns |= {"hour": hours.to_numpy(), "weekday": day.to_numpy(), "weekend": (day >= 5).astype(float)}
    return pd.DataFrame(columns, index=moments)


def _own_past(energy: pd.Series, horizon: pd.Timedelta, step: pd.Timedelta) -> pd.DataFrame:
    """Return what the meter has shown by each moment, as columns for a forecast of `horizon` later.

    The last values, means of the last hours and day, and the values one day and one week before the moment
    that is forecast.
    """
    columns = {f"last {back}": energy.shift(back) for back in range(RECENT)}
    for span in ("1h", "3h", "24h"):
        count = max(int(pd.Timedelta(span) / step), 1)
        columns[f"mean {span}"] = energy.rolling(count).mean()
        columns[f"largest {span}"] = energy.rolling(count).max()
    for name, back in (("day before", DAY), ("week before", WEEK)):
        rows = int((back - horizon) / step)
        columns[name] = energy.shift(rows)
        columns[f"{name}, hour around"] = (
            energy.rolling(int(max(pd.Timedelta("1h") / step, 1))).mean().shift(rows)
        )
    return pd.DataFrame(columns)


def known_at(house: pd.DataFrame, target: str, horizon: pd.Timedelta, step: pd.Timedelta) -> pd.DataFrame:
    """Return a row for each moment: what is known then, `now`, and `outcome`, the energy `horizon` later.

    Rooms are as they read at that moment, the weather as of the last full hour, the calendar is that of the
    moment that is forecast. Rows whose past or outcome is missing are left out.

    Parameters
    ----------
    house
        Readings by time, at most one row for each `step`.
    target
        Name of the column that is forecast.
    horizon
        How far ahead.
    step
        Between two readings.
    """
    # a row that is absent becomes a missing one: rows are counted as time
    house = house.asfreq(pd.tseries.frequencies.to_offset(step))
    energy = house[target].astype(float)
    ahead = int(horizon / step)
    later = pd.DatetimeIndex(house.index) + horizon
    parts = [_own_past(energy, horizon, step), calendar(later).set_axis(house.index)]
    rooms = [name for name in ROOMS if name in house]
    sky = [name for name in WEATHER if name in house]
    parts += [house[rooms].astype(float), last_full_hour(house[sky].astype(float))]
    frame = pd.concat(parts, axis=1).assign(now=energy, due=later, outcome=energy.shift(-ahead))
    return frame.dropna()


def groups_of(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the columns of `known_at` by what they tell: the meter, the calendar, the rooms, the weather."""
    names = [str(name) for name in frame]
    own = [name for name in names if name.startswith(("last ", "mean ", "largest ", "day ", "week "))]
    days = [name for name in names if name[:3] in ("sin", "cos") or name in ("hour", "weekday", "weekend")]
    rooms, sky = ([name for name in names if name in group] for group in (ROOMS, WEATHER))
    return {"meter": own, "calendar": days, "rooms": rooms, "weather": sky}
