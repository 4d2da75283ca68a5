"""Analysis of variance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.exploration.anova import analyse_variance


@pytest.fixture
def days() -> pd.DataFrame:
    """Days whose lateness follows the rain, whatever the weekday."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"rain": rng.normal(size=210), "weekday": np.tile(range(7), 30)})
    return frame.assign(late=0.8 * frame["rain"] + 0.6 * rng.normal(size=210))


def test_the_cause_is_found_and_the_bystander_is_not(days: pd.DataFrame) -> None:
    """Rain explains 0.64 of the variance, the weekday nothing beyond chance."""
    found = analyse_variance(days, "late ~ rain + C(weekday)")
    table = found.terms
    assert table.loc["rain", "partial_eta_squared"] == pytest.approx(0.64, abs=0.08)
    assert table.loc["rain", "p"] < 1e-10
    assert table.loc["C(weekday)", "p"] > 0.01
    assert found.r_squared >= table.loc["rain", "partial_eta_squared"] - 0.05


def test_degrees_of_freedom_count_levels(days: pd.DataFrame) -> None:
    """Seven weekdays take six; the strongest term stands first."""
    table = analyse_variance(days, "late ~ C(weekday) + rain").terms
    assert table.index.tolist() == ["rain", "C(weekday)"]
    assert table["df"].to_dict() == {"rain": 1, "C(weekday)": 6}


def test_residuals_of_independent_days_do_not_echo(days: pd.DataFrame) -> None:
    """A slow wave added to them does."""
    wave = days.assign(late=days["late"] + np.sin(np.arange(210) / 20))
    assert abs(analyse_variance(days, "late ~ rain").echo) < 0.2
    assert analyse_variance(wave, "late ~ rain").echo > 0.3
