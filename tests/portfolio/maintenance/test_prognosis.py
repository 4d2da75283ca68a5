"""Remaining life: who teaches whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.maintenance.cells import Fleet, check_cells
from portfolio.maintenance.prognosis import baselines, by_cell, by_row, labelled


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Return five cells that fade at their own pace, and one that lasts."""
    rng = np.random.default_rng(0)
    parts = []
    for number, life in enumerate((30, 40, 50, 60, 70, 1000)):
        cycle = np.arange(1, min(life + 5, 90))
        columns = {
            "battery_id": f"c{number}",
            "cycle": cycle,
            "capacity": 1.8 - 0.4 * cycle / life + rng.normal(0, 0.002, len(cycle)),
            "voltage": 3.5 + rng.normal(0, 0.01, len(cycle)),
            "temperature": 30 + rng.normal(0, 0.1, len(cycle)),
        }
        parts.append(pd.DataFrame(columns))
    return check_cells(pd.concat(parts, ignore_index=True), 1.4)


def test_a_cell_does_not_teach_itself(fleet: Fleet) -> None:
    """Its own outcomes may be anything: its forecasts stay the same."""
    features, left, cells = labelled(fleet, 1.4)
    before = by_cell(features, left, cells, 0)
    changed = left.where(cells != "c2", 500)
    after = by_cell(features, changed, cells, 0)
    pd.testing.assert_frame_equal(before[cells == "c2"], after[cells == "c2"])
    assert not before[cells == "c1"].equals(after[cells == "c1"])


def test_a_split_by_row_lets_neighbours_teach(fleet: Fleet) -> None:
    """It promises a smaller error than a new cell will meet."""
    features, left, cells = labelled(fleet, 1.4)
    honest = (by_cell(features, left, cells, 0)["q50"] - left).abs().mean()
    leaky = (by_row(features, left, 5, 0)["q50"] - left).abs().mean()
    assert leaky < 0.7 * honest


def test_quantiles_are_in_order_and_not_negative(fleet: Fleet) -> None:
    """Whatever the three models say."""
    features, left, cells = labelled(fleet, 1.4)
    made = by_cell(features, left, cells, 0)
    assert (made["q10"] <= made["q50"]).all()
    assert (made["q50"] <= made["q90"]).all()
    assert (made >= 0).all(axis=None)


def test_baselines_leave_the_cell_out(fleet: Fleet) -> None:
    """The mean of the other failed cells less the age."""
    row = fleet.discharges.index[(fleet.discharges["battery_id"] == "c0")][9]
    lives = fleet.lives.drop(index="c0")
    mean = lives.loc[lives["failed"], "duration"].mean()
    made = baselines(fleet, pd.Index([row]))
    assert made.loc[row, "mean life"] == pytest.approx(mean - 10)
    assert made.loc[row, "Kaplan-Meier"] > 0


def test_too_few_failures_are_refused(fleet: Fleet) -> None:
    """Two cells that failed teach nothing about a third."""
    few = Fleet(fleet.discharges, fleet.lives.assign(failed=False), {})
    with pytest.raises(DataError, match="three cells or more"):
        labelled(few, 1.4)
