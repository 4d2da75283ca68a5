"""The page that tells how the notebooks fared on whole data sets as readers bring them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import StrictInt
from pydantic.dataclasses import dataclass

from press.markdown import as_code, escape
from press.settings.record import read_record
from press.yaml_reader import STRICT, Text

NOTHING = "nothing"


@dataclass(frozen=True, config=STRICT)
class Treated:
    """One thing that was done to a column while the table was read, and to how many values."""

    column: Text
    what: Text
    count: StrictInt


@dataclass(frozen=True, config=STRICT)
class Found:
    """One recorded result."""

    label: Text
    text: Text


@dataclass(frozen=True, config=STRICT)
class Brought:
    """One data set and its run: `told` says why it was refused, `digest` is of the bytes that were read."""

    name: Text
    title: Text
    publisher: Text
    command: Text
    rows: StrictInt
    columns: StrictInt
    treated: tuple[Treated, ...]
    more_treated: StrictInt
    seconds: StrictInt
    code: StrictInt
    told: Text
    found: tuple[Found, ...]
    digest: Text
    recorded: Text


@dataclass(frozen=True, config=STRICT)
class Waiting:
    """One data set that was not run yet."""

    title: Text
    command: Text


@dataclass(frozen=True, config=STRICT)
class _Record:
    data: tuple[Brought, ...]
    waiting: tuple[Waiting, ...] = ()


def own_data_page(path: Path) -> str:
    """Return the body of the page from `book/own_data.yml`, as the bench wrote it.

    Raises
    ------
    UsageError
        The record is missing or not whole; all faults of the file together.
    """
    record = read_record(path, _Record, "tests/bench/own_data.py FOLDER")
    return own_data_markdown(record.data, record.waiting)


def own_data_markdown(rows: Sequence[Brought], waiting: Sequence[Waiting] = ()) -> str:
    """Return the runs as MyST: a table of all, then what was done with each.

    Parameters
    ----------
    rows
        The data sets that were run.
    waiting
        Those that were not.
    """
    lines: list[str] = []
    if rows:
        lines += ["| data | rows × columns | notebook | seconds | end |", "|---|--:|---|--:|---|"]
        lines += [*(_line(row) for row in rows), "", "## One by one", ""]
        lines += [line for row in rows for line in _entry(row)]
    if waiting:
        lines += ["## Not run yet", ""]
        lines += [line for one in waiting for line in (escape(one.title), f": {as_code(one.command)}", "")]
    return "\n".join(lines) + "\n"


def _line(row: Brought) -> str:
    size = f"{row.rows:,} × {row.columns:,}" if row.rows else "not read"
    cells = (escape(row.title), size, as_code(_notebook(row)), f"{row.seconds:,}", _end(row))
    return f"| {' | '.join(cells)} |"


def _notebook(row: Brought) -> str:
    return row.command.split()[2]


def _end(row: Brought) -> str:
    return "whole" if row.code == 0 else f"refused, exit code {row.code}"


def _entry(row: Brought) -> list[str]:
    """Return one data set as a definition: the command, what was treated, and what came of it."""
    treated = [f"{escape(one.column)}: {escape(one.what)} ({one.count:,})" for one in row.treated]
    treated += [f"{row.more_treated:,} more"] if row.more_treated else []
    found = [f"{escape(one.label)}: {escape(one.text)}" for one in row.found]
    lines = [f"{escape(row.title)} ({escape(row.publisher)})", f": {as_code(row.command)}", ""]
    if row.rows:
        lines += [f": Treated while it was read: {'; '.join(treated) or NOTHING}.", ""]
    lines += [f": Found: {'; '.join(found)}.", ""] if found else []
    lines += [f": Refused: {escape(row.told)}", ""] if row.told else []
    return [*lines, f": Run on {escape(row.recorded)}; digest of the data {as_code(row.digest)}.", ""]
