"""One build from end to end: plan, execute, check, print, publish, report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from portfolio.errors import PortfolioError
from press.build.commit_order import refuse_older
from press.build.drift import Drift, find_drift, refuse_drift
from press.build.folder_lock import locked
from press.build.plan import Plan, plan
from press.build.publish import publish
from press.build.site_state import is_current
from press.cache.decide import Verdict
from press.cache.imports import known_imports
from press.execute.finished import NOT_RUN, Display, Executions, Finished, Record
from press.execute.parallel import finish_all
from press.execute.reports import write_reports
from press.gate import gate
from press.project import Limits, Project
from press.releases.results_lock import Locked, read_lock
from press.releases.swap import recover
from press.runs.scenarios import Run

MAX_CACHE_BYTES = 2 * 2**30
LEFTOVERS = ("runs", "html.next", "failed", "replay")


@dataclass(frozen=True)
class Built(Executions):
    """What a build did."""

    finished: tuple[Finished, ...]  # all runs
    site: Mapping[str, Any]  # `published`, `pages`, `rewritten` (how many files are new) and `seconds`
    drift: Drift = field(default_factory=Drift)  # what differs from the published results
    # notebooks that the table of contents does not name: neither executed nor published
    outside: tuple[str, ...] = ()


@dataclass
class _Work:
    """How far a build has come."""

    site: Mapping[str, Any]
    planned: Plan | None = None
    finished: tuple[Finished, ...] = ()


def build(
    project: Project,
    *,
    display: Callable[[int], Display],
    workers: int | None = None,
    limits: Limits | None = None,
    force: bool = False,
    allow_older: bool = False,
    allow_deletions: bool = False,
    frozen: bool = False,
) -> Built:
    """Execute what changed and publish the book.

    Parameters
    ----------
    display
        Makes the display for a number of runs to execute.
    workers
        Runs at a time; the number of cores when absent.
    force
        Execute every run, whatever the cache holds.
    allow_older, allow_deletions
        Publish an older commit over a newer one, or a site that lacks most pages of the published one.
    frozen
        Refuse to publish when a value is beyond its tolerance or a kept result is outdated; both are only
        told otherwise.

    Returns
    -------
    Built
        With `failed` runs, the published site is the one from before.

    Raises
    ------
    PublishError
        A check fails, Sphinx warns, or something differs and the build is frozen; the published site is the
        one from before.
    LockHeldError
        Another build works here.
    """
    with _at_work(project) as work:
        work.planned = planned = plan(project, force=force)
        values, config = _locked_values(project), None
        if not is_current(project, planned.published):
            if not (allow_older or project.only):  # the whole book stays where it is
                refuse_older(project)
            config = _settings(project)
            gate.refuse(gate.check_sources(project, planned.notebooks))
        work.finished = _finish(project, planned, display, workers, limits, _ahead)
        drift = find_drift(project, planned, work.finished, values)
        if not any(item.failure for item in work.finished):
            if frozen:
                refuse_drift(project, drift)
            if config is not None:
                gate.refuse(gate.check_outputs(work.finished, planned.notebooks))
                deletions = allow_deletions or bool(project.only)
                work.site = publish(project, planned, work.finished, config, drift, allow_deletions=deletions)
        return Built(work.finished, work.site, drift, planned.outside)


def execute(
    project: Project,
    *,
    display: Callable[[int], Display],
    workers: int | None = None,
    limits: Limits | None = None,
    force: bool = False,
) -> Built:
    """Execute what a build would execute, and print nothing: a build after it finds all in the cache.

    The parameters are those of `build`.

    Returns
    -------
    Built
        Its site is the one from before.

    Raises
    ------
    UsageError
        There is no notebook, or a notebook, the scenarios or the table of contents are wrong.
    LockHeldError
        Another build works here.
    """
    with _at_work(project) as work:
        work.planned = planned = plan(project, force=force)
        work.finished = _finish(project, planned, display, workers, limits, _lighten)
        return Built(work.finished, work.site, outside=planned.outside)


@contextmanager
def _at_work(project: Project) -> Iterator[_Work]:
    """Work alone in a clean folder; however that ends, machines learn of it."""
    with locked(project), known_imports(project.build / "imports.json"):
        recover(project.site)
        for name in LEFTOVERS:  # of a killed build: we hold the lock, so nobody else is using it
            shutil.rmtree(project.build / name, ignore_errors=True)
        work, refused = _Work(_untouched(project)), None
        try:
            yield work
        except PortfolioError as error:
            refused = error
            raise
        finally:
            if refused or work.finished:
                chosen = work.planned.published if work.planned else ()
                finished = work.finished or [_not_run(run, verdict) for run, verdict in chosen]
                write_reports(project.build, finished, work.site, refused)
        shutil.rmtree(project.build / "runs", ignore_errors=True)
        if work.planned and not project.only:  # else the other chapters' runs would count as unused
            in_use = {verdict.key.digest for _, verdict in work.planned.verdicts}
            work.planned.cache.prune(in_use, MAX_CACHE_BYTES)


def _finish(
    project: Project,
    planned: Plan,
    display: Callable[[int], Display],
    workers: int | None,
    limits: Limits | None,
    ended: Callable[[Project, Finished], None],
) -> tuple[Finished, ...]:
    return finish_all(
        planned.published,
        planned.notebooks,
        project,
        planned.cache,
        display=display,
        limits=limits,
        workers=workers,
        ended=lambda done: ended(project, done),
    )


def _untouched(project: Project) -> dict[str, Any]:
    """Return what a report says of a site that a build left as it was."""
    pages = sum(1 for _ in project.site.rglob("*.html")) if project.site.exists() else 0
    return {"published": False, "pages": pages, "rewritten": 0, "seconds": 0.0}


def _not_run(run: Run, verdict: Verdict) -> Finished:
    """Return a run of a build that was refused before anything was executed."""
    if verdict.entry:
        return Finished.reused(run, verdict, verdict.entry)
    return Finished(run, verdict, NOT_RUN, None, Record(0.0, 0.0))


def _locked_values(project: Project) -> Locked:
    values = read_lock(project.notebooks)
    if not project.only:
        return values
    return {run: kept for run, kept in values.items() if run.partition("/")[0] in project.only}


def _ahead(project: Project, done: Finished) -> None:
    """Do what printing needs of an executed run while others still work: its core may be idle by now."""
    from press.sphinx_ext.run_sphinx import load_sphinx

    if done.status == "executed" and done.executed:
        load_sphinx()
        _lighten(project, done)


def _lighten(project: Project, done: Finished) -> None:
    """Make the light forms of an executed run's pictures, which printing would else wait for."""
    from press.sphinx_ext.picture_cache import MEMORY, LightPictures

    if done.status == "executed" and done.executed:
        LightPictures(project.build / MEMORY).prepare(done.executed)


def _settings(project: Project) -> dict[str, Any]:
    """Return the book's settings; a fault of any file that people write is told before a run is executed."""
    from press.settings.book_config import read_config

    gate.allowances(project)
    return read_config(project)
