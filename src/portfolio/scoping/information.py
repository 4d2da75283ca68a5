"""What it is worth to know more before deciding: perfectly, or by a pilot study."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from portfolio.errors import DataError

Floats = NDArray[np.float64]


def perfect_information(value: Floats) -> float:
    """Return the expected value of knowing the value of a project before it is started or refused."""
    return float(np.maximum(value, 0).mean() - max(value.mean(), 0.0))


def normal_information(mean: float, sd: float) -> float:
    """Return the same for a normal value in closed form, the unit normal loss (Raiffa and Schlaifer 1961).

    Examples
    --------
    >>> round(normal_information(0.0, 1.0), 4)
    0.3989
    """
    distance = abs(mean) / sd
    return float(sd * (stats.norm.pdf(distance) - distance * stats.norm.sf(distance)))


def information_of(value: Floats, signal: Floats, degree: int = 4) -> float:
    """Return the expected value of seeing a signal before deciding, by regression (Strong et al. 2014).

    The mean of the value given the signal is fitted by a polynomial in the standardised signal; the decision
    is then taken by the fitted mean.

    Raises
    ------
    DataError
        The signal does not vary.
    """
    if not np.ptp(signal) > 0:
        raise DataError("a signal that is always the same tells nothing", expected="values that differ")
    standard = (signal - signal.mean()) / signal.std()
    basis = np.polynomial.hermite_e.hermevander(standard, degree)
    fitted = basis @ np.linalg.lstsq(basis, value, rcond=None)[0]
    return perfect_information(fitted)


def pilot_error(sd: float, measured_on: float, pilot_on: float) -> float:
    """Return the standard error of a pilot, from one that was measured on another number of applications."""
    return sd * float(np.sqrt(measured_on / pilot_on))


def decide(mean: float, loss_probability: float, limit: float, net_pilot: float) -> str:
    """Return `go`, `pilot` or `stop` by the rule that the chapter states before it looks.

    Examples
    --------
    >>> decide(10.0, 0.4, 0.25, 5.0), decide(10.0, 0.2, 0.25, -5.0), decide(-10.0, 0.8, 0.25, -5.0)
    ('pilot', 'go', 'stop')
    """
    if mean > 0 and loss_probability <= limit:
        return "go"
    return "pilot" if net_pilot > 0 else "stop"
