"""Give the columns of a frame the types that their card states."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

from portfolio.datasets.card import Column, Table
from portfolio.errors import DataError

DType = np.dtype[Any] | ExtensionDtype
INTEGERS = 2**63  # the first whole number that 64 bits cannot hold
EXACT = 2**53  # below it, a float holds every whole number
SHOWN = 5  # examples in a message


def dtype_of(column: Column) -> DType:
    """Return the pandas dtype of a column; whole numbers with missing ones among them are `float` columns."""
    time = f"datetime64[us, {column.zone}]" if column.zone else "datetime64[us]"
    names = {"integer": "int64", "float": "float64", "text": "str", "time": time}
    return pd.api.types.pandas_dtype(names[column.type])


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the columns of a table, in its order and with its types.

    Raises
    ------
    DataError
        A value cannot be read as its column's type; the message names column and rows.
    """
    return pd.DataFrame({column.name: _typed_column(frame[column.name], column) for column in table.columns})


def infer_types(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return a frame of texts with numbers where a column holds nothing else.

    A column stays text, as an identifier, if any value has a leading zero, `007`, or is a whole number so
    long that a float would change it.

    Raises
    ------
    DataError
        A column of numbers holds an infinite value.
    """
    return pd.DataFrame({name: _inferred(frame[name], where) for name in frame.columns})


def _typed_column(series: pd.Series, column: Column) -> pd.Series:
    if series.dtype == dtype_of(column):
        return series
    if column.type == "integer" and pd.api.types.is_float_dtype(series) and (series % 1 != 0).any():
        raise _unreadable(series, column)  # a cast would cut the decimals off
    try:
        if column.type == "time":
            return _times(series, column)
        return series.astype(dtype_of(column))
    except (TypeError, ValueError, OverflowError) as error:
        raise _unreadable(series, column) from error


def _times(series: pd.Series, column: Column) -> pd.Series:
    times = pd.to_datetime(series, utc=bool(column.zone), format=column.format or "ISO8601")
    return times.astype(dtype_of(column))


def _unreadable(series: pd.Series, column: Column) -> DataError:
    bad = series[_wrong(series, column)]
    examples = ", ".join(f"row {row}: {value!r}" for row, value in bad.head(SHOWN).items())
    return DataError(
        f"column {column.name!r}: {len(bad)} values cannot be read as {column.type}",
        expected=f"{column.type} in every row",
        got=examples,
        hint="Rows are counted from 0, without the header.",
    )


def _inferred(series: pd.Series, where: str) -> pd.Series:
    present = series.dropna()
    numbers = pd.to_numeric(series, errors="coerce")
    if present.empty or numbers.notna().sum() < len(present) or present.str.match(r"\s*[+-]?0\d").any():
        return series
    if pd.api.types.is_float_dtype(numbers) and _loses_digits(present, numbers):
        return series
    infinite = numbers.abs() == float("inf")
    if infinite.any():
        rows = ", ".join(map(str, numbers.index[infinite][:SHOWN]))
        raise DataError(
            f"{where}: column {series.name!r} holds {int(infinite.sum())} infinite values", got=f"rows {rows}"
        )
    return numbers


def _loses_digits(present: pd.Series, numbers: pd.Series) -> bool:
    whole = present.str.fullmatch(r"\s*[+-]?\d+\s*")
    return bool((numbers[present.index].abs()[whole] >= EXACT).any())


def _wrong(series: pd.Series, column: Column) -> pd.Series:
    """Return which values cannot be read as the column's type; of whole numbers, a missing one too."""
    if column.type == "time":
        times = pd.to_datetime(series, utc=True, format=column.format or "ISO8601", errors="coerce")
        return times.isna() & series.notna()
    numbers = pd.to_numeric(series, errors="coerce").astype("float64")
    if column.type == "float":
        return numbers.isna() & series.notna()
    return numbers.isna() | (numbers % 1 != 0) | (numbers.abs() >= INTEGERS)
