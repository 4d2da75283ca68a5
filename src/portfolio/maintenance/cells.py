"""Records of cells that are discharged again and again: what is checked, when a life ends, what is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.errors import DataError

COLUMNS = ("battery_id", "cycle", "capacity", "voltage", "temperature")
CHANGED_VOLTAGE, CHANGED_TEMPERATURE = 0.3, 6.0  # volts and kelvins: another load, another chamber
START = 5  # first discharges, whose median says how the cell is run
IN_A_ROW = 2  # discharges below the limit that end a life: one alone may be a glitch
RECENT = 10  # discharges from which a slope is taken
RESERVE = 300.0  # remaining cycles beyond which a forecast is not believed


@dataclass(frozen=True)
class Fleet:
    """Checked discharges, and what was treated.

    Parameters
    ----------
    discharges
        One row for each, by cell and cycle, under the conditions in which the cell started.
    lives
        By cell: `duration` in cycles, `failed` (or the record ended before), `temperature` at the start.
    treated
        How many rows or cells were left out, by reason.
    """

    discharges: pd.DataFrame
    lives: pd.DataFrame
    treated: dict[str, int]


def check_cells(table: pd.DataFrame, limit: float) -> Fleet:
    """Return the cells that start above the limit, up to the end of their life or of their record.

    A record also ends where the load or the chamber changes, since capacity depends on both: such a cell is
    censored there.

    Parameters
    ----------
    table
        `battery_id`, `cycle`, `capacity` in Ah, `voltage` in V and `temperature` in degrees Celsius.
    limit
        Capacity in Ah below which a life has ended.

    Raises
    ------
    DataError
        A column is missing, a cycle stands twice, a value is missing or not positive, a sensor never
        moves, or no cell starts above the limit.
    """
    _check_table(table)
    ordered = table.sort_values(["battery_id", "cycle"], ignore_index=True)
    start = ordered.groupby("battery_id")[["voltage", "temperature"]].transform(
        lambda column: column.iloc[:START].median()
    )
    first = ordered.groupby("battery_id")["capacity"].transform("first")
    changed = (start["voltage"] - ordered["voltage"]).abs() > CHANGED_VOLTAGE
    changed |= (start["temperature"] - ordered["temperature"]).abs() > CHANGED_TEMPERATURE
    changed = changed.groupby(ordered["battery_id"]).cummax()
    above = first >= limit
    kept = ordered[above & ~changed]
    if kept.empty:
        raise DataError(
            "no cell can be followed", expected=f"cells that start above {limit} Ah", got=first.max()
        )
    treated = {
        "cells that start below the limit": int(ordered.loc[~above, "battery_id"].nunique()),
        "discharges after a change of load or chamber": int((above & changed).sum()),
        "cells whose record is cut by such a change": int(
            ordered.loc[above & changed, "battery_id"].nunique()
        ),
    }
    lives = pd.DataFrame(
        {str(name): _life(cell, limit) for name, cell in kept.groupby("battery_id", sort=True)}
    ).T
    lives = lives.astype({"duration": int, "failed": bool, "temperature": float})
    ends = kept["battery_id"].map(lives["duration"])
    return Fleet(kept[kept["cycle"] <= ends].reset_index(drop=True), lives, treated)


def _life(cell: pd.DataFrame, limit: float) -> dict[str, object]:
    low = (cell["capacity"] < limit).to_numpy()
    run = np.ones(len(low), dtype=bool)
    for back in range(IN_A_ROW):
        run &= np.append(low[back:], np.zeros(back, dtype=bool))
    at = int(run.argmax()) if run.any() else len(low) - 1
    temperature = float(cell["temperature"].iloc[:START].median())
    return {"duration": int(cell["cycle"].iloc[at]), "failed": bool(run.any()), "temperature": temperature}


def _check_table(table: pd.DataFrame) -> None:
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        raise DataError(
            "discharges of cells", expected=f"columns {', '.join(COLUMNS)}", got=f"no {missing[0]!r}"
        )
    twice = table.duplicated(["battery_id", "cycle"])
    if twice.any():
        row = table[twice].iloc[0]
        raise DataError(
            f"cell {row['battery_id']} has a cycle twice",
            expected="one row for each cell and cycle",
            got=f"cycle {row['cycle']}",
            hint="Decide which of the rows holds.",
        )
    for name in COLUMNS[2:]:
        values = table[name].to_numpy(dtype=float)
        if not np.isfinite(values).all():
            raise DataError(f"column {name!r}", expected="finite numbers", got="a missing or infinite value")
        if len(values) > 1 and np.ptp(values) == 0:
            raise DataError(f"column {name!r} never moves", expected="a sensor that measures", got=values[0])
    if (table["capacity"] <= 0).any():
        raise DataError("a capacity", expected="more than zero ampere-hours", got=table["capacity"].min())


def chambers(lives: pd.DataFrame) -> pd.Series:
    """Return by cell whether it started cold, at room temperature or hot; discharging warms it."""
    return pd.cut(lives["temperature"], [-50, 20, 45, 100], labels=["cold", "room", "hot"]).astype(str)


def history_features(discharges: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Return for each discharge what is known once it has ended; nothing later enters.

    Parameters
    ----------
    discharges
        As `Fleet` holds them.
    limit
        Capacity in Ah below which a life has ended.

    Returns
    -------
    pandas.DataFrame
        A row for each discharge, in the given order: `cycle`, `capacity` (median of the last five), `loss`
        since the start as a share, `slope` of the last discharges and `mean slope` in Ah a cycle,
        `line`: remaining cycles along the recent slope, `temperature` and `voltage` so far.
    """
    parts = [_features(cell, limit) for _, cell in discharges.groupby("battery_id", sort=False)]
    return pd.concat(parts).loc[discharges.index]


