"""One run at the end of a build, and who is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from press.cache.decide import Verdict
from press.execute.failure import Failure
from press.execute.forecast import Forecast
from press.runs.scenarios import Run


@dataclass(frozen=True)
class Finished:
    """One run at the end of a build.

    Parameters
    ----------
    run, verdict
        The run, and why it was executed or reused.
    status
        `reused`, `executed` or `failed`.
    executed
        Path of the executed notebook; None after a failure that left nothing.
    record
        What is known of the execution: values, tables, datasets, seconds, peak_mib, executed_at, commit,
        warnings. After a failure only seconds and peak_mib.
    failure
        Why it failed, or None.
    warning
        What a person should know though the run counts, or None.
    """

    run: Run
    verdict: Verdict
    status: str
    executed: Path | None
    record: Mapping[str, Any]
    failure: Failure | None = None
    warning: str | None = None


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
