"""Lives of cells: when they end, where a record is cut, and what is known at each discharge."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import DataError
from portfolio.maintenance.cells import (
    at_half_life,
    chambers,
    check_cells,
    history_features,
    remaining,
)


def cells() -> pd.DataFrame:
    """Return three cells: one fails, one lasts, one is moved to another chamber."""
    rng = np.random.default_rng(0)
    parts = []
    for name, slope in (("fails", 0.02), ("lasts", 0.001), ("moved", 0.001)):
        cycle = np.arange(1, 41)
        capacity = 1.8 - slope * cycle
        temperature = 30 + rng.normal(0, 0.1, 40)
        voltage = 3.5 + rng.normal(0, 0.01, 40)
        if name == "moved":
            capacity[20:] = 1.0
            temperature[20:] = 8.0
        columns = {"cycle": cycle, "capacity": capacity, "voltage": voltage, "temperature": temperature}
        parts.append(pd.DataFrame(columns).assign(battery_id=name))
    return pd.concat(parts, ignore_index=True)


def test_a_life_ends_with_two_discharges_below() -> None:
    """At the first of the two; a single glitch ends nothing."""
    table = cells()
    table.loc[(table["battery_id"] == "lasts") & (table["cycle"] == 7), "capacity"] = 1.0
    lives = check_cells(table, 1.4).lives
    assert lives.loc["fails", "duration"] == 21
    assert bool(lives.loc["fails", "failed"])
    assert not lives.loc["lasts", "failed"]
    assert lives.loc["lasts", "duration"] == 40


def test_a_change_of_chamber_ends_the_record() -> None:
    """A low capacity in the cold is no failure of a cell that started warm."""
    fleet = check_cells(cells(), 1.4)
    assert fleet.lives.loc["moved", "duration"] == 20
    assert not fleet.lives.loc["moved", "failed"]
    assert fleet.treated["discharges after a change of load or chamber"] == 20


def test_a_change_of_load_ends_the_record() -> None:
    """A heavy load lowers the voltage of the discharge."""
    table = cells()
    table.loc[(table["battery_id"] == "lasts") & (table["cycle"] > 30), "voltage"] = 2.7
    assert check_cells(table, 1.4).lives.loc["lasts", "duration"] == 30


def test_cells_that_start_below_are_counted() -> None:
    """They have no life to follow."""
    fleet = check_cells(cells(), 1.79)
    assert list(fleet.lives.index) == ["lasts", "moved"]
    assert fleet.treated["cells that start below the limit"] == 1


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda t: t.drop(columns="voltage"), "no 'voltage'"),
        (lambda t: pd.concat([t, t.iloc[[3]]]), "cycle twice"),
        (lambda t: t.assign(capacity=np.nan), "finite"),
        (lambda t: t.assign(temperature=30.0), "never moves"),
        (lambda t: t.assign(capacity=t["capacity"] - 1.7), "more than zero"),
        (lambda t: t.assign(capacity=t["capacity"] / 10), "no cell can be followed"),
    ],
)
def test_bad_input_gets_one_clear_error(change: object, match: str) -> None:
    """Each names what is wrong."""
    with pytest.raises(DataError, match=match):
        check_cells(change(cells()), 1.4)  # type: ignore[operator]


def test_nothing_of_the_future_enters_a_feature() -> None:
    """Later discharges are overwritten: what was known before stays the same to the last digit."""
    discharges = check_cells(cells(), 1.4).discharges
    later = discharges["cycle"] > 10
    nonsense = discharges.copy()
    rng = np.random.default_rng(1)
    nonsense.loc[later, ["capacity", "voltage", "temperature"]] = rng.uniform(0.1, 60, (later.sum(), 3))
    before, again = (history_features(frame, 1.4)[~later] for frame in (discharges, nonsense))
    pd.testing.assert_frame_equal(before, again)
    assert not history_features(discharges, 1.4)[later].equals(history_features(nonsense, 1.4)[later])


def test_the_slope_is_that_of_least_squares() -> None:
    """Of the last ten discharges."""
    discharges = check_cells(cells(), 1.4).discharges
    cell = discharges[discharges["battery_id"] == "fails"]
    slope = np.polyfit(cell["cycle"].iloc[5:15], cell["capacity"].iloc[5:15], 1)[0]
    assert history_features(discharges, 1.4).loc[cell.index[14], "slope"] == pytest.approx(slope)


def test_the_line_reaches_the_limit() -> None:
    """A cell that fades along a line has as many cycles left as its line says, but for the median's delay."""
    fleet = check_cells(cells(), 1.4)
    rows = fleet.discharges.index[fleet.discharges["battery_id"] == "fails"][12:]
    line = history_features(fleet.discharges, 1.4).loc[rows, "line"]
    assert (line - remaining(fleet)[rows]).abs().max() < 2.1


def test_remaining_is_missing_for_cells_that_last() -> None:
    """And falls by one a cycle for those that fail."""
    fleet = check_cells(cells(), 1.4)
    left = remaining(fleet)
    names = fleet.discharges["battery_id"]
    assert left[names == "lasts"].isna().all()
    assert left[names == "fails"].tolist() == list(range(20, -1, -1))


def test_half_life_is_half_of_a_life_that_was_seen() -> None:
    """One row for each failed cell."""
    fleet = check_cells(cells(), 1.4)
    rows = at_half_life(fleet)
    assert fleet.discharges.loc[rows, "cycle"].tolist() == [10]


def test_chambers_by_temperature() -> None:
    """A cell is warmer than its chamber."""
    lives = pd.DataFrame({"temperature": [8.0, 32.0, 54.0]}, index=["a", "b", "c"])
    assert chambers(lives).tolist() == ["cold", "room", "hot"]
