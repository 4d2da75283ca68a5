"""Intervals that hold, and that look at nothing of the future."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.forecasting.conformal import conformal_quantile, inside, rolling_conformal

RNG = np.random.default_rng(0)
ACTUAL = RNG.standard_t(4, size=(600, 4))
FORECAST = np.zeros_like(ACTUAL)


@pytest.mark.parametrize("coverage", [0.8, 0.95])
@pytest.mark.parametrize("gamma", [0.0, 0.01])
def test_independent_days_are_covered_as_promised(coverage: float, gamma: float) -> None:
    """Within two points, over two thousand outcomes."""
    band = rolling_conformal(ACTUAL, FORECAST, 100, coverage, 90, gamma)
    assert inside(ACTUAL[100:], band).mean() == pytest.approx(coverage, abs=0.02)


def test_the_adaptive_form_follows_a_spread_that_grows() -> None:
    """Where the still form falls behind."""
    growing = ACTUAL * np.linspace(1, 8, 600)[:, None]
    still, adaptive = (rolling_conformal(growing, FORECAST, 100, 0.8, 300, gamma) for gamma in (0, 0.05))
    missed, kept = (inside(growing[100:], band).mean() for band in (still, adaptive))
    assert missed < 0.76
    assert kept == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("gamma", [0.0, 0.05])
def test_nothing_of_the_future_enters(gamma: float) -> None:
    """Outcomes from a day on may change: intervals up to that day stay."""
    spoilt = ACTUAL.copy()
    spoilt[300:] = 100 * RNG.normal(size=spoilt[300:].shape)
    one, other = (rolling_conformal(table, FORECAST, 100, 0.8, 90, gamma) for table in (ACTUAL, spoilt))
    assert np.array_equal(one.high[:201], other.high[:201])
    assert not np.array_equal(one.high[201:], other.high[201:])


def test_the_quantile_counts_the_day_to_come() -> None:
    """Of nine past errors the eighth covers eight in ten."""
    scores = np.arange(1.0, 10.0)[:, None]
    assert conformal_quantile(scores, 0.2)[0] == 8
    assert conformal_quantile(scores, 0.05)[0] == np.inf
    assert conformal_quantile(scores, 1.2)[0] == 0


def test_missing_outcomes_are_neither_inside_nor_outside() -> None:
    """And they change no width."""
    holed = ACTUAL.copy()
    holed[50, 1] = np.nan
    band = rolling_conformal(holed, FORECAST, 40, 0.8, 90)
    assert np.isnan(inside(holed[40:], band)[10, 1])
    assert np.isfinite(band.high).all()


@pytest.mark.parametrize(("start", "coverage"), [(0, 0.8), (600, 0.8), (100, 1.0)])
def test_intervals_need_a_past_and_a_share(start: int, coverage: float) -> None:
    """Otherwise it is an error that says so."""
    with pytest.raises(DataError, match="a coverage between 0 and 1 and past days"):
        rolling_conformal(ACTUAL, FORECAST, start, coverage, 90)
