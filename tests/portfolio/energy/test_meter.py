"""Readings of a meter: an error for each fault, a count for each treatment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.energy.meter import Meter, check_meter, to_step, whole_days
from portfolio.errors import DataError, UsageError

TEN = pd.Timedelta("10min")
ROWS = 22 * 144


def readings(rows: int = ROWS) -> pd.DataFrame:
    """Three weeks and a day of invented readings, one row for ten minutes."""
    rng = np.random.default_rng(0)
    times = pd.date_range("2016-01-11", periods=rows, freq=TEN)
    return pd.DataFrame({"at": times, "use": rng.uniform(10, 90, rows), "warmth": rng.normal(20, 1, rows)})


def checked(frame: pd.DataFrame, **more: pd.Timestamp) -> Meter:
    """The same call for each test."""
    return check_meter(frame, time="at", energy="use", step=TEN, **more)


def test_faultless_readings_stay_as_they_are() -> None:
    """Nothing is counted, and the readings are those that came."""
    meter = checked(readings())
    assert set(meter.treated.values()) == {0}
    assert meter.readings["use"].tolist() == readings()["use"].tolist()


def test_rows_out_of_order_are_sorted_and_counted() -> None:
    """Two rows change places."""
    frame = readings()
    frame.iloc[[5, 6]] = frame.iloc[[6, 5]].to_numpy()
    meter = checked(frame.infer_objects())
    assert meter.treated["rows out of order"] == 1
    assert meter.readings.index.is_monotonic_increasing


def test_a_row_that_stands_twice_is_dropped_once() -> None:
    """It says the same twice."""
    frame = readings()
    meter = checked(pd.concat([frame, frame.iloc[[7]]], ignore_index=True))
    assert meter.treated["rows that stood twice"] == 1
    assert len(meter.readings) == ROWS


def test_one_time_with_two_readings_is_an_error() -> None:
    """A doubled hour of autumn looks like this; which of the two holds is not for the program to guess."""
    frame = readings()
    with pytest.raises(DataError, match="1 times stand twice with different readings"):
        checked(pd.concat([frame, frame.iloc[[7]].assign(use=1.0)], ignore_index=True))


def test_a_gap_becomes_missing_rows() -> None:
    """Nothing is filled."""
    meter = checked(readings().drop(index=[100, 101]))
    assert meter.treated["steps without a row"] == 2
    assert meter.readings["use"].isna().sum() == 2


def test_a_row_without_energy_is_counted_and_not_filled() -> None:
    """The row is there, the meter is silent."""
    frame = readings()
    meter = checked(frame.assign(use=frame["use"].where(frame.index != 100)))
    assert meter.treated["rows without energy"] == meter.readings["use"].isna().sum() == 1


def test_a_sensor_that_never_moves_is_dropped() -> None:
    """It can tell nothing."""
    meter = checked(readings().assign(dead=21.5))
    assert meter.treated["sensors that never move"] == 1
    assert "dead" not in meter.readings


FAULTS = {
    "irregular times": (lambda f: f.assign(at=f["at"].where(f.index != 9, f["at"] + TEN / 3)), "1 times are"),
    "times as texts": (lambda f: f.assign(at=f["at"].astype(str)), "a time in each row"),
    "a missing time": (lambda f: f.assign(at=f["at"].where(f.index != 9)), "a time in each row"),
    "times with a zone": (lambda f: f.assign(at=f["at"].dt.tz_localize("UTC")), "without a zone"),
    "negative energy": (lambda f: f.assign(use=f["use"].where(f.index != 9, -1.0)), "energy is negative"),
    "infinite energy": (lambda f: f.assign(use=f["use"].where(f.index != 9, np.inf)), "finite numbers"),
    "energy as text": (lambda f: f.assign(use=f["use"].astype(str)), "finite numbers"),
    "a meter that never moves": (lambda f: f.assign(use=50.0), "never moves"),
    "a unit that changes": (
        lambda f: f.assign(use=f["use"].where(f.index < 2016, f["use"] / 1000)),
        "unit of",
    ),
    "ten points": (lambda f: f.head(10), "too short; expected at least 3024 readings; got 10"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_in_an_error_that_names_it(fault: str) -> None:
    """Before anything is computed."""
    spoil, words = FAULTS[fault]
    with pytest.raises(DataError, match=words):
        checked(spoil(readings()))


def test_a_reading_of_tomorrow_is_an_error() -> None:
    """Whoever forecasts must not be given what comes."""
    frame = readings()
    with pytest.raises(DataError, match="lies in the future"):
        checked(frame, now=frame["at"].iloc[-2])
    assert checked(frame, now=frame["at"].iloc[-1]).treated["steps without a row"] == 0


def test_an_unknown_column_names_the_nearest() -> None:
    """A typing error is the likely reason."""
    with pytest.raises(UsageError, match="Did you mean 'use'"):
        check_meter(readings(), time="at", energy="uses", step=TEN)


def test_longer_steps_add_energy_up_and_average_the_rest() -> None:
    """An hour that is not whole is left out."""
    meter = checked(readings().iloc[1:])
    hours = to_step(meter.readings, ["use"], pd.Timedelta("1h"))
    first = readings().iloc[6:12]
    assert hours.index[0] == first["at"].iloc[0]
    assert hours["use"].iloc[0] == pytest.approx(first["use"].sum())
    assert hours["warmth"].iloc[0] == pytest.approx(first["warmth"].mean())


def test_days_come_in_kilowatt_hours() -> None:
    """From Wh in ten minutes."""
    meter = checked(readings())
    days = whole_days(meter.readings, ["use"])
    assert len(days) == 22
    assert days["use"].sum() == pytest.approx(readings()["use"].sum() / 1000)
