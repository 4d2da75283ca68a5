"""Which files a parameter may name: the one rule, asked before a kernel starts.

What is committed, defaults and scenarios, names files below the project or the folder of the reader's data,
and no hidden ones: others could not repeat the run, and what it reads may end on a page. What a person types
on the command line is read wherever it lies, and its result stays with that person.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from portfolio.datasets.own_files import VARIABLE, data_roots, places
from portfolio.errors import EnvironmentFaultError, UsageError
from press.collected_errors import one_error
from press.project import Project

if TYPE_CHECKING:
    from press.runs.scenarios import Run

OWN_FILE = "csv:"  # a dataset of the reader's own, named by its path
_PATH_NAME = re.compile(r"(?:^|_)(?:path|file|folder|directory|dir)s?(?:_|$)")
_Value = TypeVar("_Value")


def path_problems(parameters: Mapping[str, object], project: Project, where: str) -> Iterator[UsageError]:
    """Yield each committed parameter that names a file which a published run has no business with.

    Parameters
    ----------
    parameters
        Typed values by name. A text is a path if it begins with `csv:`, or if the parameter's name says so.
    project
        Its files may be read.
    where
        Named in messages: the run.
    """
    for name, value in parameters.items():
        path = _path_in(name, value)
        if path is not None:
            yield from _committed_problems(path, project, f"{where}: {name!r}")


def absent_files(
    parameters: Mapping[str, object], project: Project, where: str
) -> Iterator[EnvironmentFaultError]:
    """Yield each `csv:` parameter whose file is not there, looked for as a notebook will look for it."""
    for name, value in parameters.items():
        if isinstance(value, str) and value.startswith(OWN_FILE):
            path = value.removeprefix(OWN_FILE)
            if not _first(path, data_roots(project.root), Path.is_file):
                hint = f"It may lie in the project, or in the folder that {VARIABLE} names."
                yield EnvironmentFaultError(f"{where}: {name!r} names no file: {path}", hint=hint)


def check_files(parameters: Mapping[str, object], project: Project, where: str) -> None:
    """Raise for committed parameters of a run that is about to be executed.

    Raises
    ------
    UsageError
        One names a file that a run may not read.
    EnvironmentFaultError
        One names a file that is not there.
    """
    problems = list(path_problems(parameters, project, where))
    if problems:
        raise one_error(problems, where=where)
    for absent in absent_files(parameters, project, where):
        raise absent


def with_typed_files(run: Run, typed: Collection[str], project: Project) -> Run:
    """Return a run whose files are found, so that a notebook, which runs elsewhere, reads the same ones.

    Parameters
    ----------
    run
        A run of the command line.
    typed
        Names of the parameters that a person gave there: a relative path starts from the current folder, or
        else from the folders in which a notebook looks. The other parameters are committed.

    Raises
    ------
    UsageError
        A default names a file that a run may not read.
    EnvironmentFaultError
        A file is not there.
    """
    given = {name for name in typed if run.parameters[name] != run.defaults.get(name)}
    committed = {name: value for name, value in run.parameters.items() if name not in given}
    check_files(committed, project, run.name)
    found = {name: _found(name, run.parameters[name], project, run.name) for name in given}
    return replace(run, parameters={**run.parameters, **found})


def _path_in(name: str, value: object) -> str | None:
    """Return the path that a parameter holds; None when it holds none."""
    if not isinstance(value, str) or not value:
        return None
    is_path = value.startswith(OWN_FILE) or _PATH_NAME.search(name)
    return value.removeprefix(OWN_FILE) if is_path else None


def _found(name: str, value: _Value, project: Project, where: str) -> _Value | str:
    """Return a typed value with the whole path of its file."""
    path = _path_in(name, value)
    if not isinstance(value, str) or path is None:
        return value
    kind = OWN_FILE if value.startswith(OWN_FILE) else ""
    found = _first(path, (Path.cwd(), *data_roots(project.root)), Path.is_file if kind else os.path.exists)
    if found:
        return f"{kind}{found.parent.resolve() / found.name}"  # its suffix may say how it is packed
    raise EnvironmentFaultError(
        f"{where}: {name!r} names no file: {path}",
        hint=f"Give its whole path, or one that starts in this folder, in the one that {VARIABLE} names,"
        " or in the project.",
    )


def _committed_problems(path: str, project: Project, what: str) -> Iterator[UsageError]:
    roots = data_roots(project.root)
    if ".." in Path(path).parts:
        yield UsageError(
            f"{what} leads out of its folder",
            expected="a path without ..",
            hint="A notebook runs in a folder of its own: give the path from the project's folder.",
        )
    elif not _is_below(_first(path, roots, os.path.exists) or places(path, roots)[-1], roots):
        yield UsageError(
            f"{what} lies outside the folders that a run may read",
            expected=f"a file in the project, or in the folder that {VARIABLE} names, and no hidden one",
            hint="Only the command line may name other files: portfolio run NOTEBOOK -p NAME=PATH.",
        )


def _first(path: str, roots: Sequence[Path], is_there: Callable[[Path], bool]) -> Path | None:
    for place in places(path, roots):
        try:
            if is_there(place):
                return place
        except OSError:  # a name that no file can have
            continue
    return None


def _is_below(path: Path, roots: Sequence[Path]) -> bool:
    try:
        real = path.resolve()  # a link may lead elsewhere
    except (OSError, RuntimeError):
        return False
    below = [real.relative_to(root).parts for root in roots if real.is_relative_to(root)]
    return any(parts and not any(part.startswith(".") for part in parts) for parts in below)
