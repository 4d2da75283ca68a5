"""The results of a sweep as one tidy table: a row for each point and recorded result."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from portfolio.results.value import Value
from press.files import write_whole
from press.result_references import values_from
from press.runs.parameter_types import Scalar
from press.sweep.grid import Grid
from press.sweep.store import Point

TABLE = ("result", "value", "low", "high", "text", "unit", "label")


def tidy(grid: Grid, points: Mapping[int, Point]) -> pd.DataFrame:
    """Return the recorded results, sorted by point and then as the notebook recorded them.

    How long something took is left out: the same sweep gives the same table.

    Parameters
    ----------
    grid
        The points; the parameters that vary are columns.
    points
        The finished ones, by their number in the grid.
    """
    rows: list[dict[str, Scalar | float | None]] = []
    for number, run in enumerate(grid.runs):
        if number in points:
            varied = {name: run.parameters[name] for name in grid.varied}
            rows += [{**varied, **_row(value)} for value in values_of(points[number]).values()]
    return pd.DataFrame(rows, columns=[*grid.varied, *TABLE])


def values_of(point: Point) -> dict[str, Value]:
    """Return what a point recorded and will record again, by name."""
    return {name: value for name, value in values_from(point.values).items() if not value.measured}


def _row(value: Value) -> dict[str, Scalar | float | None]:
    is_text = isinstance(value.value, str)
    low, high = value.interval or (None, None)
    return {
        "result": value.name,
        "value": None if is_text else float(value.value),
        "low": low,
        "high": high,
        "text": str(value.value) if is_text else "",
        "unit": value.unit,
        "label": value.label,
    }


def write_table(frame: pd.DataFrame, folder: Path) -> None:
    """Write the table as `results.csv` and `results.parquet`.

    Parameters
    ----------
    frame
        From `tidy`.
    folder
        Of the sweep.
    """
    import duckdb

    write_whole(folder / "results.csv", frame.to_csv(index=False, lineterminator="\n"))
    path = folder / "results.parquet"
    partial = path.with_suffix(".part")
    typed = frame.astype({"value": "float64", "low": "float64", "high": "float64"})
    with duckdb.connect(config={"threads": 1}) as connection:  # the order of the rows is the table's
        connection.register("results", typed)
        connection.table("results").write_parquet(str(partial))
    partial.replace(path)
