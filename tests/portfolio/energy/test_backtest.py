"""Forecasts from rolling origins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.energy.backtest import by_time_of_day, forecasters, origins, quantile_forecasters, rolling
from portfolio.energy.features import known_at
from portfolio.errors import DataError

HOUR = pd.Timedelta("1h")
START, EVERY = pd.Timestamp("2016-01-25"), pd.Timedelta("7D")


def known(horizon: pd.Timedelta = HOUR) -> pd.DataFrame:
    """Five weeks of an invented house with an evening peak, by the hour."""
    index = pd.date_range("2016-01-04", periods=35 * 24, freq=HOUR)
    rng = np.random.default_rng(0)
    use = 50 + 100 * (index.hour == 18) + rng.normal(scale=5, size=len(index))
    return known_at(pd.DataFrame({"use": use, "T1": 20.0, "T_out": 5.0}, index=index), "use", horizon, HOUR)


@pytest.mark.parametrize("horizon", [HOUR, pd.Timedelta("1D")])
def test_a_row_teaches_only_when_its_outcome_is_known(horizon: pd.Timedelta) -> None:
    """Its outcome is due before the origin, and what is forecast begins at the origin."""
    frame = known(horizon)
    for past, now in origins(frame, START, EVERY):
        assert frame["due"][past].max() < frame.index[now].min()


def test_each_row_behind_the_start_is_forecast_once() -> None:
    """No gap between two origins and no overlap."""
    frame = known()
    made = rolling(frame, {"as now": forecasters()["as now"]}, START, EVERY)
    assert made.index.tolist() == frame["due"][frame.index >= START].tolist()


def test_copies_are_the_values_that_they_name() -> None:
    """The last value and the value a day before the one that is forecast."""
    frame = known()
    made = rolling(frame, forecasters(), START, EVERY)
    shifted = made["outcome"].shift(1).iloc[1:]
    assert made["as now"].iloc[1:].tolist() == shifted.tolist()
    assert made["as a day before"].iloc[24:].tolist() == made["outcome"].shift(24).iloc[24:].tolist()


def test_the_time_of_day_is_the_past_mean_of_that_time() -> None:
    """Apart for weekends."""
    frame = known()
    past, now = frame[frame["due"] < START], frame[frame.index >= START].iloc[:1]
    same = past[(past["hour"] == now["hour"].iloc[0]) & (past["weekend"] == now["weekend"].iloc[0])]
    assert by_time_of_day(past, now)[0] == pytest.approx(same["outcome"].mean())


def test_models_find_the_evening_peak() -> None:
    """A pattern that repeats each day is the least that they must learn."""
    made = rolling(known(), forecasters(), START, EVERY)
    errors = made.drop(columns="outcome").sub(made["outcome"], axis=0).abs().mean()
    assert errors["boosting"] < 0.9 * errors["mean so far"]
    assert errors["time of day"] < errors["as now"]


def test_a_forecast_does_not_see_its_own_outcome() -> None:
    """Other outcomes behind the last origin leave its forecasts as they are."""
    frame = known()
    last = frame.index >= START + 2 * EVERY
    changed = frame.assign(outcome=frame["outcome"].where(~last, 1e6))
    first, second = (rolling(table, forecasters(), START, EVERY) for table in (frame, changed))
    pd.testing.assert_frame_equal(first.drop(columns="outcome"), second.drop(columns="outcome"))


def test_quantiles_hold_the_share_that_they_name() -> None:
    """On a house that does not change."""
    made = rolling(known(), quantile_forecasters([0.1, 0.9]), START, EVERY)
    inside = made["outcome"].between(made["q10"], made["q90"]).mean()
    assert 0.6 < inside < 0.95


def test_a_start_without_a_past_is_an_error() -> None:
    """Or without a future."""
    frame = known()
    for start in (frame.index[0], frame.index[-1] + EVERY):
        with pytest.raises(DataError, match="nothing can be forecast"):
            rolling(frame, forecasters(), start, EVERY)
