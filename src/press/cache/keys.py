"""The cache key of a run: everything that is known to shape its result before it is executed.

Datasets are missing on purpose: which ones a notebook reads shows only when it runs, so their fingerprints
stand in the record of the run and are compared at look-up.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from press.cache.imports import follow_imports
from press.cache.packages import package_versions
from press.runs.notebook import source, tags
from press.runs.processor import chosen

if TYPE_CHECKING:
    from press.project import Project
    from press.runs.notebook import Notebook
    from press.runs.scenarios import Run

# Every other tag only changes how a page looks.
EXECUTION_TAGS = frozenset({"parameters", "raises-exception", "skip-execution"})

CODE_PARTS = ("cells", "parameters", "modules")  # of a key; the others are the installation's

# The process that executes a notebook: what it imports shapes what an executed notebook holds.
WORKER, WORKER_PACKAGES = "press.execute.worker", ("press", "portfolio")


@dataclass(frozen=True)
class Key:
    """What a run depends on."""

    run: str  # name of the run, `exploration/jfk`; not part of the digest
    digest: str  # sha256 of `parts`
    parts: Mapping[str, Any] = field(compare=False)  # plain data, so that a difference can be told in words


def notebook_imports(notebook: Notebook, project: Project) -> dict[str, str]:
    """Return each module that a notebook imports, with its digest; it is the same for all of its runs.

    Raises
    ------
    EnvironmentFaultError
        A module that the notebook imports cannot be read.
    """
    return follow_imports((source(cell) for _, cell in notebook.code_cells), project.library.parent)


def run_key(run: Run, notebook: Notebook, project: Project, imports: Mapping[str, str] | None = None) -> Key:
    """Return the key of `run`.

    Parameters
    ----------
    run, notebook, project
        The run and what it is a run of.
    imports
        What the notebook imports, as just found for another of its runs; found again when absent.

    Raises
    ------
    EnvironmentFaultError
        A module that the notebook imports cannot be read.
    UsageError
        The cap on threads that the environment sets is not a number.
    """
    modules = notebook_imports(notebook, project) if imports is None else imports
    parts = {
        "cells": [_cell_digest(cell) for _, cell in notebook.code_cells],
        "parameters": {name: _plain(value) for name, value in run.parameters.items()},
        "modules": modules,
        "packages": package_versions(project.requirements),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "kernel": notebook.kernel_name or "",
        "press": digest_of(follow_imports([f"import {WORKER}"], project.library.parent, WORKER_PACKAGES)),
    }
    processor = chosen()
    if processor:  # absent otherwise: the keys of an ordinary machine do not depend on it
        parts["processor"] = processor
    return Key(run.name, digest_of(parts), parts)


def digest_of(data: object) -> str:
    """Return the sha256 of plain data, independent of the order of its mappings."""
    return hashlib.sha256(canonical(data)).hexdigest()


def canonical(data: object) -> bytes:
    """Return plain data as JSON in one fixed form; 1, 1.0 and true stay different."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return text.encode("ascii")


def code_digest(key: Key) -> str:
    """Return the digest of the code of a run: its cells, its parameters and the modules that it imports."""
    return digest_of({part: key.parts.get(part) for part in CODE_PARTS})


def _cell_digest(cell: dict[str, Any]) -> str:
    code = source(cell).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return digest_of([code, sorted(EXECUTION_TAGS.intersection(tags(cell)))])


def _plain(value: object) -> object:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        # JSON has no word for infinity and not-a-number
        return value if value - value == 0 else {"float": repr(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return {type(value).__name__: str(value)}  # a date, a path
