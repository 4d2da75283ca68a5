"""Classical forecasts of one monthly series, a year ahead, by statsmodels."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.tools.sm_exceptions import ConvergenceWarning, EstimationWarning
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.statespace.sarimax import SARIMAX

from portfolio.errors import DataError

Floats = NDArray[np.float64]
YEAR = 12
FEWEST_YEARS = 4
FORMS = (
    {"seasonal": "add"}, {"seasonal": "mul"},
    {"seasonal": "add", "damped_trend": True}, {"seasonal": "mul", "damped_trend": True},
)  # fmt: skip


def as_a_year_before(past: Floats) -> Floats:
    """Return the last twelve months again."""
    return past[-YEAR:]


def theta(past: Floats) -> Floats:
    """Return the forecast of the Theta method (Assimakopoulos and Nikolopoulos 2000), seasons multiplied."""
    model = ThetaModel(past, period=YEAR, method="multiplicative", use_test=False)
    return np.asarray(model.fit().forecast(YEAR))


def holt_winters(past: Floats) -> Floats:
    """Return the forecast of exponential smoothing with trend and season, the form chosen by AICc."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # AICc chooses all the same
        fits = [
            ExponentialSmoothing(past, trend="add", seasonal_periods=YEAR, **form).fit()  # type: ignore[arg-type]
            for form in FORMS
        ]
    return np.asarray(min(fits, key=lambda fitted: fitted.aicc).forecast(YEAR))


def airline_arima(past: Floats) -> Floats:
    """Return the forecast of the "airline model" (0,1,1)(0,1,1) of the logarithm, taken back."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", EstimationWarning)  # of starting values, which are replaced
        fitted = SARIMAX(np.log(past), order=(0, 1, 1), seasonal_order=(0, 1, 1, YEAR)).fit(disp=False)
    return np.asarray(np.exp(fitted.forecast(YEAR)))


METHODS: dict[str, Callable[[Floats], Floats]] = {
    "seasonal naive": as_a_year_before,
    "Theta": theta,
    "exponential smoothing": holt_winters,
    "ARIMA": airline_arima,
}


def yearly_errors(values: Floats, origins: int) -> pd.DataFrame:
    """Return the mean absolute error of the twelve months after each origin, a column for each method.

    Parameters
    ----------
    values
        The months.
    origins
        How many, a month apart; the last one leaves twelve months.

    Raises
    ------
    DataError
        The first origin has fewer than four years before it, or a value is not above zero.
    """
    last = len(values) - YEAR
    first = last - origins + 1
    if first < FEWEST_YEARS * YEAR or not (values > 0).all():
        got = f"{first} months before the first origin, lowest value {values.min():g}"
        raise DataError("monthly values", expected=f"{FEWEST_YEARS} years, all above zero", got=got)
    rows = {
        origin: {
            name: float(np.abs(method(values[:origin]) - values[origin : origin + YEAR]).mean())
            for name, method in METHODS.items()
        }
        for origin in range(first, last + 1)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("months known")
