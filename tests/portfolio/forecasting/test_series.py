"""Series: an error for each fault, a count for each treatment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError, UsageError
from portfolio.forecasting.series import Checked, check_series, farm_power
from portfolio.forecasting.subjects import demand_subject, wind_subject

HOUR = pd.Timedelta("1h")
ROWS = 61 * 24


def readings() -> pd.DataFrame:
    """Two months of invented hours."""
    rng = np.random.default_rng(0)
    times = pd.date_range("2014-01-01", periods=ROWS, freq=HOUR)
    return pd.DataFrame({"at": times, "use": rng.uniform(1, 9, ROWS)})


def checked(frame: pd.DataFrame) -> Checked:
    """The same call for each test."""
    return check_series(frame, time="at", value="use", step=HOUR)


def test_a_faultless_series_stays_as_it_is() -> None:
    """Nothing is counted."""
    found = checked(readings())
    assert set(found.treated.values()) == {0}
    assert found.per_day == 24
    assert found.values.tolist() == readings()["use"].tolist()


def test_what_is_treated_is_counted() -> None:
    """A row twice, two rows out of order, a row absent, and hours outside whole days."""
    frame = readings().drop(index=[100]).iloc[2:]
    frame = pd.concat([frame.iloc[[1, 0]], frame.iloc[2:], frame.iloc[[-1]]])
    found = checked(frame)
    assert found.treated["rows out of order"] == 1
    assert found.treated["rows that stood twice"] == 1
    assert found.treated["steps without a value"] == 1
    assert found.treated["values outside whole days"] == 22
    assert len(found.values) == 60 * 24


FAULTS: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "irregular times": (lambda f: f.assign(at=f["at"].where(f.index != 9, f["at"] + HOUR / 3)), "irregular"),
    "times as texts": (lambda f: f.assign(at=f["at"].astype(str)), "a time in each row"),
    "a missing time": (lambda f: f.assign(at=f["at"].where(f.index != 9)), "a time in each row"),
    "infinite values": (lambda f: f.assign(use=f["use"].where(f.index != 9, np.inf)), "finite numbers"),
    "values as texts": (lambda f: f.assign(use=f["use"].astype(str)), "finite numbers"),
    "a constant": (lambda f: f.assign(use=1.0), "never changes"),
    "ten points": (lambda f: f.head(10), "too short"),
    "one point": (lambda f: f.head(1), "never changes|too short"),
    "a doubled hour": (lambda f: pd.concat([f, f.iloc[[9]].assign(use=0.5)]), "stand twice"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_in_an_error_that_names_it(fault: str) -> None:
    """Before anything is computed."""
    spoil, words = FAULTS[fault]
    with pytest.raises(DataError, match=words):
        checked(spoil(readings()))


def test_an_unknown_column_names_the_nearest() -> None:
    """A typing error is the likely reason."""
    with pytest.raises(UsageError, match="Did you mean 'use'"):
        check_series(readings(), time="at", value="uses", step=HOUR)


def turbines(days: int = 61) -> pd.DataFrame:
    """Four turbines, each at a constant power of its own."""
    times = pd.date_range("2014-01-01", periods=days * 144, freq="10min", tz="UTC")
    power = {"a": 205.0, "b": 410.0, "c": 615.0, "d": 820.0}
    parts = [
        pd.DataFrame({"Wind_turbine_name": name, "Date_time": times, "P_avg": value, "Ws_avg": 5.0})
        for name, value in power.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_the_farm_is_the_mean_of_its_turbines_in_percent() -> None:
    """Of ten, twenty, thirty and forty percent."""
    power, treated = farm_power(turbines())
    assert power["power"].to_numpy() == pytest.approx(25.0)
    assert set(treated.values()) == {0}


def test_a_silent_turbine_is_left_out_and_counted() -> None:
    """One of four for an hour; three of four are too many to guess."""
    frame = turbines()
    first_hour = frame["Date_time"] < frame["Date_time"].min() + HOUR
    frame.loc[first_hour & (frame["Wind_turbine_name"] == "d"), "P_avg"] = np.nan
    power, treated = farm_power(frame)
    assert power["power"].iloc[0] == pytest.approx(20.0)
    assert treated["hours with fewer than four turbines"] == 1
    frame.loc[first_hour & (frame["Wind_turbine_name"] != "a"), "P_avg"] = np.nan
    power, treated = farm_power(frame)
    assert np.isnan(power["power"].iloc[0])
    assert treated["hours left missing"] == 1


def test_demand_comes_with_its_calendar_and_temperature() -> None:
    """Days by steps, and the splits in order."""
    times = pd.date_range("2014-01-01", periods=100 * 48, freq="30min")
    frame = pd.DataFrame({"time": times, "Demand": np.arange(4800.0), "Temperature": 20.0, "WorkDay": 1})
    subject = demand_subject(frame)
    assert subject.days.shape == (100, 48)
    assert subject.splits == (50, 75, 100)
    assert subject.weekday[0] == 2
    assert subject.energy == 500


def test_a_gap_is_filled_with_the_past_for_networks_alone() -> None:
    """The series itself keeps it."""
    frame = turbines()
    frame["P_avg"] = np.tile(np.arange(61 * 144, dtype=float) / 5, 4)
    gap = frame["Date_time"].between("2014-01-03 05:00", "2014-01-03 05:59")
    frame.loc[gap, "P_avg"] = np.nan
    weather = pd.DataFrame({"datetime": frame["Date_time"].drop_duplicates()})
    subject = wind_subject(frame, weather.assign(ws_100m=1.0, u_100=1.0, v_100=1.0))
    at = 2 * 24 + 5
    assert np.isnan(subject.values[at])
    assert subject.filled[at] == subject.values[at - 1]
