"""The page that sets faults side by side: what the stock tools make of each, and what this press does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import StrictBool, StrictInt
from pydantic.dataclasses import dataclass

from press.markdown import as_code, escape_outside_code
from press.settings.record import read_record
from press.yaml_reader import STRICT, Text

NOT_COMPARED = "not compared"
WORDS = {"met": "met", "short": "falls short", "failed": "fails"}


@dataclass(frozen=True, config=STRICT)
class Result:
    """How a fault ended: the exit code, and what was told."""

    code: StrictInt
    told: Text


@dataclass(frozen=True, config=STRICT)
class Case:
    """A fault met with both tools; `short` says what is missing, `stock` is None if not compared."""

    id: Text
    group: Text
    fault: Text
    ours: Result
    verdict: Literal["met", "short", "failed"]
    short: Text
    stock: Result | None = None


@dataclass(frozen=True, config=STRICT)
class LeftOut:
    """A line of the catalogue without a case, and why; `short` where the press falls short of it."""

    id: Text
    group: Text
    fault: Text
    why: Text
    short: StrictBool


@dataclass(frozen=True, config=STRICT)
class _Record:
    recorded: Text
    python: Text
    versions: dict[str, Text]
    cases: tuple[Case, ...]
    left: tuple[LeftOut, ...]


def fault_page(path: Path) -> str:
    """Return the body of the page from `book/faults.yml`, as the comparison script wrote it.

    Raises
    ------
    UsageError
        The record is missing or not whole; all faults of the file together.
    """
    record = read_record(path, _Record, "tests/bench/faults.py")
    return fault_markdown(record.cases, record.left, _made(record))


def fault_markdown(rows: Sequence[Case], left: Sequence[LeftOut] = (), made: str = "") -> str:
    """Return the comparison as MyST: counts, then a list for each group, then what was left out.

    A list of definitions reads well on a phone, where a table of four columns does not.

    Parameters
    ----------
    rows
        The cases.
    left
        Lines of the catalogue without a case.
    made
        When, and with which versions.
    """
    parts = [_counts(rows, left), made, ""]
    for group in dict.fromkeys(str(row.group) for row in rows):
        mine = [row for row in rows if row.group == group]
        met = sum(row.verdict == "met" for row in mine)
        told = f"{met} of {len(mine)} end as they should"
        parts += [f"## {group}", "", *_folded(told, [line for row in mine for line in _case(row)])]
    short = [row for row in left if row.short]
    if short:
        lines = [line for row in short for line in _left(row)]
        parts += ["## Falls short without a test", "", *_folded(f"{len(short)} faults", lines)]
    rest = [row for row in left if not row.short]
    if rest:
        lines = [line for row in rest for line in _left(row)]
        parts += ["## Left out, and why", "", *_folded(f"{len(rest)} faults", lines)]
    return "\n".join(parts) + "\n"


def _folded(summary: str, lines: Sequence[str]) -> list[str]:
    """Return lines that a reader opens: all of them together are sixty screens of a phone."""
    return [f"<details><summary>{summary}</summary>", "", *lines, "</details>", ""]


def _counts(rows: Sequence[Case], left: Sequence[LeftOut]) -> str:
    compared = [row for row in rows if row.stock]
    silent = [row for row in compared if row.stock and row.stock.code == 0 and row.ours.code != 0]
    met = sum(row.verdict == "met" for row in rows)
    judged = len(rows) + sum(row.short for row in left)
    argued = sum(not row.short for row in left)
    return (
        f"**{met} of {judged} faults end as they should, {judged - met} fall short, {argued} more do not "
        f"apply.** {len(compared)} were met with the stock tools too; in {len(silent)} of these they end "
        "green, with exit code 0, where this press refuses.\n"
    )


def _made(record: _Record) -> str:
    tools = ", ".join(f"{name} {number}" for name, number in record.versions.items())
    return f"Recorded on {record.recorded} with Python {record.python}, {tools}.\n"


def _case(row: Case) -> list[str]:
    """Return one case as a definition: the fault, then both results."""
    stock = _result(row.stock) if row.stock else NOT_COMPARED
    lines = [
        f"{escape_outside_code(row.fault)} ({row.id})",
        f": Stock tools: {stock}",
        "",
        f": This press: {_result(row.ours)}, **{WORDS[row.verdict]}**",
        "",
    ]
    return [*lines, f": {escape_outside_code(row.short)}", ""] if row.short else lines


def _left(row: LeftOut) -> list[str]:
    return [f"{escape_outside_code(row.fault)} ({row.id})", f": {escape_outside_code(row.why)}", ""]


def _result(result: Result) -> str:
    told = f" {as_code(result.told)}" if result.told else ""
    return f"exit code {result.code}{told}"
