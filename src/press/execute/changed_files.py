"""Notice what a run writes outside its own folder: nothing else is its to change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from press.project import Project

SHOWN = 5
DATA = "PORTFOLIO_DATA"
_IGNORED = (".ipynb_checkpoints", "__pycache__")

Stamps = Mapping[str, tuple[int, int]]


def stamps(project: Project) -> Stamps:
    """Return size and time of each file in the notebooks, the pages and the reader's data, by name."""
    found: dict[str, tuple[int, int]] = {}
    for folder in (project.notebooks, project.book, *_data()):
        for path, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if name not in _IGNORED]
            for name in names:
                place = Path(path, name)
                try:
                    state = place.stat()
                except OSError:  # gone meanwhile
                    continue
                found[place.relative_to(folder.parent).as_posix()] = (state.st_size, state.st_mtime_ns)
    return found


def change(before: Stamps, after: Stamps) -> str | None:
    """Return in words which files are not as they were; None when all are."""
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"files changed while it ran: {', '.join(names[:SHOWN])}{more}" if names else None


def _data() -> list[Path]:
    folder = os.environ.get(DATA)
    return [Path(folder)] if folder and Path(folder).is_dir() else []
