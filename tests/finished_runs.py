"""Finished runs made up for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from press.cache.decide import Verdict
from press.cache.keys import Key
from press.execute.failure import Failure
from press.execute.finished import Finished, Record
from press.runs.scenarios import Run


def run_of(name: str = "one/default", *, published: bool = True, title: str = "", **parameters: Any) -> Run:
    """Return a run; the parameters given differ from their defaults."""
    notebook, _, scenario = name.partition("/")
    return Run(notebook, scenario, title or scenario, dict(parameters), published, dict.fromkeys(parameters))


def verdict_of(run: Run, *reasons: str, warning: str | None = None) -> Verdict:
    """Return the verdict to execute a run."""
    return Verdict(
        run.name, "execute", reasons or ("never executed",), Key(run.name, "0" * 64, {}), None, warning
    )


def finished_run(
    name: str = "one/default",
    *values: dict[str, Any],
    failure: Failure | None = None,
    executed: Path | None = None,
    status: str = "",
    published: bool = True,
    warning: str | None = None,
    **record: Any,
) -> Finished:
    """Return a run that was executed, or that failed."""
    run = run_of(name, published=published)
    used = {"seconds": 1.25, "peak_mib": 1234.4}
    known = used if failure else {**used, "values": list(values), "warnings": [], "datasets": {}}
    known |= {} if failure else {"executed_at": "2026-01-02T03:04:05Z", "commit": "abcdef0123", "tables": []}
    state = status or ("failed" if failure else "executed")
    return Finished(run, verdict_of(run), state, executed, Record.of({**known, **record}), failure, warning)


def value(name: str, number: float | str = 1.0, **fields: Any) -> dict[str, Any]:
    """Return a recorded value, as in the record of a run."""
    empty = {"unit": "", "digits": 1, "interval": None, "tolerance": 0.0, "label": ""}
    empty |= {"type": "name"} if isinstance(number, str) else {}
    return {"name": name, "value": number, **empty, **fields}
