"""Decide what a build would do, and change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from portfolio import datasets
from portfolio.errors import UsageError, nearest
from press.cache.cache import Cache
from press.cache.decide import Verdict, decide
from press.cache.keys import notebook_imports
from press.project import Project
from press.runs.notebook import Notebook, read_notebooks
from press.runs.scenarios import Run, find_run
from press.settings.scenarios import load_scenarios
from press.settings.toc import chapters_of, read_toc


@dataclass(frozen=True)
class Plan:
    """What a build would do: every run with its verdict; `outside` are notebooks that no page shows."""

    notebooks: Mapping[str, Notebook]
    verdicts: tuple[tuple[Run, Verdict], ...]
    cache: Cache
    outside: tuple[str, ...] = ()

    @property
    def published(self) -> tuple[tuple[Run, Verdict], ...]:
        """The runs that have a page, with their verdicts."""
        return tuple(
            (run, verdict)
            for run, verdict in self.verdicts
            if run.published and run.notebook not in self.outside
        )

    def find(self, name: str) -> tuple[Run, Verdict]:
        """Return the run called `exploration/jfk`, or the default run of `exploration`, and its verdict."""
        run = find_run([run for run, _ in self.verdicts], name)
        return next(pair for pair in self.verdicts if pair[0] is run)


def only(project: Project, names: str) -> Project:
    """Return a project limited to some notebooks.

    Parameters
    ----------
    names
        The notebooks, parted by commas; no limit when empty.

    Raises
    ------
    UsageError
        One of them is not a chapter of the book.
    """
    wanted = [Path(name.strip()).name.removesuffix(".ipynb") for name in names.split(",") if name.strip()]
    chapters = chapters_of(read_toc(project)) if wanted else ()
    for name in wanted:
        if name not in chapters:
            raise UsageError(f"no chapter {name!r} in _toc.yml", hint=nearest(name, chapters))
    return replace(project, only=tuple(name for name in chapters if name in wanted))


def plan(project: Project, *, force: bool = False) -> Plan:
    """Decide for every run whether it must be executed; nothing is changed.

    Raises
    ------
    UsageError
        There is no notebook, or a notebook, the scenarios or the table of contents are wrong.
    """
    notebooks = read_notebooks(project.notebooks)
    cache = Cache(project.cache, datasets.fingerprint)
    runs = load_scenarios(project, notebooks)
    if not runs:
        raise UsageError(f"no notebook in {project.notebooks.name}/")
    if project.only:
        notebooks = {name: notebook for name, notebook in notebooks.items() if name in project.only}
        runs = tuple(run for run in runs if run.notebook in notebooks)
    found = {name: notebook_imports(notebooks[name], project) for name in {run.notebook for run in runs}}
    verdicts = tuple(
        (run, decide(run, notebooks[run.notebook], project, cache, force=force, imports=found[run.notebook]))
        for run in runs
    )
    chapters = chapters_of(read_toc(project))
    outside = tuple(name for name in notebooks if name not in chapters)
    return Plan(notebooks, verdicts, cache, outside)
