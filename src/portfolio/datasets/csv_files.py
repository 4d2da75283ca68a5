"""Read a CSV file strictly: what pandas would let pass silently is an error with a line number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from portfolio.datasets.card import Table
from portfolio.datasets.delimiters import DELIMITERS
from portfolio.datasets.kinds import check_is_table
from portfolio.datasets.mojibake import check_decoded
from portfolio.datasets.schema import check_columns
from portfolio.errors import DataError

SHOWN = 5  # examples in a message
HEAD = 30  # lines among which the header is looked for, for a message


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written; `missing` lists the texts of a missing value."""

    delimiter: str = ","
    encoding: str = "utf-8"
    missing: tuple[str, ...] = ("",)


def parse_csv(content: bytes, where: str, table: Table, dialect: Dialect | None = None) -> pd.DataFrame:
    """Return a CSV file as a frame of texts, missing where the dialect says so.

    The columns must be those of the table. `NA`, leading zeros and long numbers stay as they
    are written: types are given afterwards, from the schema.

    Raises
    ------
    EnvironmentFaultError
        The file is a web page, a git-lfs pointer, or of another kind that is no table.
    DataError
        The file is empty, has a header only, another encoding or delimiter, text that was decoded wrongly
        before it was saved, other columns, rows with too many or too few values, an open quote or a NUL
        byte; with the line where there is one.
    """
    dialect = dialect or Dialect()
    text = decode(content, where, dialect.encoding)
    check_decoded(text, where)
    delimiter = dialect.delimiter
    header = _header(text, delimiter, where)
    check_width(header, text, where, delimiter, len(table.names))
    check_columns(header, table)
    _check_rows(text, delimiter, len(header), where)
    return pd.read_csv(
        io.StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, na_values=list(dialect.missing)
    )


def decode(content: bytes, where: str, encoding: str) -> str:
    """Return the text of a file's bytes, without a byte order mark.

    Raises
    ------
    EnvironmentFaultError
        The file is a web page, a git-lfs pointer, or of another kind that is no table.
    DataError
        The file is empty, holds a NUL byte or has another encoding; with the byte offset.
    """
    check_is_table(content, where)
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where} is not {encoding}: byte {error.start} is 0x{content[error.start]:02x},"
            f" on line {content.count(10, 0, error.start) + 1}",
            hint="It may be cp1252 or Latin-1: save it as UTF-8.",
        ) from error


def _header(text: str, delimiter: str, where: str) -> list[str]:
    for _, row in _rows(text, delimiter, where):
        return row
    raise DataError(f"{where} is empty: 0 rows", expected="a header and at least one row")


def check_width(header: Sequence[str], text: str, where: str, delimiter: str, wanted: int = 0) -> None:
    """Refuse a header of one column where more are wanted: another delimiter, or no table."""
    if len(header) > 1 or wanted == 1:
        return
    first = text.lstrip().partition("\n")[0]
    expected = f"{wanted} separated by {delimiter!r}" if wanted else "at least 2"
    hint = _cause_of_one_column(first, text, delimiter, wanted)
    raise DataError(f"{where}: 1 column found", expected=expected, got=repr(first[:60]), hint=hint)


def _cause_of_one_column(first: str, text: str, delimiter: str, wanted: int) -> str:
    other = max(DELIMITERS, key=first.count)
    if other != delimiter and other in first:
        return f"The header looks separated by {other!r}."
    if wanted:
        return ""
    lines = text.lstrip().splitlines()[:HEAD]
    below = next((n for n, line in enumerate(lines, 1) if any(sign in line for sign in DELIMITERS)), 0)
    if below:
        return f"Line {below} looks like the header: take away what stands above it."
    return "Values are parted by a comma, a semicolon, a tab or a bar; a first line sep=: tells another sign."


def check_names(names: list[str], where: str, places: Sequence[int]) -> None:
    """Refuse names of columns that are doubled or not there; `places` are those in the file, from 1."""
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    unnamed = [place for place, name in zip(places, names, strict=True) if not name]
    if doubled or unnamed:
        faults = [f"{name!r} appears {names.count(name)} times" for name in doubled]
        faults += [f"column {place} has no name" for place in unnamed]
        raise DataError(
            f"{where}: {'; '.join(faults)}",
            expected="one different name per column",
            hint=_cause_of_no_names(unnamed, len(names)),
        )


def _cause_of_no_names(unnamed: Sequence[int], count: int) -> str:
    if len(unnamed) > count / 2:
        return "A title may stand above the header: take it away."
    if 1 in unnamed:
        return "If it holds the row labels of a data frame, save it without: to_csv(..., index=False)."
    return ""


def _check_rows(text: str, delimiter: str, width: int, where: str) -> None:
    rows = _rows(text, delimiter, where)
    next(rows)
    count, wrong = 0, []
    for line, row in rows:
        count += 1
        if len(row) != width:
            wrong.append((line, len(row)))
    check_lengths(wrong, count, width, where)


def check_lengths(wrong: Sequence[tuple[int, int]], count: int, width: int, where: str) -> None:
    """Refuse rows of another length than the header, with what may be the cause.

    Parameters
    ----------
    wrong
        Line and number of values of each such row.
    count
        Rows there are.
    width
        Values that each should have.
    where
        The name of the file.

    Raises
    ------
    DataError
        There is such a row, or no row at all.
    """
    if not count:
        raise DataError(f"{where} has a header only: 0 rows", expected="at least one row")
    if not wrong:
        return
    examples = ", ".join(f"line {line} has {found}" for line, found in wrong[:SHOWN])
    raise DataError(
        f"{where}: {len(wrong)} of {count} rows have another number of values than the header",
        expected=f"{width} values",
        got=examples + (", ..." if len(wrong) > SHOWN else ""),
        hint=_cause(wrong, count, width),
    )


def _cause(wrong: Sequence[tuple[int, int]], count: int, width: int) -> str:
    """Return what rows of another length come from, as far as their lengths say it."""
    if count > 1 and len(wrong) == count and {found for _, found in wrong} == {width + 1}:
        return (
            "If each row begins with a label, as R's write.table leaves it, name that column or leave it out:"
            " row.names=FALSE. If numbers have decimal commas, save the file with semicolons."
        )
    cut = (
        " The last line is short: the file may be truncated."
        if len(wrong) == 1 and wrong[0][1] < width
        else ""
    )
    return f"A value that holds the delimiter must stand in double quotes.{cut}"


def _rows(text: str, delimiter: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the values of each row, blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            if row:
                yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        raise row_error(where, start, error) from error


def row_error(where: str, line: int, error: csv.Error) -> DataError:
    """Return the error of a row that cannot be read, with the line on which it starts."""
    return DataError(
        f"{where}: the row that starts on line {line} cannot be read: {error}",
        hint="A double quote may be left open.",
    )
