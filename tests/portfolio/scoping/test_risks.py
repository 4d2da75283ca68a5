"""The risk register, and energy."""

from __future__ import annotations

import pytest

from portfolio.errors import DataError
from portfolio.scoping.risks import REGISTER, exposure, training_energy


def test_exposure_is_probability_times_impact_with_the_largest_first():
    """Before and after mitigation."""
    table = exposure(REGISTER)
    first = REGISTER.loc[table.index[0]]
    assert table["before"].iloc[0] == first["probability"] * first["impact"] == table["before"].max()
    assert (table["after"] <= table["before"]).all()


def test_a_mitigation_that_makes_a_risk_larger_is_refused():
    """It is a mistake in the register."""
    with pytest.raises(DataError, match="lower the exposure"):
        exposure(REGISTER.assign(**{"residual impact": 9.0}))


def test_a_probability_above_one_is_refused():
    """Also a residual one."""
    with pytest.raises(DataError, match="between 0 and 1"):
        exposure(REGISTER.assign(**{"residual probability": 1.2}))


def test_memory_is_counted_once_for_all_cores():
    """Two cores for half an hour each hold it half as long."""
    alone = training_energy(3_600, 0, 100, 1, 1.0)
    assert alone == pytest.approx(0.03725)
    assert training_energy(3_600, 0, 100, 2, 1.0) == pytest.approx(alone / 2)