def _features(cell: pd.DataFrame, limit: float) -> pd.DataFrame:
    cycle, capacity = cell["cycle"].astype(float), cell["capacity"]
    level = capacity.rolling(5, min_periods=1).median()
    start = capacity.expanding().max().where(cycle.rank() <= START).ffill()
    slope = _rolling_slope(cycle, capacity)
    overall = ((level - start) / (cycle - cycle.iloc[0] + 1)).clip(upper=-1e-4)
    line = ((limit - level) / slope.clip(upper=-1e-4)).clip(0, RESERVE)
    return pd.DataFrame(
        {
            "cycle": cycle,
            "capacity": level,
            "loss": 1 - level / start,
            "slope": slope,
            "mean slope": overall,
            "line": line,
            "temperature": cell["temperature"].rolling(5, min_periods=1).median(),
            "voltage": cell["voltage"].rolling(5, min_periods=1).median(),
        },
        index=cell.index,
    )


def _rolling_slope(x: pd.Series, y: pd.Series) -> pd.Series:
    """Return the least-squares slope of the last `RECENT` points; zero where there is one point."""
    window = x.rolling(RECENT, min_periods=2)
    slope: pd.Series = (window.cov(y) / window.var()).fillna(0.0)
    return slope


def remaining(fleet: Fleet) -> pd.Series:
    """Return the cycles that were left at each discharge, missing for cells whose end was not seen."""
    lives = fleet.lives
    end = fleet.discharges["battery_id"].map(lives["duration"].where(lives["failed"]))
    left: pd.Series = (end - fleet.discharges["cycle"]).rename("remaining")
    return left


def at_half_life(fleet: Fleet) -> pd.Index:
    """Return the rows at which each cell whose end was seen had lived half its life."""
    rows = []
    for name, life in fleet.lives[fleet.lives["failed"]].iterrows():
        cell = fleet.discharges[fleet.discharges["battery_id"] == name]
        rows.append(cell.index[(cell["cycle"] <= life["duration"] / 2).sum() - 1])
    found: pd.Index = pd.Index(rows)
    return found
