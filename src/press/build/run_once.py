"""Execute one notebook once, as a student does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from portfolio import datasets
from portfolio.errors import UsageError, nearest
from press.build.folder_lock import locked
from press.build.own_copy import leave_copy
from press.cache.cache import Cache
from press.cache.decide import decide
from press.execute.finished import Display, Finished
from press.execute.parallel import finish_all, partial_notebook
from press.project import Limits, Project
from press.runs.allowed_paths import with_typed_files
from press.runs.notebook import Notebook, read_notebook
from press.runs.parameters import parse_assignments
from press.runs.scenarios import Run, make_run
from press.settings.notebook_settings import read_notebook_settings


@dataclass(frozen=True)
class Single:
    """One run of one notebook, and what it left."""

    # notebook and finished: what was executed, and how it ended
    notebook: Notebook
    finished: Finished
    kept: Path | None  # the executed copy; after a failure, what was reached; None where there is neither
    page: Path | None = None  # the copy as one HTML page, where it was asked for
    headlines: tuple[str, ...] = ()  # names of the results to tell first


def run_once(
    project: Project,
    name: str,
    assignments: Sequence[str],
    *,
    force: bool,
    limits: Limits,
    display: Callable[[int], Display],
    html: bool = False,
) -> Single:
    """Execute a notebook with parameters given as `name=value`; return the run and what it left.

    Raises
    ------
    UsageError
        Unknown notebook or parameter, a value that its declaration forbids, or a fault in the notebook's
        settings; no kernel was started.
    EnvironmentFaultError
        A parameter names a file that is not there; no kernel was started.
    KeyboardInterrupt
        Ctrl-C came; its argument says where what was reached is kept.
    """
    notebook = named_notebook(project, name)
    card = read_notebook_settings(project, notebook.name).card
    given = parse_assignments(list(assignments))
    run = with_typed_files(make_run(notebook, "custom", given), given, project)
    with locked(project):
        finished = _finish(project, notebook, run, force=force, limits=limits, display=display)
        if finished.failure:
            return Single(notebook, finished, _near(finished.executed))
        kept = leave_copy(project, notebook, finished)
    page = _near(_page(kept, run, notebook)) if html else None
    return Single(notebook, finished, _near(kept), page, card.headlines if card else ())


def named_notebook(project: Project, name: str) -> Notebook:
    """Return the notebook that a command line names, with or without its folder and ending.

    Raises
    ------
    UsageError
        There is none of this name; the nearest is named.
    """
    known = sorted(path.stem for path in project.notebooks.glob("*.ipynb"))
    name = name.removesuffix(".ipynb").removeprefix("notebooks/")
    if name not in known:
        raise UsageError(f"no notebook {name!r} in notebooks/", hint=nearest(name, known))
    return read_notebook(project.notebooks / f"{name}.ipynb")


def _finish(
    project: Project,
    notebook: Notebook,
    run: Run,
    *,
    force: bool,
    limits: Limits,
    display: Callable[[int], Display],
) -> Finished:
    cache = Cache(project.cache, datasets.fingerprint)
    verdict = decide(run, notebook, project, cache, force=force)
    partial = partial_notebook(run, project)
    partial.unlink(missing_ok=True)  # of an earlier run
    known = {notebook.name: notebook}
    try:
        (finished,) = finish_all([(run, verdict)], known, project, cache, display=display, limits=limits)
    except KeyboardInterrupt as stop:
        if not partial.exists():
            raise
        raise KeyboardInterrupt(f"what was reached is in {_near(partial)}") from stop
    return finished


def _page(kept: Path | None, run: Run, notebook: Notebook) -> Path | None:
    """Write the copy as one HTML page beside it."""
    from press.pages.one_page import write_page  # it needs nbconvert, which takes a second to import

    return write_page(kept, notebook.title, run) if kept else None


def _near(path: Path | None) -> Path | None:
    """Return a path as a person types it here."""
    if path is None:
        return None
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
