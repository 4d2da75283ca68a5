"""What is known when a forecast is made."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.energy.features import calendar, groups_of, known_at, last_full_hour

TEN, HOUR, DAY = pd.Timedelta("10min"), pd.Timedelta("1h"), pd.Timedelta("1D")
ROWS = 10 * 144


def house() -> pd.DataFrame:
    """Invented readings of ten days; the energy counts the rows."""
    index = pd.date_range("2016-01-11", periods=ROWS, freq=TEN)
    rng = np.random.default_rng(0)
    columns = {"use": np.arange(ROWS), "T1": rng.normal(size=ROWS), "T_out": rng.normal(size=ROWS)}
    return pd.DataFrame(columns, index=index)


@pytest.mark.parametrize("horizon", [TEN, HOUR, DAY])
def test_nothing_of_the_future_is_known(horizon: pd.Timedelta) -> None:
    """Whatever comes after a moment may change: what is known at that moment stays."""
    frame, cut = house(), house().index[1200]
    changed = frame.astype(float)
    changed.loc[changed.index > cut] = np.random.default_rng(1).normal(
        size=changed.loc[changed.index > cut].shape
    )
    first, second = (known_at(table, "use", horizon, TEN).loc[:cut] for table in (frame, changed))
    common = first.index.intersection(second.index)
    assert len(common) > 100
    pd.testing.assert_frame_equal(
        first.loc[common].drop(columns="outcome"), second.loc[common].drop(columns="outcome")
    )


@pytest.mark.parametrize("horizon", [TEN, HOUR, DAY])
def test_outcome_and_lags_lie_where_they_are_said_to_lie(horizon: pd.Timedelta) -> None:
    """The energy counts rows, so each value names its moment."""
    row = known_at(house(), "use", horizon, TEN).iloc[0]
    ahead = horizon / TEN
    assert row["outcome"] == row["now"] + ahead
    assert row["day before"] == row["outcome"] - 144
    assert row["week before"] == row["outcome"] - 1008
    assert row["last 2"] == row["now"] - 2
    assert row["mean 1h"] == row["now"] - 2.5
    assert row["due"] == row.name + horizon


def test_weather_is_that_of_the_last_full_hour() -> None:
    """What lies between two full hours was interpolated with the next one."""
    frame = house()[["T_out"]]
    known = last_full_hour(frame)
    assert known["T_out"].iloc[11] == frame["T_out"].iloc[6]


def test_the_calendar_turns_once_a_day() -> None:
    """Midnight and midnight are the same, noon is opposite."""
    days = calendar(pd.DatetimeIndex(["2016-01-16 00:00", "2016-01-17 00:00", "2016-01-16 12:00"]))
    assert days["cos1"].tolist() == pytest.approx([1, 1, -1])
    assert days["weekend"].tolist() == [1, 1, 1]


def test_each_column_belongs_to_one_group() -> None:
    """Apart from what is forecast and when."""
    frame = known_at(house(), "use", HOUR, TEN)
    grouped = [name for group in groups_of(frame).values() for name in group]
    assert sorted(grouped) == sorted(set(frame) - {"now", "due", "outcome"})


def test_a_gap_takes_the_rows_out_that_need_it() -> None:
    """Nothing is filled: a missing reading is neither an outcome nor a lag."""
    frame = house().astype(float)
    frame.loc[frame.index[1300], "use"] = np.nan
    whole, holed = (len(known_at(table, "use", TEN, TEN)) for table in (house(), frame))
    assert holed < whole


@pytest.mark.parametrize("horizon", [TEN, HOUR, DAY])
def test_absent_rows_do_not_shift_what_is_forecast(horizon: pd.Timedelta) -> None:
    """Rows are counted as time: the outcome is that of the moment it is due, and lags are of theirs."""
    whole = house()
    frame = known_at(whole.drop(index=whole.index[1220:1230]), "use", horizon, TEN)
    due = pd.DatetimeIndex(frame["due"])
    assert frame["outcome"].tolist() == whole["use"].reindex(due).tolist()
    assert frame["day before"].tolist() == whole["use"].reindex(due - DAY).tolist()
