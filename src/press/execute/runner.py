"""Execute one run in a process of its own, watched for time and memory."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio.errors import EnvironmentFaultError
from portfolio.results import run_log
from press.execute.clean_outputs import normalised, without_additions
from press.execute.ending import GRACE_SECONDS, Stop, end_tree, interrupt, resident_mib
from press.execute.failure import Failure, stderr_lines
from press.execute.finished import Record
from press.execute.kept_figures import write_start_up
from press.execute.kernel_environment import kernel_environment
from press.project import Limits

if TYPE_CHECKING:
    from press.runs.notebook import Notebook
    from press.runs.scenarios import Run

DEFAULT_KERNEL = "python3"
POLL_SECONDS = 0.1
MEMORY_SECONDS = 0.4  # between two looks at the memory: each reads the whole table of processes
LOG_LINES = 6  # of what a worker wrote, in a failure card


@dataclass(frozen=True)
class Outcome:
    """What one execution gave."""

    run: Run  # the run that was executed
    failure: Failure | None  # why it did not end well, or None
    executed: Path  # path of the executed notebook; of the part that was reached, after a failure
    record: Record  # what the notebook recorded and read, what it took, what it wrote to standard error


def execute(
    run: Run,
    notebook: Notebook,
    folder: Path,
    *,
    limits: Limits,
    threads: int,
    stop: Stop | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Execute `run` in the private `folder` and return what came of it.

    A failing notebook is an outcome, not an exception; so is one that was ended because `stop` was set.

    Raises
    ------
    EnvironmentFaultError
        The folder cannot be written.
    """
    job = _write_job(run, notebook, folder, limits)
    started = time.monotonic()
    process = _spawn(folder, threads)
    watch = _Watch(process, limits, stop or Stop(), progress or (lambda _cell, _of: None))
    failure = watch.until_end()
    seconds = time.monotonic() - started
    verdict = _verdict(Path(job["verdict"]), failure, process, folder)
    return _outcome(run, folder, verdict, seconds, watch.peak_mib)


def _write_job(run: Run, notebook: Notebook, folder: Path, limits: Limits) -> dict[str, Any]:
    job = {
        "parent": os.getpid(),
        "source": str(folder / "source.ipynb"),
        "executed": str(folder / "executed.ipynb"),
        "verdict": str(folder / "verdict.json"),
        "cwd": str(folder / "work"),
        "parameters": dict(run.parameters),
        "kernel": notebook.kernel_name or DEFAULT_KERNEL,
        "cell_seconds": limits.cell_seconds,
        "start_seconds": limits.start_seconds,
    }
    try:
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "work").mkdir(parents=True)
        (folder / "source.ipynb").write_text(json.dumps(_stripped(notebook.document)), encoding="utf-8")
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        write_start_up(folder)
    except OSError as error:
        raise EnvironmentFaultError(f"cannot write {folder}: {error.strerror or error}") from error
    return job


def _stripped(document: Mapping[str, Any]) -> dict[str, Any]:
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in document["cells"]
    ]
    return {**document, "cells": cells}


def _spawn(folder: Path, threads: int) -> subprocess.Popen[str]:
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "press.execute.worker", str(folder / "job.json")],
            env=kernel_environment(folder, threads),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )


class _Watch:
    """Follow one worker until it ends, or end it."""

    def __init__(
        self, process: subprocess.Popen[str], limits: Limits, stop: Stop, progress: Callable[[int, int], None]
    ) -> None:
        self.process, self.limits, self.stop, self.progress = process, limits, stop, progress
        self.peak_mib, self.looked = 0.0, 0.0
        self.reader = threading.Thread(target=self._read_events, daemon=True)

    def until_end(self) -> Failure | None:
        """Wait for the worker; return the failure of a run that had to be killed."""
        deadline = time.monotonic() + (self.limits.run_seconds or float("inf"))
        self.reader.start()
        try:
            while self.process.poll() is None:
                failure = self._overrun(deadline)
                if failure:
                    return failure
                if self.stop.is_set():
                    interrupt(self.process, self.stop)
                    return None
                time.sleep(POLL_SECONDS)
        finally:
            end_tree(self.process, self.stop)
            self.reader.join(timeout=GRACE_SECONDS)
        return None

    def _overrun(self, deadline: float) -> Failure | None:
        if time.monotonic() > deadline:
            return Failure("timeout", f"the notebook ran longer than {self.limits.run_seconds} s")
        if time.monotonic() < self.looked + MEMORY_SECONDS:
            return None
        self.looked = time.monotonic()
        mib = resident_mib(self.process.pid)
        self.peak_mib = max(self.peak_mib, mib)
        if mib > self.limits.memory_mib:
            return Failure("kernel", f"memory limit: {mib:,.0f} MiB used of {self.limits.memory_mib:,} MiB")
        return None

    def _read_events(self) -> None:
        stream = self.process.stdout
        if stream is None:
            return
        with stream:
            for line in stream:
                with contextlib.suppress(ValueError, KeyError):
                    event = json.loads(line)
                    self.progress(event["cell"], event["of"])


def _verdict(
    path: Path, failure: Failure | None, process: subprocess.Popen[str], folder: Path
) -> dict[str, Any]:
    if failure:
        return {"failure": failure, "peak_mib": 0.0}
    try:
        verdict = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        message = f"the worker ended with status {process.returncode} and no verdict"
        return {"failure": Failure("environment", message, detail=_log_end(folder)), "peak_mib": 0.0}
    told = Failure.from_dict(verdict["failure"]) if verdict["failure"] else None
    if told and told.kind == "environment" and not told.detail:
        told = replace(told, detail=_log_end(folder))  # what the kernel said before it gave up
    return {**verdict, "failure": told}


def _log_end(folder: Path) -> tuple[str, ...]:
    log = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(line for line in log if not line.startswith("Traceback"))[-LOG_LINES:]


def _tidied(executed: Path) -> dict[str, Any]:
    """Return the executed notebook as the worker leaves a good one, also after a kernel that died."""
    document: dict[str, Any] = json.loads(executed.read_text(encoding="utf-8"))
    tidy = normalised(without_additions(document))
    if tidy != document:
        executed.write_text(json.dumps(tidy, ensure_ascii=False), encoding="utf-8")
    return tidy


def _outcome(
    run: Run, folder: Path, verdict: Mapping[str, Any], seconds: float, sampled_mib: float
) -> Outcome:
    executed = folder / "executed.ipynb"
    failure = verdict["failure"]
    try:
        cells = _tidied(executed)["cells"] if executed.exists() else []
        entries = run_log.read(folder / "journal.jsonl")
    except ValueError as error:  # cut short, as on a full disk: the run did not end well, whatever it says
        cells, entries = [], []
        failure = failure or Failure("environment", f"what the run wrote cannot be read: {error}")

    def of_kind(kind: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(run_log.of_kind(entries, kind))

    record = Record(
        seconds=round(seconds, 2),
        peak_mib=round(max(sampled_mib, verdict["peak_mib"]), 1),
        values=of_kind("value"),
        tables=of_kind("table"),
        datasets={entry["name"]: entry["fingerprint"] for entry in of_kind("dataset")},
        warnings=tuple(stderr_lines(cells)),
        artefacts=of_kind("artefact"),
    )
    return Outcome(run, failure, executed, record)
