"""Capacity that fades along a curve, fitted to one cell's own past and drawn on to the limit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import least_squares

from portfolio.maintenance.cells import RESERVE

Floats = NDArray[np.float64]


def exponential_remaining(cycle: Floats, capacity: Floats, limit: float) -> float:
    """Return how many cycles an exponential fade has left, fitted by least squares in logarithms.

    Parameters
    ----------
    cycle
        Numbers of the discharges so far.
    capacity
        Of each, in Ah.
    limit
        Capacity at which life ends.
    """
    if len(cycle) < 2:
        return RESERVE
    slope, intercept = np.polyfit(cycle, np.log(capacity), 1)
    if slope >= 0:
        return RESERVE
    return float(np.clip((np.log(limit) - intercept) / slope - cycle[-1], 0, RESERVE))


def double_exponential(parameters: Floats, cycle: Floats) -> Floats:
    """Return a capacity of two exponentials.

    Parameters
    ----------
    parameters
        a, b, c, d of a exp(b k) + c exp(d k).
    cycle
        k.
    """
    a, b, c, d = parameters
    made: Floats = a * np.exp(b * cycle) + c * np.exp(d * cycle)
    return made


def double_exponential_remaining(cycle: Floats, capacity: Floats, limit: float) -> float:
    """Return how many cycles a fade of two exponentials has left, fitted by bounded least squares.

    Parameters
    ----------
    cycle
        Numbers of the discharges so far.
    capacity
        Of each, in Ah.
    limit
        Capacity at which life ends.
    """
    if len(cycle) < 5:
        return exponential_remaining(cycle, capacity, limit)
    start = np.array([capacity[0], -0.002, -0.01, 0.01])
    bounds = ([0.1, -1.0, -1.0, -1.0], [4.0, 0.0, 1.0, 0.1])
    found = least_squares(
        lambda at: double_exponential(at, cycle) - capacity, start, bounds=bounds, x_scale=[1, 0.01, 0.1, 0.1]
    ).x
    ahead = cycle[-1] + np.arange(RESERVE + 1)
    below = double_exponential(found, ahead) < limit
    return float(below.argmax()) if below.any() else RESERVE


def extrapolate(discharges: pd.DataFrame, rows: pd.Index, limit: float) -> pd.DataFrame:
    """Return what both curves say is left at certain rows, each from that cell's own past alone.

    Parameters
    ----------
    discharges
        As `Fleet` holds them.
    rows
        Where a forecast is made.
    limit
        Capacity at which life ends.
    """
    made = {}
    for row in rows:
        at = discharges.loc[row]
        past = discharges[
            (discharges["battery_id"] == at["battery_id"]) & (discharges["cycle"] <= at["cycle"])
        ]
        cycle, capacity = past["cycle"].to_numpy(dtype=float), past["capacity"].to_numpy()
        made[row] = {
            "exponential": exponential_remaining(cycle, capacity, limit),
            "double exponential": double_exponential_remaining(cycle, capacity, limit),
        }
    return pd.DataFrame.from_dict(made, orient="index")
