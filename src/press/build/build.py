"""One build from end to end: plan, execute, check, print, publish, report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portfolio.errors import PortfolioError
from press.build.admission import Allowed
from press.build.build_report import report_build, report_refusal, untouched
from press.build.commit_order import refuse_older
from press.build.drift import Drift, find_drift, refuse_drift
from press.build.folder_lock import locked
from press.build.plan import Plan, plan
from press.build.publish import publish
from press.build.site_state import is_current
from press.execute.finished import Display, Finished, Record
from press.execute.parallel import default_workers, finish_all
from press.gate import gate
from press.project import Limits, Project
from press.releases.results_lock import Locked, read_lock
from press.releases.swap import recover

MAX_CACHE_BYTES = 2 * 2**30
LEFTOVERS = ("runs", "html.next", "failed", "replay")


@dataclass(frozen=True)
class Built:
    """What a build did.

    Parameters
    ----------
    finished
        All runs.
    site
        `published`, `pages`, `rewritten` (how many files are new) and `seconds`.
    drift
        What differs from the published results.
    outside
        Notebooks that the table of contents does not name: neither executed nor published.
    """

    finished: tuple[Finished, ...]
    site: Mapping[str, Any]
    drift: Drift = field(default_factory=Drift)
    outside: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Finished, ...]:
        """The runs that failed."""
        return tuple(item for item in self.finished if item.failure)

    @property
    def exit_code(self) -> int:
        """0, or the code that all failures share, or 1."""
        codes = {item.failure.exit_code for item in self.failed if item.failure}
        return codes.pop() if len(codes) == 1 else int(bool(codes))


def build(
    project: Project,
    *,
    display: Callable[[int], Display],
    workers: int | None = None,
    limits: Limits | None = None,
    force: bool = False,
    allowed: Allowed | None = None,
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
    allowed
        What is published though a build would refuse it by itself.
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
    if project.only:  # the whole book stays where it is
        allowed = Allowed(older=True, deletions=True)
    with locked(project):
        _clear(project)
        planned, config, values = _prepared(project, force=force, allowed=allowed or Allowed())
        finished = _finish(project, planned, display, workers, limits, lambda done: _ahead(project, done))
        drift = find_drift(project, planned, finished, values)
        built = Built(finished, untouched(project), drift, planned.outside)
        if not built.failed:
            built = _published(project, planned, built, config, allowed or Allowed(), frozen=frozen)
        report_build(project, finished, built.site)
        _tidy(project, planned)
        return built


def execute(
    project: Project,
    *,
    display: Callable[[int], Display],
    workers: int | None = None,
    limits: Limits | None = None,
    force: bool = False,
) -> Built:
    """Execute what a build would execute, and print nothing: a build after it finds all in the cache.

    Parameters
    ----------
    display
        Makes the display for a number of runs to execute.
    workers
        Runs at a time; the number of cores when absent.
    force
        Execute every run, whatever the cache holds.

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
    with locked(project):
        _clear(project)
        try:
            planned = plan(project, force=force)
        except PortfolioError as error:
            report_refusal(project, (), error)
            raise
        finished = _finish(project, planned, display, workers, limits, lambda done: _lighten(project, done))
        built = Built(finished, untouched(project), outside=planned.outside)
        report_build(project, finished, built.site)
        _tidy(project, planned)
        return built


def _finish(
    project: Project,
    planned: Plan,
    display: Callable[[int], Display],
    workers: int | None,
    limits: Limits | None,
    ended: Callable[[Finished], None],
) -> tuple[Finished, ...]:
    return _as_cached(
        finish_all(
            planned.published,
            planned.notebooks,
            project,
            planned.cache,
            limits=limits or Limits(),
            workers=workers or default_workers(),
            display=display(sum(verdict.entry is None for _, verdict in planned.published)),
            ended=ended,
        )
    )


def _tidy(project: Project, planned: Plan) -> None:
    """Remove the folders of the runs, and what the cache holds beyond its bound."""
    shutil.rmtree(project.build / "runs", ignore_errors=True)
    if not project.only:  # else the other chapters' runs would count as unused
        planned.cache.prune({verdict.key.digest for _, verdict in planned.verdicts}, MAX_CACHE_BYTES)


def _clear(project: Project) -> None:
    """Remove what a killed build left; we hold the lock, so nobody else is using it."""
    recover(project.site)
    for name in LEFTOVERS:
        shutil.rmtree(project.build / name, ignore_errors=True)


def _prepared(
    project: Project, *, force: bool, allowed: Allowed
) -> tuple[Plan, dict[str, Any] | None, Locked]:
    """Return what is to be done, the book's settings if anything is to be published, the locked values.

    Machines learn of a build that is refused here, too.
    """
    planned = None
    try:
        planned = plan(project, force=force)
        values = read_lock(project.notebooks)
        if project.only:
            values = {run: kept for run, kept in values.items() if run.partition("/")[0] in project.only}
        if is_current(project, planned.published):
            return planned, None, values
        if not allowed.older:
            refuse_older(project)
        config = _settings(project)
        gate.refuse(gate.check_sources(project, planned.notebooks))
    except PortfolioError as error:
        report_refusal(project, planned.published if planned else (), error)
        raise
    return planned, config, values


def _published(
    project: Project,
    planned: Plan,
    built: Built,
    config: dict[str, Any] | None,
    allowed: Allowed,
    *,
    frozen: bool,
) -> Built:
    """Publish what was executed, unless the site is current; however that ends, machines learn of it."""
    try:
        if frozen:
            refuse_drift(project, built.drift)
        if config is None:
            return built
        gate.refuse(gate.check_outputs(built.finished, planned.notebooks))
        site = publish(project, planned, built.finished, config, built.drift, allowed)
    except BaseException as error:
        refused = error if isinstance(error, PortfolioError) else None
        report_build(project, built.finished, built.site, refused)
        raise
    return replace(built, site=site)


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


def _as_cached(finished: Sequence[Finished]) -> tuple[Finished, ...]:
    """Return the runs with records in the order in which the cache gives them back.

    Files that are made from a record would else differ between a build that executed and one that reused.
    """
    return tuple(
        item if item.status == "reused" else replace(item, record=Record.of(item.record.stored()))
        for item in finished
    )


def _settings(project: Project) -> dict[str, Any]:
    """Return the book's settings; a fault of any file that people write is told before a run is executed."""
    from press.settings.book_config import read_config

    gate.allowances(project)
    return read_config(project)
