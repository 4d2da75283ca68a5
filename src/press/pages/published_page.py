"""The ledger of numbers that others have printed and that the book computes again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic.dataclasses import dataclass

from portfolio.errors import UsageError
from portfolio.results.value import Value
from press.markdown import cell, escape
from press.yaml_reader import STRICT, NeededText, Text, read_yaml

Verdict = Literal["digit", "within", "refuted", "not reached"]
HEADS: dict[Verdict, str] = {
    "digit": "To the printed digit",
    "within": "Within its error",
    "refuted": "Refuted",
    "not reached": "Not reached",
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, config=STRICT)
class Printed:
    """One printed number: where it stands, what it is, and what this book found."""

    # source and place: key in the bibliography, and table or section
    source: NeededText
    place: NeededText
    # quantity and printed: what the number is, and the number as it was printed
    quantity: NeededText
    printed: NeededText
    result: NeededText  # the recorded result that is held against it, as prose names it
    # `digit` if the result rounds to the printed number, `within` if the number lies in the interval of the
    # result, `refuted` or `not reached` if it does not
    verdict: Verdict
    why: Text = ""  # the reason of a difference; needed unless the digits are the same

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(self.plain):
            raise ValueError("a printed number, such as 9,582.4")
        if self.verdict != "digit" and not self.why:
            raise ValueError("`why` where the digits are not the same")

    @property
    def plain(self) -> str:
        """Return the number as Python writes it."""
        return self.printed.replace(",", "").replace("\N{MINUS SIGN}", "-")

    def holds(self, value: Value) -> bool:
        """Return whether the verdict is true of a recorded value."""
        number, found = float(self.plain), float(value.value)
        decimals = len(self.plain.partition(".")[2])
        if self.verdict == "digit":
            return f"{found:.{decimals}f}" == f"{number:.{decimals}f}"
        if value.interval is None:
            return False
        return (value.interval[0] <= number <= value.interval[1]) == (self.verdict == "within")


@dataclass(frozen=True, config=STRICT)
class _Ledger:
    numbers: tuple[Printed, ...]


def read_published(path: Path) -> tuple[Printed, ...]:
    """Return the ledger.

    Raises
    ------
    UsageError
        The file is missing or not whole; all faults together.
    """
    where = f"{path.parent.name}/{path.name}"
    document = read_yaml(path, where)
    if document is None:
        raise UsageError(f"{where} is missing", expected="a list `numbers`")
    return document.parsed(_Ledger).numbers


def published_markdown(rows: Sequence[Printed]) -> str:
    """Return the ledger as MyST: a table for each verdict, the reasons below it."""
    parts: list[str] = []
    for verdict, head in HEADS.items():
        mine = [row for row in rows if row.verdict == verdict]
        if mine:
            parts += [f"## {head}", "", ":::{div} wide-table", "| quantity | printed | in this book |"]
            parts += ["|---|---|---|", *map(_row, mine), ":::", ""]
            parts += [f"- {escape(_capital(row.quantity))}: {escape(row.why)}" for row in mine if row.why]
            parts.append("")
    return "\n".join(parts) + "\n"


def _row(row: Printed) -> str:
    source = f"{{cite:t}}`{row.source}`, {cell(row.place)}"
    result = f"{{result}}`{row.result}\\|full`"
    return f"| {cell(_capital(row.quantity))} | {cell(row.printed)}, {source} | {result} |"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
