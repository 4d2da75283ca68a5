"""Files that people write are read, files that the press makes are written in one step.

So a reader, or a build after a kill, sees the old one or the new one.
"""

from __future__ import annotations

import os
from pathlib import Path

from portfolio.errors import EnvironmentFaultError, UsageError


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


def read_text(path: Path, where: str) -> str | None:
    """Return the text of a file, `where` in messages; None where there is none.

    Raises
    ------
    UsageError
        The file is not UTF-8.
    EnvironmentFaultError
        The file may not be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFaultError(f"{where} cannot be read", got=error.strerror) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{where} is not UTF-8", got=f"byte {error.start}") from None
