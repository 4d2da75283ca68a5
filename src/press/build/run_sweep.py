"""Execute what a sweep still misses, and leave its table and its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from portfolio import datasets
from portfolio.errors import DataError
from press.build.folder_lock import locked
from press.build.run_once import named_notebook
from press.cache.cache import Cache
from press.cache.decide import Verdict, decide
from press.cache.keys import notebook_imports, run_key
from press.execute.finished import Display, Executions, Finished
from press.execute.parallel import finish_all
from press.files import write_whole
from press.pages.sweep_page import standalone_page
from press.project import Limits, Project
from press.runs.notebook import Notebook
from press.runs.parameters import declared_parameters
from press.runs.scenarios import Run
from press.settings.notebook_settings import read_notebook_settings
from press.sweep.grid import Grid, grid_of
from press.sweep.store import Store, changed_data, finished_points, open_store
from press.sweep.swept_results import Sweep, made_by, swept_results
from press.sweep.table import tidy, write_table

Verdicts = Sequence[tuple[Run, Verdict]]


@dataclass(frozen=True)
class Swept(Executions):
    """What a sweep left."""

    grid: Grid  # its points
    folder: Path  # where everything lies
    # held and finished: how many points were there before, and the runs of the others
    held: int
    finished: tuple[Finished, ...]
    sweep: Sweep | None  # the results, for a page; None while points are missing


def sweep(
    project: Project,
    name: str,
    assignments: Sequence[str],
    *,
    rows: Path | None = None,
    restart: bool = False,
    workers: int | None = None,
    scheduler: str = "",
    limits: Limits,
    display: Callable[[int], Display],
) -> Swept:
    """Execute a notebook at every point of a grid; what an earlier call finished is not executed again.

    Parameters
    ----------
    assignments, rows
        The points: see `grid_of`.
    restart
        Throw away what an earlier call left.
    workers, limits
        Runs at a time on this machine, and what each may use.
    scheduler
        Address of a Dask scheduler, whose workers then execute the runs.
    display
        Makes the display for a number of runs.

    Raises
    ------
    UsageError
        The points do not hold, or the sweep was begun with other sources.
    EnvironmentFaultError
        A file is missing, or the cluster cannot be reached.
    DataError
        A dataset changed while the sweep ran: its points are not of one kind.
    """
    notebook = named_notebook(project, name)
    grid = grid_of(notebook, assignments, rows, project)
    imports = notebook_imports(notebook, project)
    cache = Cache(project.cache, datasets.fingerprint)
    with locked(project):
        keys = {run.name: run_key(run, notebook, project, imports) for run in grid.runs}
        store = open_store(project.build / "sweeps", grid, keys, restart=restart)
        missing = [run for run in grid.runs if store.read(run.name) is None]
        verdicts = [(run, decide(run, notebook, project, cache, imports=imports)) for run in missing]
        finished = _finish(
            verdicts, notebook, project, cache, store, workers=workers, scheduler=scheduler, limits=limits,
            display=display,
        )  # fmt: skip
        told = _leave(project, notebook, grid, store)
    return Swept(grid, store.folder, len(grid.runs) - len(missing), finished, told)


def _finish(
    verdicts: Verdicts,
    notebook: Notebook,
    project: Project,
    cache: Cache,
    store: Store,
    *,
    workers: int | None,
    scheduler: str,
    limits: Limits,
    display: Callable[[int], Display],
) -> tuple[Finished, ...]:
    def keep(item: Finished) -> None:
        if not item.failure:
            store.write(item.run.name, item.record)

    for run, verdict in verdicts:
        if verdict.entry:
            keep(Finished.reused(run, verdict, verdict.entry))
    if scheduler and any(verdict.entry is None for _, verdict in verdicts):
        from press.sweep.cluster import finish_on_cluster  # its packages are not the book's

        return finish_on_cluster(
            verdicts, notebook, project, cache, address=scheduler, limits=limits, display=display, ended=keep
        )
    known = {notebook.name: notebook}
    return finish_all(
        verdicts, known, project, cache, display=display, limits=limits, workers=workers, ended=keep
    )


def _leave(project: Project, notebook: Notebook, grid: Grid, store: Store) -> Sweep | None:
    """Write the table, and the page once all points are there."""
    points = dict(finished_points(store, grid))
    changed = changed_data(list(points.values()))
    if changed:
        raise DataError(
            f"{', '.join(changed)} changed while the sweep ran", hint="Begin anew with --restart."
        )
    write_table(tidy(grid, points), store.folder)
    if len(points) < len(grid.runs):
        return None
    card = read_notebook_settings(project, notebook.name).card
    declared = declared_parameters(notebook.parameters_source, where=notebook.where)
    helps = {one.name: one.help for one in declared}
    origin = made_by(store.keys[grid.runs[0].name], project)
    told = swept_results(notebook, grid, points, helps, card.headlines if card else (), origin)
    write_whole(store.folder / "index.html", standalone_page(told))
    return told
