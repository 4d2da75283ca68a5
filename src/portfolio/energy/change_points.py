"""Daily energy against outdoor temperature: the change-point models of building physics, and degree days.

Kissock, Haberl and Claridge (2003), Inverse modeling toolkit (ASHRAE Transactions 109); ASHRAE Guideline 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from portfolio.errors import DataError, UsageError, nearest
from portfolio.statistics.bootstrap import cluster_codes, sums_by

Floats = NDArray[np.float64]
# Change points of each form; its parameters are these, the base and one slope for each leg.
POINTS = {"mean": 0, "2P": 0, "3P heating": 1, "3P cooling": 1, "4P": 1, "5P": 2}
TAIL = 0.05  # share of the days at either end in which no change point is looked for
GRID = 60  # candidates of a change point


def design(temperature: Floats, form: str, points: tuple[float, ...] = ()) -> Floats:
    """Return the columns of a change-point model, shape (days, base and slopes).

    Parameters
    ----------
    temperature
        Mean of each day, in degrees Celsius.
    form
        One of `POINTS`.
    points
        Its change points, in increasing order.

    Raises
    ------
    UsageError
        The form is unknown or has another number of change points.
    """
    if form not in POINTS:
        raise UsageError(f"no change-point model {form!r}", hint=nearest(form, POINTS))
    if len(points) != POINTS[form]:
        raise UsageError(f"change points of {form}", expected=POINTS[form], got=len(points))
    one = np.ones_like(temperature)
    if form == "mean":
        return one[:, None]
    if form == "2P":
        return np.column_stack([one, temperature])
    heating = np.maximum(points[0] - temperature, 0)
    cooling = np.maximum(temperature - points[-1], 0)
    legs = {"3P heating": [heating], "3P cooling": [cooling]}.get(form, [heating, cooling])
    return np.column_stack([one, *legs])


@dataclass(frozen=True)
class ChangePointFit:
    """A fitted change-point model.

    Parameters
    ----------
    form
        One of `POINTS`.
    points
        Change points, in degrees Celsius.
    coefficients
        Base, and a slope for each leg in energy per kelvin; for 2P the value at zero and the slope.
    squares
        Sum of squared residuals.
    days
        How many days were fitted.
    """

    form: str
    points: tuple[float, ...]
    coefficients: tuple[float, ...]
    squares: float
    days: int

    @property
    def parameters(self) -> int:
        """Return how many numbers were fitted."""
        return len(self.points) + len(self.coefficients)

    @property
    def bic(self) -> float:
        """Return Schwarz's criterion up to a constant: smaller is better."""
        n = self.days
        return float(n * np.log(self.squares / n) + self.parameters * np.log(n))

    def predict(self, temperature: Floats) -> Floats:
        """Return the energy of days of these temperatures."""
        made: Floats = design(temperature, self.form, self.points) @ np.array(self.coefficients)
        return made


def fit_at(temperature: Floats, energy: Floats, form: str, points: tuple[float, ...]) -> ChangePointFit:
    """Return the least-squares fit with the change points held.

    Parameters
    ----------
    temperature
        Mean of each day.
    energy
        Of each day.
    form
        One of `POINTS`.
    points
        Its change points.
    """
    columns = design(temperature, form, points)
    found = np.linalg.lstsq(columns, energy, rcond=None)[0]
    squares = float(((energy - columns @ found) ** 2).sum())
    return ChangePointFit(form, points, tuple(float(value) for value in found), squares, len(energy))


def fit_change_points(temperature: Floats, energy: Floats, form: str) -> ChangePointFit:
    """Return the least-squares fit over all change points: a grid, then a refinement around its best place.

    Parameters
    ----------
    temperature
        Mean of each day.
    energy
        Of each day.
    form
        One of `POINTS`.

    Raises
    ------
    DataError
        There are fewer than ten days, or all are equally warm.
    """
    if len(energy) < 10 or np.ptp(temperature) == 0:
        got = f"{len(energy)} days over {np.ptp(temperature):g} kelvin" if len(energy) else "no day"
        raise DataError("a change-point model", expected="ten days or more, of different warmth", got=got)
    low, high = np.quantile(temperature, [TAIL, 1 - TAIL])
    grid = np.linspace(low, high, GRID)
    best = min(
        (fit_at(temperature, energy, form, points) for points in _candidates(grid, POINTS[form])),
        key=lambda fit: fit.squares,
    )
    return _refined(temperature, energy, best, grid)


def _candidates(grid: Floats, count: int) -> Iterable[tuple[float, ...]]:
    return combinations([float(point) for point in grid], count) if count else [()]


def _refined(temperature: Floats, energy: Floats, best: ChangePointFit, grid: Floats) -> ChangePointFit:
    """Return the better of the best place of the grid and the optimum in the cells around it."""
    if not best.points:
        return best

    def squares(points: Floats) -> float:
        return fit_at(temperature, energy, best.form, tuple(np.sort(points))).squares

    low, high, reach = grid[0], grid[-1], grid[1] - grid[0]
    bounds = [(max(point - reach, low), min(point + reach, high)) for point in best.points]
    found = optimize.minimize(squares, best.points, method="Nelder-Mead", bounds=bounds)
    points = tuple(float(point) for point in np.sort(found.x))
    return min(best, fit_at(temperature, energy, best.form, points), key=lambda fit: fit.squares)


def compare_forms(temperature: Floats, energy: Floats) -> pd.DataFrame:
    """Return a row for each form: its change points, share of the variance explained, CV(RMSE) and BIC.

    Parameters
    ----------
    temperature
        Mean of each day.
    energy
        Of each day.
    """
    fits = {form: fit_change_points(temperature, energy, form) for form in POINTS}
    total = fits["mean"].squares
    rows = {
        form: {
            "change points": ", ".join(f"{point:.1f}" for point in fit.points),
            "parameters": fit.parameters,
            "R2": 1 - fit.squares / total,
            "CV(RMSE)": float(np.sqrt(fit.squares / (fit.days - fit.parameters)) / energy.mean()),
            "BIC": fit.bic,
        }
        for form, fit in fits.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def slope_draws(x: pd.Series, y: pd.Series, clusters: pd.Series, weights: Floats) -> Floats:
    """Return the slope of `y` on `x` in each resample of whole clusters.

    Parameters
    ----------
    x, y
        One number for each row.
    clusters
        The cluster of each row.
    weights
        How often each cluster is drawn, shape (resamples, clusters).
    """
    codes, count = cluster_codes(clusters)
    terms = (np.ones(len(x)), x.to_numpy(), y.to_numpy(), (x * y).to_numpy(), (x * x).to_numpy())
    n, sx, sy, sxy, sxx = (weights @ sums_by(codes, count, term) for term in terms)
    slopes: Floats = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return slopes
