"""Forecasts that see only the past."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.exploration.backtest import (
    BOARD,
    SCHEDULE,
    SMOOTHING,
    WEATHER,
    forecasts,
    rate_by_cell,
    rolling_forecasts,
)


def afternoon(rows: int = 1200, seed: int = 0) -> pd.DataFrame:
    """Invented afternoons on which trouble follows the morning's delay."""
    rng = np.random.default_rng(seed)
    numbers = {name: rng.normal(size=rows) for name in [*BOARD, *WEATHER, "distance", "planned"]}
    frame = pd.DataFrame(numbers).assign(
        month=rng.integers(1, 5, rows),
        hour=rng.integers(13, 20, rows),
        weekday=rng.integers(0, 7, rows),
        carrier=rng.choice(["AA", "DL"], rows),
        origin="JFK",
    )
    chance = 1 / (1 + np.exp(-2 * frame["morning_delay"]))
    return frame.assign(trouble=rng.random(rows) < chance)


def test_the_baseline_is_the_smoothed_past_rate() -> None:
    """A cell counts with a weight of its flights against that of the overall rate."""
    past = pd.DataFrame(
        {"hour": [13] * 4, "carrier": ["AA"] * 3 + ["DL"], "trouble": [True, True, False, False]}
    )
    now = pd.DataFrame({"hour": [13, 15], "carrier": ["AA", "AA"]})
    expected = [(2 + SMOOTHING * 0.5) / (3 + SMOOTHING), 0.5]
    assert rate_by_cell(past, now, ["hour", "carrier"]).tolist() == pytest.approx(expected)


def test_forecasts_are_chances_of_every_flight() -> None:
    """One column for each forecaster, no holes, between 0 and 1."""
    frame = afternoon()
    made = forecasts(frame[:800], frame[800:], seed=0)
    assert made.index.equals(frame.index[800:])
    assert made.shape[1] == 6
    assert made.notna().all(axis=None)
    assert made.ge(0).all(axis=None)
    assert made.le(1).all(axis=None)


def test_the_forecast_does_not_see_its_own_outcomes() -> None:
    """Turning every outcome of the judged month leaves its forecasts as they are."""
    frame = afternoon()
    turned = frame.assign(trouble=frame["trouble"] ^ (frame["month"] == 4))
    first, second = (rolling_forecasts(table, [4], seed=0) for table in (frame, turned))
    assert first.equals(second)


def test_later_months_do_not_change_earlier_forecasts() -> None:
    """Month 3 is forecast from months 1 and 2 alone."""
    frame = afternoon()
    alone = rolling_forecasts(frame[frame["month"] <= 3], [3], seed=0)
    assert alone.equals(rolling_forecasts(frame, [3], seed=0))


def test_knowing_the_morning_helps_where_it_matters() -> None:
    """With trouble made by the morning, the board beats the schedule."""
    frame = afternoon()
    made = rolling_forecasts(frame, [3, 4], seed=0)
    errors = made.sub(frame["trouble"].loc[made.index], axis=0).pow(2).mean()
    assert errors["logistic: schedule, board"] < 0.8 * errors["logistic: schedule"]


def test_holes_in_the_weather_are_allowed() -> None:
    """A station that missed the morning does not stop the forecast."""
    frame = afternoon()
    holed = frame.assign(temp=frame["temp"].where(frame.index % 3 > 0))
    assert forecasts(holed[:800], holed[800:], seed=0).notna().all(axis=None)


def test_the_month_is_no_feature() -> None:
    """A month that is forecast was never seen, so nothing can be learnt of it."""
    assert "month" not in [*SCHEDULE, *BOARD, *WEATHER]
