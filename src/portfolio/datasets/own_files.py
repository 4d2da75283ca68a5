"""Where the file lies that `csv:PATH` names.

What a notebook is given it reads. Which files a parameter may name is asked before a kernel starts, in
`press.runs.allowed_paths`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from portfolio.errors import EnvironmentFaultError, UsageError

VARIABLE = "PORTFOLIO_DATA"  # names the folder of the data that a reader brings


def own_file(text: str, kind: str = "CSV", form: str = "csv:PATH") -> Path:
    """Return the file that a reader names; a relative name is looked for in each folder in turn.

    Parameters
    ----------
    text
        The name.
    kind, form
        Of the file and of the parameter that names it, for messages.

    Raises
    ------
    UsageError
        The text is no name.
    EnvironmentFaultError
        There is no such file.
    """
    if not text or "\x00" in text:
        raise UsageError(f"the name of the {kind} file is empty or holds a NUL", expected=form)
    for path in places(text, data_roots()):
        if path.is_file():
            return path
    raise EnvironmentFaultError(
        f"no file {text}",
        hint=f"Name an existing {kind} file: {form}, the whole path or relative to the folder named by"
        f" {VARIABLE}, to the project or to the current folder.",
    )


def data_roots(project: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which a relative name is looked for, the first to be searched first.

    The current folder comes last: a notebook has another one than the press. With the root of a project
    given, the folders are those that are the same for both.
    """
    roots = [Path(os.environ[VARIABLE])] if os.environ.get(VARIABLE) else []
    if project is not None:
        return tuple(dict.fromkeys(root.resolve() for root in (*roots, project)))
    return tuple(dict.fromkeys(root.resolve() for root in (*roots, *_book(Path.cwd()), Path.cwd())))


def _book(folder: Path) -> list[Path]:
    """Return the root of the book that a folder lies in, if it lies in one."""
    return [root for root in (folder, *folder.parents) if (root / "_toc.yml").is_file()][:1]


def places(text: str, roots: Iterable[Path]) -> list[Path]:
    """Return where the file that a text names may lie: a whole path there alone, `~` is the home folder."""
    path = Path(text)
    with contextlib.suppress(RuntimeError):  # `~nobody`
        path = path.expanduser()
    return [path] if path.is_absolute() else [root / path for root in roots]
