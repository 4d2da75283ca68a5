"""From what was saved to what is to be done: nothing here reads a file or starts anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path

from press.build.plan import Plan
from press.execute.finished import Finished, Record
from press.project import Project
from press.runs.notebook import Notebook

# What stands on the pages of a notebook: the notebook itself, and its runs.
Shown = Mapping[str, tuple[Notebook, tuple[Finished, ...]]]

SETTINGS = ("_config.yml", "_toc.yml", "requirements.txt")
LEFT_BY_EDITORS = (".swp", ".swx", ".tmp", ".part", ".pyc", "~")
READ_EACH_TIME = (".md", ".ipynb", ".yml", ".json")
HIDDEN_FOLDERS = (".ipynb_checkpoints", "__pycache__")


class Need(IntEnum):
    """What a change asks for; of several, the highest."""

    NOTHING = 0
    PRINT = 1  # Sphinx finds the pages that say something else
    ANEW = 2  # code or settings changed, which a process that has read them cannot forget


def need_of(changed: Iterable[Path], project: Project) -> Need:
    """Return what files that were saved ask for.

    Examples
    --------
    >>> need_of([Path("/p/book/about.md"), Path("/p/book/.about.md.swp")], Project(Path("/p"))).name
    'PRINT'
    """
    return max((_need(path, project) for path in changed), default=Need.NOTHING)


def _need(path: Path, project: Project) -> Need:
    if path.name.endswith(LEFT_BY_EDITORS) or set(HIDDEN_FOLDERS) & set(path.parts):
        return Need.NOTHING
    if path.parent == project.root:
        return Need.ANEW if path.name in SETTINGS else Need.NOTHING
    if path.is_relative_to(project.source.resolve()) or path.is_relative_to(project.source):
        return Need.ANEW
    if not any(path.is_relative_to(folder) for folder in (project.notebooks, project.book)):
        return Need.NOTHING
    return Need.PRINT if path.suffix in READ_EACH_TIME else Need.ANEW


def due_runs(planned: Plan) -> dict[str, str]:
    """Return the runs that must be executed, with their keys: what their pages would show is out of date."""
    return {run.name: verdict.key.digest for run, verdict in planned.published if verdict.entry is None}


def shown_runs(planned: Plan, before: Shown) -> Shown:
    """Return what each notebook can show: itself, or, until its runs are executed, what it last showed.

    A notebook that never showed anything is left out.
    """
    found = {}
    for name, notebook in planned.notebooks.items():
        mine = [(run, verdict) for run, verdict in planned.published if run.notebook == name]
        now = tuple(
            Finished(run, verdict, "reused", verdict.entry.notebook, Record.of(verdict.entry.record))
            for run, verdict in mine
            if verdict.entry is not None
        )
        if mine and len(now) == len(mine):
            found[name] = (notebook, now)
        elif mine and name in before:
            found[name] = before[name]
    return found


def ready_notebooks(due: Mapping[str, str], ended: Iterable[str]) -> set[str]:
    """Return the notebooks whose due runs have all ended."""
    left = {name.partition("/")[0] for name in due.keys() - set(ended)}
    return {name.partition("/")[0] for name in due} - left
