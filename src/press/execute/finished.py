"""One run at the end of a build, and who is told about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from press.cache.decide import Verdict
from press.cache.entry import Entry
from press.execute.failure import Failure
from press.execute.forecast import Forecast
from press.runs.scenarios import Run

NOT_RUN = "not run"
_TUPLES = ("values", "tables", "warnings", "artefacts")  # of a record; JSON makes lists of them


@dataclass(frozen=True)
class Record:
    """What is known of one execution."""

    # seconds and peak_mib: time and memory that it took
    seconds: float
    peak_mib: float
    # values and tables: what the notebook recorded
    values: tuple[Mapping[str, Any], ...] = ()
    tables: tuple[Mapping[str, Any], ...] = ()
    # fingerprint of each dataset that it read, by name
    datasets: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()  # what it warned of
    # executed_at and commit: when, and of which commit; empty after a failure
    executed_at: str = ""
    commit: str = ""
    # the fitted models that it handed on: name, digest, and the sha256 of each file
    artefacts: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Record:
        """Return the record that an entry of the cache holds; what else it holds is the cache's own."""
        known: dict[str, Any] = {one.name: stored[one.name] for one in fields(cls) if one.name in stored}
        known |= {name: tuple(known[name]) for name in _TUPLES if name in known}
        return cls(**known)

    def stored(self) -> dict[str, Any]:
        """Return the record as plain data, for the cache."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), sort_keys=True))
        return plain


@dataclass(frozen=True)
class Finished:
    """One run at the end of a build."""

    # run and verdict: the run, and why it was executed or reused
    run: Run
    verdict: Verdict
    # `reused`, `executed` or `failed`; `not run` in the report of a build that was refused before
    status: str
    executed: Path | None  # path of the executed notebook; None after a failure that left nothing
    record: Record  # what is known of the execution; after a failure only seconds and memory
    failure: Failure | None = None  # why it failed, or None
    warning: str | None = None  # what a person should know though the run counts, or None

    @classmethod
    def reused(cls, run: Run, verdict: Verdict, entry: Entry) -> Finished:
        """Return a run whose execution the cache holds."""
        return cls(run, verdict, "reused", entry.notebook, Record.of(entry.record), warning=verdict.warning)


class Executions:
    """What executed several runs: how they ended."""

    finished: tuple[Finished, ...]

    @property
    def failed(self) -> tuple[Finished, ...]:
        """The runs that failed."""
        return tuple(item for item in self.finished if item.failure)

    @property
    def exit_code(self) -> int:
        """0, or the code that all failures share, or 1."""
        return exit_code_of(self.finished)


def exit_code_of(finished: Iterable[Finished]) -> int:
    """Return 0 if no run failed, else the code that all failures share, or 1."""
    codes = {item.failure.exit_code for item in finished if item.failure}
    return codes.pop() if len(codes) == 1 else int(bool(codes))


def executed_document(path: Path) -> dict[str, Any]:
    """Return an executed notebook; several ask for it, so nobody changes what is returned."""
    return _document(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _document(path: Path, _written_at: int) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


class Display(Protocol):
    """Where progress is shown."""

    def begin(self, expected: Forecast) -> None:
        """Note what is to be executed and how long it will take."""

    def tick(self) -> None:
        """Note that time went by."""

    def start(self, run: Run) -> None:
        """Note that `run` began."""

    def cell(self, run: Run, number: int, of: int) -> None:
        """Note that `run` reached cell `number` of `of`."""

    def end(self, finished: Finished) -> None:
        """Note that a run ended."""
