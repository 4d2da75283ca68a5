"""One build at a time in one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from portfolio.errors import LockHeldError
from press.files import write_whole
from press.moments import now
from press.project import Project


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """Hold the folder's lock; it is released when the process ends, however it ends.

    Raises
    ------
    LockHeldError
        Another build holds it.
    """
    from filelock import FileLock, Timeout

    project.build.mkdir(parents=True, exist_ok=True)
    holder = project.build / "build.holder"
    lock = FileLock(project.build / "build.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        told = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
        raise LockHeldError(
            f"another build is at work here: {told}", hint="Wait for it, or end it."
        ) from error
    try:
        write_whole(holder, f"process {os.getpid()}, since {now()}")
        yield
    finally:
        lock.release()
