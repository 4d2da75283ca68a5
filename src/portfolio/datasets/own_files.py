"""Which file `csv:PATH` names: below the folder of brought data, the project or the current folder only.

A parameter may come from anywhere, and what a notebook reads may end on a page.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from portfolio.config import find_project
from portfolio.errors import EnvironmentFaultError, UsageError

VARIABLE = "PORTFOLIO_DATA"  # names the folder of the data that a reader brings


def own_file(text: str) -> Path:
    """Return the file that a reader names; a relative name is looked for in each folder in turn.

    Raises
    ------
    UsageError
        The name leads out of the folders that data may come from, links followed, or to a hidden file.
    EnvironmentFaultError
        There is no such file.
    """
    if not text or "\x00" in text:
        raise UsageError("csv: names no file", expected="csv:PATH")
    roots = data_roots()
    candidates = [Path(text)] if Path(text).is_absolute() else [root / text for root in roots]
    allowed = [path for path in candidates if _is_below(path, roots)]
    for path in allowed:
        if path.is_file():
            return path
    if len(allowed) < len(candidates):
        raise UsageError(
            f"csv:{text} lies outside the folders that data may come from",
            expected=f"a file below the folder named by {VARIABLE}, the project or the current folder,"
            " and no hidden one",
            hint=f"Set {VARIABLE} to its folder.",
        )
    raise EnvironmentFaultError(
        f"no file {text}",
        hint="Name an existing CSV file: csv:PATH, relative to the folder named by"
        f" {VARIABLE}, to the project or to the current folder.",
    )


def data_roots() -> tuple[Path, ...]:
    """Return the folders that a reader's own files may lie in, the first to be searched first.

    The current folder comes last: a notebook has another one than the press.
    """
    roots = [Path(os.environ[VARIABLE])] if os.environ.get(VARIABLE) else []
    with contextlib.suppress(UsageError):  # outside a project
        roots.append(find_project().root)
    return tuple(dict.fromkeys(root.resolve() for root in (*roots, Path.cwd())))


def _is_below(path: Path, roots: tuple[Path, ...]) -> bool:
    real = path.resolve()
    below = [real.relative_to(root).parts for root in roots if real.is_relative_to(root)]
    return any(parts and not any(part.startswith(".") for part in parts) for parts in below)
