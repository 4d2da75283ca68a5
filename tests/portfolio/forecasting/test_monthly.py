"""Classical forecasts of one monthly series."""

from __future__ import annotations

import numpy as np
import pytest

from portfolio.errors import DataError
from portfolio.forecasting import monthly

MONTHS = np.arange(72)
REGULAR = (100 + 2 * MONTHS) * (1 + 0.2 * np.sin(2 * np.pi * MONTHS / 12))


@pytest.mark.parametrize("name", [name for name in monthly.METHODS if name != "seasonal naive"])
def test_a_regular_series_is_forecast_better_than_by_its_last_year(name: str) -> None:
    """Trend and season are carried on."""
    past, truth = REGULAR[:60], REGULAR[60:]
    off = np.abs(monthly.METHODS[name](past) - truth).mean()
    assert off < np.abs(monthly.as_a_year_before(past) - truth).mean() / 2


def test_errors_by_origin() -> None:
    """Origins are a month apart, and the last one leaves twelve months."""
    noisy = REGULAR * np.exp(0.02 * np.random.default_rng(0).normal(size=72))
    errors = monthly.yearly_errors(noisy, 2)
    assert list(errors.index) == [59, 60] and list(errors) == list(monthly.METHODS)
    assert errors.loc[60, "seasonal naive"] == pytest.approx(np.abs(noisy[60:] - noisy[48:60]).mean())


@pytest.mark.parametrize(("values", "origins"), [(REGULAR, 40), (REGULAR - 200, 2)])
def test_a_short_past_or_a_value_below_zero_is_refused(values: np.ndarray, origins: int) -> None:
    """Four years are needed, and a logarithm."""
    with pytest.raises(DataError, match="4 years, all above zero"):
        monthly.yearly_errors(values, origins)
