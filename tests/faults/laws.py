"""The eight laws, asserted over every fault by one checker."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import psutil

from press.execute.failure import failure_of
from press.project import Project
from press.releases.swap import tree_digests

if TYPE_CHECKING:
    from faults.lab import Answer

CANARY = "planted-7f3a9c51e2d84b06"  # a secret in the environment of every command
GRACE = 5.0  # seconds: a kernel looks once a second whether its parent lives
WHOLE = ("report.json", "results.json", "state.json")


def broken_laws(project: Project, answer: Answer, good: dict[str, str]) -> Iterator[str]:
    """Yield what does not hold after a command, one sentence each.

    Parameters
    ----------
    project, answer
        Where the command ran, and what it answered.
    good
        Digests of the site published before.

    Notes
    -----
    L6 and L7 need the plain re-run, which `Lab.after` gives.
    """
    yield from _site(project, answer, good)
    yield from _partial_files(project)
    yield from lasting(project.root)
    yield from _unexecuted(project, answer)
    yield from _leaks(project, answer)
    yield from _verdict(answer)


def _site(project: Project, answer: Answer, good: dict[str, str]) -> Iterator[str]:
    if answer.code and tree_digests(project.site) != good:
        yield "L1: the command failed and the site is another"


def _partial_files(project: Project) -> Iterator[str]:
    for path in project.build.rglob("*.part"):
        if "runs" not in path.relative_to(project.build).parts:
            yield f"L2: {path.name} was left"
    for name in WHOLE:
        path = project.build / name
        try:
            json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        except ValueError:
            yield f"L2: {name} is torn"
    try:
        junit = project.build / "junit.xml"
        ET.fromstring(junit.read_text(encoding="utf-8")) if junit.exists() else None
    except ET.ParseError:
        yield "L2: junit.xml is torn"


def lasting(root: Path) -> list[str]:
    """Return the processes that still work in a book after the few seconds that the last of them may take."""
    deadline = time.monotonic() + GRACE
    while (found := list(survivors(root))) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def survivors(root: Path) -> Iterator[str]:
    """Yield each process that still works in a book."""
    for process in psutil.process_iter(["pid", "cmdline", "cwd", "status"]):
        words = [*(process.info["cmdline"] or []), process.info["cwd"] or ""]
        alive = process.info["status"] != psutil.STATUS_ZOMBIE
        if alive and process.pid != os.getpid() and any(str(root) in word for word in words):
            yield f"L3: process {process.pid} survived: {' '.join(words)[:120]}"


def _unexecuted(project: Project, answer: Answer) -> Iterator[str]:
    for path in project.cache.glob("entries/*/*/executed.ipynb"):
        cells = _cells(path)
        if cells is not None and failure_of(cells):
            yield f"L4: the cache holds a run that did not end well: {failure_of(cells)}"
    if answer.code or answer.words[:1] != ("build",) or "--dry-run" in answer.words:
        return
    rows = json.loads((project.build / "report.json").read_text(encoding="utf-8"))["runs"]
    yield from (f"L4: green with {row['notebook']} {row['status']}" for row in rows if row["status"] != "ok")


def _cells(path: Path) -> list[dict[str, Any]] | None:
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):  # damaged by the case itself
        return None
    return cells


def _leaks(project: Project, answer: Answer) -> Iterator[str]:
    if CANARY in answer.out + answer.err:
        yield "L5: the planted secret was printed"
    for path in project.build.rglob("*"):
        if path.is_file() and CANARY.encode() in path.read_bytes():
            yield f"L5: the planted secret is in {path.name}"


def _verdict(answer: Answer) -> Iterator[str]:
    lines = answer.err.splitlines()
    if answer.silent:
        return
    if not lines or not lines[-1].startswith("portfolio: "):
        yield f"L8: the last line is no verdict: {lines[-1] if lines else 'nothing'!r}"
    if "Traceback" in answer.err:
        yield "L8: a traceback was shown"
    if answer.code == 70:
        yield "L8: a fault was taken for one of the press itself"
