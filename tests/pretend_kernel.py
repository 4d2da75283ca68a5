"""Runs without kernels: cells are executed in this process, and told as the real runner tells them."""

from __future__ import annotations

import io
import json
import shutil
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from portfolio.results import run_log
from press.execute.ending import Stop
from press.execute.failure import failure_of
from press.execute.finished import Record
from press.execute.runner import Outcome
from press.project import Limits
from press.runs.notebook import Notebook, source
from press.runs.scenarios import Run

_ALONE = threading.Lock()  # the environment is the process's: two runs at once would leave it changed


def executed_cell(
    text: str, *outputs: dict[str, Any], count: int | None = 1, **metadata: Any
) -> dict[str, Any]:
    """Return a code cell as a kernel leaves it."""
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": text,
        "execution_count": count,
        "outputs": list(outputs),
    }


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    """Return what a cell printed."""
    return {"output_type": "stream", "name": name, "text": text}


def error(name: str, message: str, *lines: str) -> dict[str, Any]:
    """Return what a cell raised; the last line of a traceback is the message."""
    trace = [*lines, f"{name}: {message}"]
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": trace}


def pretended(
    run: Run,
    notebook: Notebook,
    folder: Path,
    *,
    limits: Limits,
    threads: int,
    stop: Stop | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Execute a run as `runner.execute` does, in this process."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = folder / "journal.jsonl"
    with _ALONE, pytest.MonkeyPatch.context() as patch:
        patch.setenv(run_log.VARIABLE, str(told))
        cells = _executed(run, notebook)
    path = folder / "executed.ipynb"
    path.write_text(json.dumps({**notebook.document, "cells": cells}), encoding="utf-8")
    entries = run_log.read(told)
    artefacts = tuple(run_log.of_kind(entries, "artefact"))
    values = [{k: v for k, v in one.items() if k != "kind"} for one in entries if one["kind"] != "artefact"]
    return Outcome(run, failure_of(cells), path, Record(0.5, 50.0, tuple(values), artefacts=artefacts))


def _executed(run: Run, notebook: Notebook) -> list[dict[str, Any]]:
    names: dict[str, Any] = {}
    cells, failed = [], False
    for number, cell in enumerate(notebook.cells):
        if cell["cell_type"] != "code" or failed:
            cells.append(cell)
            continue
        printed, outputs = io.StringIO(), []
        names["print"] = partial(print, file=printed)  # runs share this process, and its standard output
        try:
            exec(source(cell), names)
        except Exception as raised:  # noqa: BLE001  whatever the cell raises is its output
            failed, outputs = True, [error(type(raised).__name__, str(raised))]
        if number == notebook.parameters_index:
            names.update(run.parameters)
        outputs += [stream(printed.getvalue())] if printed.getvalue() else []
        cells.append({**cell, "execution_count": 1, "outputs": outputs})
    return cells
