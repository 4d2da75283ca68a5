"""The two series of the chapter, brought to one form."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd

from portfolio.forecasting.features import Floats, Integers, by_day
from portfolio.forecasting.series import check_series, farm_power

CAPACITY = 8.2  # MW, of the four turbines


@dataclass(frozen=True)
class Subject:
    """A series that is forecast day by day, with its calendar and its weather.

    Parameters
    ----------
    days
        The series, days by steps; missing values are missing.
    dates
        Of the days.
    works
        Whether each day is a working day; all zero where that does not matter.
    weekday
        0 for Monday; all zero where that does not matter.
    measured
        Weather that is measured where the series is, known up to the origin; days by steps.
    ahead
        Weather of the very steps that are forecast, which nobody has: for a bound.
    unit
        Of the series.
    energy
        MWh of one unit during one step.
    season
        Steps of the season that scales MASE.
    treated
        What was treated, counted.
    """

    days: Floats
    dates: pd.DatetimeIndex
    works: Integers
    weekday: Integers
    measured: dict[str, Floats]
    ahead: dict[str, Floats]
    unit: str
    energy: float
    season: int
    treated: dict[str, int]

    @property
    def per_day(self) -> int:
        """Return the steps of a day."""
        return int(self.days.shape[1])

    @property
    def values(self) -> Floats:
        """Return the series."""
        return self.days.ravel()

    @property
    def filled(self) -> Floats:
        """Return the series with the last value in place of missing ones: nothing of the future enters."""
        filled = pd.Series(self.values).ffill().bfill(limit=self.per_day)
        return np.array(filled, dtype=np.float64)

    @property
    def splits(self) -> tuple[int, int, int]:
        """Return the days at which validation and test begin, and the number of days."""
        count = len(self.days)
        return ceil(count / 2), ceil(3 * count / 4), count


def demand_subject(readings: pd.DataFrame) -> Subject:
    """Return the demand of Victoria with its calendar and the temperature in Melbourne.

    Parameters
    ----------
    readings
        The dataset `elecdemand`.
    """
    step = pd.Timedelta("30min")
    checked = check_series(readings, time="time", value="Demand", step=step)
    index = pd.DatetimeIndex(checked.values.index)
    rest = readings.set_index("time").reindex(index)
    temperature = {"temperature": by_day(rest["Temperature"], checked.per_day)}
    works = by_day(rest["WorkDay"], checked.per_day)[:, 0].astype(np.int64)
    dates = index[:: checked.per_day]
    week = dates.day_of_week.to_numpy().astype(np.int64)
    days = by_day(checked.values, checked.per_day)
    energy, season = 1000 * step / pd.Timedelta("1h"), 7 * checked.per_day
    return Subject(days, dates, works, week, temperature, temperature, "GW", energy, season, checked.treated)


def wind_subject(readings: pd.DataFrame, reanalysis: pd.DataFrame) -> Subject:
    """Return the hourly power of the wind farm, the wind at its nacelles, and the reanalysed weather.

    Parameters
    ----------
    readings
        The dataset `wind_farm`.
    reanalysis
        The dataset `wind_reanalysis`.
    """
    power, treated = farm_power(readings)
    checked = check_series(power, time="time", value="power", step=pd.Timedelta("1h"))
    index = pd.DatetimeIndex(checked.values.index)
    speed = readings.groupby("Date_time")["Ws_avg"].mean().resample("1h").mean().reindex(index)
    weather = reanalysis.set_index("datetime").reindex(index)
    names = {"wind speed": "ws_100m", "wind to the east": "u_100", "wind to the north": "v_100"}
    ahead = {name: by_day(weather[column], checked.per_day) for name, column in names.items()}
    dates = index[:: checked.per_day].tz_localize(None)
    none = np.zeros(len(dates), dtype=np.int64)
    days, measured = by_day(checked.values, checked.per_day), {"nacelle wind": by_day(speed, checked.per_day)}
    unit, energy = "% of capacity", CAPACITY / 100
    return Subject(
        days, dates, none, none, measured, ahead, unit, energy, checked.per_day, treated | checked.treated
    )
