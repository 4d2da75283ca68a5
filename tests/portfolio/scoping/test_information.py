"""What it is worth to know more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from portfolio.errors import DataError
from portfolio.scoping.information import (
    decide,
    information_of,
    normal_information,
    perfect_information,
    pilot_error,
)

SHARES = (np.arange(20_000) + 0.5) / 20_000


@pytest.mark.parametrize("mean", [-80.0, 0.0, 50.0])
def test_perfect_information_of_a_normal_value_is_the_unit_normal_loss(mean):
    """On either side of zero."""
    value = stats.norm.ppf(SHARES, mean, 100)
    assert perfect_information(value) == pytest.approx(normal_information(mean, 100), rel=1e-3)


def test_information_that_cannot_change_the_decision_is_worth_nothing():
    """Every outcome is a gain."""
    assert perfect_information(np.array([1.0, 2.0, 3.0])) == 0


def test_a_noisy_signal_of_a_normal_value_is_worth_what_the_formula_says():
    """The spread of the posterior means takes the place of the spread of the value."""
    rng = np.random.default_rng(0)
    value = rng.normal(50, 100, 40_000)
    signal = value + rng.normal(0, 75, 40_000)
    assert information_of(value, signal) == pytest.approx(normal_information(50, 80), rel=0.05)


def test_a_signal_of_something_else_is_worth_next_to_nothing():
    """Regression finds a little by chance."""
    rng = np.random.default_rng(0)
    value, signal = rng.normal(50, 100, 40_000), rng.normal(0, 1, 40_000)
    assert 0 <= information_of(value, signal) < 1


def test_a_signal_that_does_not_vary_is_refused():
    """It cannot be standardised."""
    with pytest.raises(DataError, match="tells nothing"):
        information_of(np.array([1.0, 2.0]), np.array([3.0, 3.0]))


def test_a_pilot_on_four_times_as_many_has_half_the_error():
    """The root of the number."""
    assert pilot_error(0.2, 1_000, 4_000) == pytest.approx(0.1)


def test_the_limit_itself_is_accepted_and_a_pilot_at_cost_is_not_run():
    """The two edges of the rule."""
    assert decide(1.0, 0.25, 0.25, -1.0) == "go"
    assert decide(1.0, 0.26, 0.25, 0.0) == "stop"


def test_a_project_that_loses_on_average_may_still_deserve_a_pilot():
    """And is not started without."""
    assert decide(-1.0, 0.1, 0.25, 1.0) == "pilot"
