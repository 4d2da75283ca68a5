"""Files that are written in one step: a reader, or a build after a kill, sees the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, durable: bool = True) -> None:
    """Write `content` to `path` in one step, in UTF-8, the same bytes on every system.

    Parameters
    ----------
    path
        The file; folders above it are made.
    content
        Its text or bytes.
    durable
        Whether a cut of power must not undo it. What is made again in a moment need not wait for the disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
