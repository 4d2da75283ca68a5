"""Which files a parameter may name: those of the project, of the reader's data, and of the reader's home."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from portfolio.config import Project
from portfolio.errors import UsageError

OWN_FILE = "csv:"  # a dataset of the reader's own, named by its path
DATA = "PORTFOLIO_DATA"
_PATH_NAME = re.compile(r"(?:^|_)(?:path|file|folder|directory|dir)s?(?:_|$)")


def path_problems(parameters: Mapping[str, object], project: Project, where: str) -> Iterator[UsageError]:
    """Yield each parameter that names a file which a run has no business with.

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
        if not isinstance(value, str) or not value:
            continue
        if value.startswith(OWN_FILE) or _PATH_NAME.search(name):
            yield from _problems(Path(value.removeprefix(OWN_FILE)), project, f"{where}: {name!r}")


def _problems(path: Path, project: Project, what: str) -> Iterator[UsageError]:
    if ".." in path.parts:
        yield UsageError(
            f"{what} leads out of its folder",
            expected="a path without ..",
            hint="A notebook runs in a folder of its own: give the whole path.",
        )
    elif path.is_absolute() and not _is_within(path, project):
        yield UsageError(
            f"{what} lies outside the folders that a run may read",
            expected=f"a file in the project, in the home folder, or in the one that {DATA} names",
            hint=f"Move the file, or set {DATA} to its folder.",
        )


def _is_within(path: Path, project: Project) -> bool:
    named = os.environ.get(DATA)
    roots = [project.root, Path.home(), *([Path(named)] if named else [])]
    found = path.resolve()  # a link may lead elsewhere
    return any(found.is_relative_to(root.resolve()) for root in roots)
