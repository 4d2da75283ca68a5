"""Turbines: what is checked, what is expected, what a fault does to a day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.maintenance.turbines import (
    NAMES,
    SIGNALS,
    check_farm,
    daily_signals,
    drivers,
    expected_power,
    faults,
    fit_scale,
    inject,
)

BACK = {name: column for column, name in NAMES.items()}


def farm(days: int = 84) -> pd.DataFrame:
    """Return records of three turbines whose power is the cube of the wind."""
    rng = np.random.default_rng(0)
    time = pd.date_range("2014-01-01", periods=144 * days, freq="10min", tz="UTC")
    wind = 7 + 3 * np.sin(np.arange(len(time)) / 300) + rng.normal(0, 1, len(time)).clip(-2, 2)
    parts = []
    for number, name in enumerate("ABC"):
        columns = {
            "turbine": name,
            "time": time,
            "power": wind**3 * np.exp(rng.normal(0, 0.03, len(time))),
            "wind": wind,
            "direction": rng.uniform(0, 360, len(time)),
            "vane": rng.normal(0, 3, len(time)),
            "pitch": -1.0,
            "outdoor": 10 + 0.1 * number + rng.normal(0, 0.2, len(time)),
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True).rename(columns=BACK)


@pytest.fixture(scope="module")
def signals() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return the daily signals, the records and the expected power."""
    records = check_farm(farm()).records
    expected = expected_power(records, records["time"].min() + pd.Timedelta("56D"))
    return daily_signals(records, expected), records, expected


def test_defects_are_counted_and_left_out() -> None:
    """Doubles, empty rows, a broken thermometer, and rows while not running."""
    table = farm(2)
    table.loc[0, ["P_avg", "Ws_avg"]] = np.nan
    table.loc[1, "Ot_avg"] = -273.2
    table.loc[2, "P_avg"] = -2.0
    table.loc[3, "Ba_avg"] = 45.0
    checked = check_farm(pd.concat([table, table.iloc[[9]]]))
    assert list(checked.treated.values()) == [1, 1, 1, 2]
    assert checked.records["outdoor"].min() > 0


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda t: t.drop(columns="Va_avg"), "no 'Va_avg'"),
        (lambda t: t.assign(Date_time=t["Date_time"].dt.tz_localize(None)), "time zone"),
        (lambda t: t.assign(Date_time=t["Date_time"] + pd.Timedelta("1min")), "full ten minutes"),
        (lambda t: t.assign(Ws_avg=5.0), "'wind' of turbines never moves"),
    ],
)
def test_bad_input_gets_one_clear_error(change: object, match: str) -> None:
    """Each names what is wrong."""
    with pytest.raises(DataError, match=match):
        check_farm(change(farm(2)))  # type: ignore[operator]


def test_what_power_is_expected_from() -> None:
    """Not from power."""
    assert list(drivers(check_farm(farm(2)).records)) == ["wind", "outdoor", "sin", "cos"]


def test_the_expected_power_is_close(signals: tuple[pd.DataFrame, pd.DataFrame, pd.Series]) -> None:
    """And a day without a fault is near zero."""
    daily = signals[0]
    assert list(daily) == list(SIGNALS)
    assert daily["power"].abs().median() < 2


def test_a_day_is_not_judged_by_a_model_that_it_taught() -> None:
    """Power of one week is overwritten: what is expected of that week stays the same."""
    records = check_farm(farm(42)).records
    split = records["time"].min() + pd.Timedelta("40D")
    week = (records["time"] - records["time"].min()) < pd.Timedelta("7D")
    changed = records.assign(power=records["power"].mask(week, records["power"] * 3))
    first, second = (expected_power(frame, split) for frame in (records, changed))
    pd.testing.assert_series_equal(first[week], second[week])
    assert not first[~week].equals(second[~week])


def test_the_watched_period_teaches_nothing() -> None:
    """Power after the split is overwritten: what is expected stays the same everywhere."""
    records = check_farm(farm(42)).records
    split = records["time"].min() + pd.Timedelta("28D")
    later = records["time"] >= split
    changed = records.assign(power=records["power"].mask(later, records["power"] * 3))
    pd.testing.assert_series_equal(expected_power(records, split), expected_power(changed, split))


def test_a_loss_moves_the_signals_exactly(signals: tuple[pd.DataFrame, pd.DataFrame, pd.Series]) -> None:
    """Injected into the day or into its ten-minute rows: the same."""
    daily, records, expected = signals
    lost = daily_signals(records.assign(power=0.9 * records["power"]), expected)
    made = inject(daily.to_numpy(), loss=0.1)
    np.testing.assert_allclose(made[:, :4], lost.to_numpy()[:, :4])
    np.testing.assert_allclose(made[:, 4:], daily.to_numpy()[:, 4:])


def test_a_drift_grows_and_stays() -> None:
    """Evenly, in the last signal alone, on every path."""
    made = inject(np.zeros((40, 2, 6)), drift=1.5, days=30)
    assert made[14, 0, -1] == pytest.approx(0.75)
    assert (made[30:, :, -1] == 1.5).all()
    assert (made[..., :-1] == 0).all()


def test_faults_are_known_to_the_injection() -> None:
    """Each of them can be injected."""
    for size in faults().values():
        assert np.abs(inject(np.zeros((3, 6)), **size)).max() > 0


def test_the_scale_is_robust_and_by_turbine(
    signals: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    """A turbine's own median is zero; what was not measured is normal."""
    daily = signals[0]
    scale = fit_scale(daily)
    z = scale.apply(daily)
    assert z.groupby(level="turbine")["temperature"].median().abs().max() < 1e-12
    missing = daily.copy()
    missing.iloc[0, 1] = np.nan
    assert scale.apply(missing).iloc[0, 1] == 0
    rows = daily.loc["B"].to_numpy()
    np.testing.assert_allclose(scale.of(rows, "B"), z.loc["B"].to_numpy())
    with pytest.raises(DataError, match="never moves"):
        fit_scale(daily.assign(vane=0.0))
