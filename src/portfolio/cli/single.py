"""Execute one notebook once, as a student does."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from portfolio import datasets
from portfolio.config import Limits, Project
from portfolio.errors import UsageError, nearest
from portfolio.pipeline.cache import Cache
from portfolio.pipeline.explain import decide
from portfolio.pipeline.faults import one_error
from portfolio.pipeline.notebook import read_notebook
from portfolio.pipeline.parameters import parse_assignments
from portfolio.pipeline.reach import path_problems
from portfolio.pipeline.scenarios import Run, make_run
from portfolio.pipeline.schedule import Display, Finished, finish_all
from portfolio.press import locked


def run_once(
    project: Project,
    name: str,
    assignments: Sequence[str],
    *,
    force: bool,
    limits: Limits,
    display: Display,
) -> tuple[Finished, Path | None]:
    """Execute a notebook with parameters given as `name=value`; return the run and where its notebook lies.

    Raises
    ------
    UsageError
        Unknown notebook or parameter, or a value that its declaration forbids; no kernel was started.
    """
    known = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    name = name.removesuffix(".ipynb").removeprefix("notebooks/")
    if name not in known:
        raise UsageError(f"no notebook {name!r} in notebooks/", hint=nearest(name, known))
    notebook = read_notebook(project.notebooks / f"{name}.ipynb")
    run = make_run(notebook, "custom", parse_assignments(list(assignments)))
    problems = list(path_problems(run.parameters, project, run.name))
    if problems:
        raise one_error(problems, where=run.name)
    with locked(project):
        cache = Cache(project.cache, datasets.fingerprint)
        verdict = decide(run, notebook, project, cache, force=force)
        (finished,) = finish_all(
            [(run, verdict)], {name: notebook}, project, cache, limits=limits, workers=1, display=display
        )
        return finished, _keep(project, run, finished)


def _keep(project: Project, run: Run, finished: Finished) -> Path | None:
    if finished.executed is None or finished.failure:
        return finished.executed
    digest = hashlib.sha256(json.dumps(run.parameters, sort_keys=True).encode()).hexdigest()[:8]
    kept = project.build / "single" / f"{run.notebook}-{digest}.ipynb"
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(finished.executed, kept)
    return kept.relative_to(Path.cwd()) if kept.is_relative_to(Path.cwd()) else kept
