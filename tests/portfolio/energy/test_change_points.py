"""Change-point models of daily energy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.energy.change_points import POINTS, compare_forms, design, fit_change_points, slope_draws
from portfolio.errors import DataError, UsageError
from portfolio.statistics.bootstrap import draw_weights

TEMPERATURE = np.linspace(-5, 30, 200)


def building(
    form: str, points: tuple[float, ...], coefficients: list[float], noise: float = 0.0
) -> np.ndarray:
    """Daily energy of a building that follows the form exactly, up to noise."""
    rng = np.random.default_rng(0)
    return design(TEMPERATURE, form, points) @ np.array(coefficients) + rng.normal(scale=noise, size=200)


TRUTHS = {
    "2P": ((), [20.0, -0.4]),
    "3P heating": ((14.3,), [10.0, 0.8]),
    "3P cooling": ((18.7,), [10.0, 1.2]),
    "4P": ((12.1,), [10.0, 0.8, 0.3]),
    "5P": ((12.4, 21.3), [10.0, 0.8, 1.2]),
}


@pytest.mark.parametrize("form", TRUTHS)
def test_a_building_of_the_form_is_found(form: str) -> None:
    """Change points and slopes, without noise to the third decimal."""
    points, coefficients = TRUTHS[form]
    fit = fit_change_points(TEMPERATURE, building(form, points, coefficients), form)
    assert fit.points == pytest.approx(points, abs=5e-3)
    assert fit.coefficients == pytest.approx(coefficients, abs=5e-3)


@pytest.mark.parametrize("form", TRUTHS)
def test_the_criterion_prefers_the_true_form(form: str) -> None:
    """With some noise: more parameters have to pay for themselves."""
    energy = building(form, *TRUTHS[form], noise=0.5)
    assert compare_forms(TEMPERATURE, energy)["BIC"].idxmin() == form


def test_no_change_point_is_looked_for_in_the_outer_twentieths() -> None:
    """Not even by the refinement of the grid: a building that changes at its coldest day ends at the edge."""
    energy = np.maximum(-4.5 - TEMPERATURE, 0)
    (point,) = fit_change_points(TEMPERATURE, energy, "3P heating").points
    assert point >= np.quantile(TEMPERATURE, 0.05) - 1e-9


def test_energy_without_temperature_prefers_the_mean() -> None:
    """Noise alone buys no leg."""
    energy = np.random.default_rng(1).normal(10, 1, 200)
    assert compare_forms(TEMPERATURE, energy)["BIC"].idxmin() == "mean"


def test_a_prediction_lies_on_the_legs() -> None:
    """Flat above the change point, rising below it."""
    fit = fit_change_points(TEMPERATURE, building("3P heating", (14.0,), [10.0, 0.5]), "3P heating")
    assert fit.predict(np.array([4.0, 20.0, 29.0])) == pytest.approx([15, 10, 10], abs=0.02)


def test_an_unknown_form_lists_the_known_ones() -> None:
    """Nothing is guessed."""
    with pytest.raises(UsageError, match="3P cooling, 3P heating, 4P, 5P"):
        design(TEMPERATURE, "6P")


@pytest.mark.parametrize("form", POINTS)
def test_a_form_needs_its_own_number_of_change_points(form: str) -> None:
    """One too many is an error."""
    with pytest.raises(UsageError, match="change points of"):
        design(TEMPERATURE, form, (10.0,) * (POINTS[form] + 1))


def test_too_few_days_or_no_change_of_weather_are_errors() -> None:
    """A change point cannot be seen in them."""
    for temperature in (TEMPERATURE[:9], np.full(50, 8.0)):
        with pytest.raises(DataError, match="ten days or more, of different warmth"):
            fit_change_points(temperature, np.ones_like(temperature), "4P")


def test_resampled_slopes_are_those_of_the_rows_that_were_drawn() -> None:
    """The first resample, with its rows repeated, has the same slope."""
    rng = np.random.default_rng(0)
    x, weeks = pd.Series(TEMPERATURE), pd.Series(np.arange(200) // 7)
    y = 0.5 * x + rng.normal(size=200)
    weights = draw_weights(weeks.nunique(), 3, rng)
    times = weights[0][weeks].astype(int)
    by_hand = np.polyfit(np.repeat(x, times), np.repeat(y, times), 1)[0]
    assert slope_draws(x, y, weeks, weights)[0] == pytest.approx(by_hand)
