"""What became of one execution, read from the executed notebook itself.

papermill reports success after `sys.exit()` and calls cells completed that never ran, so its word is not
taken: every code cell must have been executed, and only cells tagged `raises-exception` may hold an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from portfolio import errors
from press.execute.clean_outputs import joined
from press.execute.missing_glyphs import counted_glyphs

EXPECTS_ERROR = "raises-exception"
SKIPS = "skip-execution"
SHOWN_LINES = 6  # of a traceback, in a failure card
# ECMA-48: control sequences such as colours, commands such as links, and single characters
_COLOUR_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\].*?(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])", re.DOTALL)

# what stands above the lines of a traceback, and says nothing
_RULE = re.compile(r"-{20,}|(?:\S+ +)?Traceback \(most recent call last\):?")

# where IPython's traceback says which line of the cell it was in
_CELL_LINE = re.compile(r"^Cell In\s*\[\d+\], line (\d+)")

_ERRORS: dict[str, type[errors.PortfolioError]] = {
    "cell": errors.CellError,
    "timeout": errors.RunTimeoutError,
    "kernel": errors.KernelDiedError,
    "usage": errors.UsageError,
    "data": errors.DataError,
    "publish": errors.PublishError,
    "lock": errors.LockHeldError,
    "environment": errors.EnvironmentFaultError,
    "model": errors.ModelFileError,
    "drift": errors.DriftError,
}
# Errors of ours that a cell raised keep their meaning: data that break their contract are not a broken cell.
_RAISED = {error.__name__: kind for kind, error in _ERRORS.items()}


@dataclass(frozen=True)
class Failure:
    """Why a run did not end well."""

    kind: str  # a key of `_ERRORS`: `cell`, `timeout`, `kernel`, `data`, ...
    message: str  # one sentence: what happened
    cell: int | None = None  # position of the cell in the notebook, from 1; absent when no cell is to blame
    source: str = ""  # first line of that cell
    detail: tuple[str, ...] = ()  # the last lines of the error, without colour codes
    not_run: int = 0  # how many code cells were never executed

    @property
    def exit_code(self) -> int:
        """Exit code of this kind of failure."""
        return _ERRORS[self.kind].exit_code

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Failure:
        """Return the failure that `as_dict` wrote."""
        return cls(**{**data, "detail": tuple(data.get("detail", ()))})


def plain(text: str) -> str:
    """Return `text` without terminal codes, and with half characters, which no file can store, replaced."""
    return _COLOUR_CODES.sub("", text).encode("utf-8", "replace").decode("utf-8")


def failure_of(cells: Sequence[Mapping[str, Any]]) -> Failure | None:
    """Return why an executed notebook must not count as a success, or None.

    Its `cells` are nbformat 4 JSON, papermill's metadata included.
    """
    code = [(number, cell) for number, cell in enumerate(cells, 1) if is_live(cell)]
    for number, cell in code:
        failure = _cell_failure(number, cell)
        if failure:
            return _with_not_run(failure, code)
    idle = [(number, cell) for number, cell in code if cell.get("execution_count") is None]
    if idle:
        number, cell = idle[0]
        skipped = SKIPS in cell.get("metadata", {}).get("tags", ())
        message = f"a cell is tagged {SKIPS}, so it never ran" if skipped else "a cell was never executed"
        return _with_not_run(Failure("cell", message, number, first_line(cell)), code)
    return None


def first_line(cell: Mapping[str, Any]) -> str:
    """Return the first line of a cell's code that says something."""
    lines = (line.strip() for line in joined(cell.get("source", "")).splitlines())
    return next((line for line in lines if line and not line.startswith("#")), "")


def is_live(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell holds code that is to be executed."""
    return cell.get("cell_type") == "code" and bool(joined(cell.get("source", "")).strip())


def _cell_failure(number: int, cell: Mapping[str, Any]) -> Failure | None:
    error = next((out for out in cell.get("outputs", ()) if out.get("output_type") == "error"), None)
    flagged = bool(cell.get("metadata", {}).get("papermill", {}).get("exception"))
    expected = EXPECTS_ERROR in cell.get("metadata", {}).get("tags", ())
    if cell.get("metadata", {}).get("asked_exit") or (error and error.get("ename") == "SystemExit"):
        return Failure("cell", "stopped early: the cell left the interpreter", number, first_line(cell))
    if expected:
        raised = error or flagged
        return None if raised else Failure("cell", "expected an error, none came", number, first_line(cell))
    if error:
        # the traceback's last line is the message again
        detail = [plain(line) for block in error.get("traceback", ())[:-1] for line in block.splitlines()]
        message = plain(f"{error.get('ename', 'Error')}: {error.get('evalue', '')}").strip()
        if not str(error.get("evalue", "")).strip():
            message = f"{message.rstrip(':')} without a message{_raised_at(cell, detail)}"
        kind = _RAISED.get(str(error.get("ename")), "cell")
        return Failure(kind, message, number, first_line(cell), _last(detail))
    if flagged:
        return Failure("cell", "the kernel answered with an error", number, first_line(cell))
    return None


def _raised_at(cell: Mapping[str, Any], traceback: Sequence[str]) -> str:
    """Return the line of the cell in which an error came up, as a traceback names it first; empty without."""
    lines = joined(cell.get("source", "")).splitlines()
    for found in filter(None, map(_CELL_LINE.search, traceback)):
        if 0 < (number := int(found[1])) <= len(lines):
            return f", at line {number}: {lines[number - 1].strip()}"
    return ""


def _last(lines: Sequence[str]) -> tuple[str, ...]:
    told = [line.rstrip() for line in lines if line.strip() and not _RULE.fullmatch(line.strip())]
    return tuple(told)[-SHOWN_LINES:]


def _with_not_run(failure: Failure, code: Sequence[tuple[int, Mapping[str, Any]]]) -> Failure:
    idle = sum(cell.get("execution_count") is None for number, cell in code if number > (failure.cell or 0))
    return replace(failure, not_run=idle)


def stderr_lines(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what cells wrote to standard error, one line each with the number of the cell."""
    found = []
    for number, cell in enumerate(cells, 1):
        lines: list[str] = []
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "stream" and output.get("name") == "stderr":
                lines += joined(output.get("text", "")).splitlines()
        found += [f"cell {number}: {plain(line)}" for line in counted_glyphs(lines) if line.strip()]
    return found
