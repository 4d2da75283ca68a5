"""Check a frame against the schema of its card, with pandera."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from portfolio.datasets.card import Column, Table
from portfolio.datasets.typed import SHOWN, dtype_of, infer_types, typed
from portfolio.errors import DataError

LISTED = 8  # faults in one message


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the columns of a table, in its order, with its types, checked against its schema.

    Raises
    ------
    DataError
        Columns, types or values differ from what the card promises.
    """
    check_columns(list(frame.columns), table)
    known = typed(frame, table)
    if table.extra:
        known = known.join(infer_types(frame.drop(columns=list(table.names)), table.name))
    return validate(known, table)


def validate(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the frame unchanged if it keeps the promises of its table.

    Raises
    ------
    DataError
        All broken promises: the column, the rule, how many rows, and the first of them.
    """
    check_columns(list(frame.columns), table)
    if table.rows != 0 and frame.empty:
        raise DataError(f"{table.name} has 0 rows", expected="at least one row below the header")
    try:
        build_schema(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        raise _data_error(error.failure_cases, table) from error
    return frame


def check_columns(found: Sequence[str], table: Table) -> None:
    """Raise `DataError` with every difference between the columns found and those of a table.

    Another order is harmless. A column that looks like a renamed one is named beside it.
    """
    lacking = [name for name in table.names if name not in found]
    extra = [name for name in dict.fromkeys(found) if name not in table.names]
    unwanted = [] if table.extra else extra
    doubled = sorted({name for name in found if list(found).count(name) > 1})
    if not (lacking or unwanted or doubled):
        return
    faults = [f"missing {name!r}{_near(name, extra)}" for name in lacking]
    faults += [f"extra {name!r}" for name in unwanted]
    faults += [f"{name!r} appears {list(found).count(name)} times" for name in doubled]
    raise DataError(
        f"{table.name}: the columns differ from the card: {'; '.join(faults)}",
        expected=f"{len(table.names)} columns",
        got=len(found),
    )


def build_schema(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table."""
    columns = {column.name: _build_column(column) for column in table.columns}
    checks = [_unique_check(key) for key in table.keys]
    if table.rows is not None:
        checks.append(_rows_check(table.rows))
    return pa.DataFrameSchema(columns, checks=checks, strict=not table.extra)


def _build_column(column: Column) -> pa.Column:
    checks = [*_bound_checks(column), *_missing_check(column)]
    return pa.Column(dtype_of(column), checks=checks, nullable=column.missing > 0)


def _bound_checks(column: Column) -> Iterable[pa.Check]:
    low, high = _bound(column, column.minimum), _bound(column, column.maximum)
    if low is not None:
        yield pa.Check.ge(low, error=f"not below {column.minimum}")
    if high is not None:
        yield pa.Check.le(high, error=f"not above {column.maximum}")
    if column.type == "float":
        yield pa.Check(np.isfinite, error="finite")
    if column.allowed:
        shown = ", ".join(map(str, column.allowed[:SHOWN])) + (", ..." if len(column.allowed) > SHOWN else "")
        yield pa.Check.isin(column.allowed, error=f"one of {shown}")


def _bound(column: Column, bound: float | str | None) -> object:
    if column.type != "time" or bound is None:
        return bound
    return pd.Timestamp(bound, tz=column.zone or None)


def _missing_check(column: Column) -> Iterable[pa.Check]:
    if not 0 < column.missing < 1:
        return
    share = column.missing

    def enough(series: pd.Series) -> bool:
        # half a row of slack: a share written with few digits must not fail on its own data
        return bool(series.isna().sum() <= share * len(series) + 0.5)

    yield pa.Check(enough, ignore_na=False, error=f"at most {share:.2%} missing")


def _unique_check(key: tuple[str, ...]) -> pa.Check:
    def unique(frame: pd.DataFrame) -> pd.Series:
        return ~frame.duplicated(list(key), keep=False)

    return pa.Check(unique, ignore_na=False, error=f"unique {' + '.join(key)}")


def _rows_check(rows: int) -> pa.Check:
    def complete(frame: pd.DataFrame) -> bool:
        return len(frame) == rows

    return pa.Check(complete, ignore_na=False, error=f"{rows} rows")


def _near(name: str, extra: Iterable[str]) -> str:
    folded = {other.casefold(): other for other in extra}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    return f" (renamed to {folded[close[0]]!r}?)" if close else ""


def _data_error(cases: pd.DataFrame, table: Table) -> DataError:
    groups = cases.groupby(["column", "check"], sort=False, dropna=False)
    faults = [_fault(group) for _, group in groups]
    more = f"; and {len(faults) - LISTED} more" if len(faults) > LISTED else ""
    return DataError(
        f"{table.name} breaks its schema: {'; '.join(faults[:LISTED])}{more}",
        hint="Rows are counted from 0, without the header.",
    )


def _fault(group: pd.DataFrame) -> str:
    first = group.iloc[0]
    whole = first["schema_context"] == "DataFrameSchema"
    rule = {"not_nullable": "no missing values"}.get(first["check"], first["check"])
    subject = "the table" if whole else f"column {first['column']!r}"
    rows = sorted(int(row) for row in group["index"].dropna().unique())
    if not rows:
        return f"{subject}: expected {rule}, got {first['failure_case']}"
    examples = ", ".join(map(str, rows[:SHOWN])) + (", ..." if len(rows) > SHOWN else "")
    value = "" if whole else f", such as {_plain(group, rows[0])!r}"
    broken = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    return f"{subject}: expected {rule}, broken in {broken} ({examples}){value}"


def _plain(group: pd.DataFrame, row: int) -> object:
    value = group.loc[group["index"] == row, "failure_case"].iloc[0]
    return value.item() if hasattr(value, "item") else value
