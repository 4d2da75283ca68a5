"""Control charts of a daily loss."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.monitoring.outcomes import Chart, daily, fit_chart
from portfolio.statistics.claims import band


def losses(days: int, rng: np.random.Generator, shift: float = 0.0) -> pd.Series:
    """Daily losses of independent days."""
    return pd.Series(rng.normal(0.4 + shift, 0.1, days), pd.date_range("2013-01-01", periods=days))


def test_the_cusum_is_the_recursion() -> None:
    """It adds what exceeds level and slack, and never falls below zero."""
    chart, values = Chart("cusum", 0.4, 0.1, 0.5, 4.0), losses(60, np.random.default_rng(0))
    total, path = 0.0, []
    for value in values:
        total = max(0.0, total + (value - 0.4) / 0.1 - 0.5)
        path.append(total)
    np.testing.assert_allclose(chart.path(values), path)


def test_page_hinkley_is_the_recursion_around_the_running_mean() -> None:
    """The sum less the lowest sum so far."""
    chart, values = Chart("page-hinkley", 0.4, 0.1, 0.5, 4.0), losses(60, np.random.default_rng(1))
    total, lowest, path = 0.0, 0.0, []
    for count in range(1, len(values) + 1):
        total += (values.iloc[count - 1] - values.iloc[:count].mean()) / 0.1 - 0.5
        lowest = min(lowest, total)
        path.append(total - lowest)
    np.testing.assert_allclose(chart.path(values), path)


@pytest.mark.parametrize("kind", ["cusum", "page-hinkley"])
def test_unchanged_spans_alarm_at_the_stated_rate(kind: str) -> None:
    """Limits from ninety days, spans of fresh days; the twenty limits differ, so the band is that of all."""
    rng, alarms = np.random.default_rng(2), []
    for _ in range(300):
        chart = fit_chart(losses(90, rng), kind, horizon=14, draws=400)
        alarms.append(bool((chart.path(losses(14, rng)) > chart.limit).any()))
    low, high = band(0.06, len(alarms), 0.03)
    assert low <= np.mean(alarms) <= high


def test_a_rise_is_seen_and_a_fall_is_not() -> None:
    """Soon after it began."""
    rng = np.random.default_rng(3)
    chart = fit_chart(losses(90, rng))
    stream = pd.concat([losses(20, rng), losses(20, rng, 0.3).shift(20, "D")])
    first = (chart.path(stream) > chart.limit).idxmax()
    assert pd.Timestamp("2013-01-21") <= first < pd.Timestamp("2013-01-30")
    assert (chart.path(losses(20, rng, -0.3)) <= chart.limit).all()


def test_losses_belong_to_the_day_on_which_they_are_heard() -> None:
    """And missing ones to none."""
    day = pd.Series(pd.to_datetime(["2013-01-02", "2013-01-02", "2013-01-03", None]))
    assert daily(pd.Series([1.0, 3.0, 5.0, np.nan]), day).tolist() == [2.0, 5.0]


def test_bad_input_is_refused() -> None:
    """An unknown chart, or too few days."""
    with pytest.raises(DataError, match="cusum or page-hinkley"):
        fit_chart(losses(30, np.random.default_rng(0)), "shewhart")
    with pytest.raises(DataError, match="at least 10 days"):
        fit_chart(losses(5, np.random.default_rng(0)))
