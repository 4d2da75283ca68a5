"""Answered requests on their way to the log: on disk before the answer, whatever becomes of this process.

Each worker appends lines to a segment of its own and holds its lock. A segment whose lock is free belongs to
nobody any more: the writer moves what it holds to the database, after a worker was killed as after it went on
to the next segment. A line counts once it is in the operating system's hands, so `kill -9` loses nothing that
was acknowledged; power loss is out of scope.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

ENDING = ".jsonl"
MAX_SEGMENT = 8_000_000  # bytes, after which a new segment is begun

Write = Callable[[int, bytes], int]


class SpoolFullError(Exception):
    """The line could not be written: no answer may be given."""


class Spool:
    """Append lines, many with one write.

    Parameters
    ----------
    folder
        Of the segments.
    seconds
        After which a segment that holds lines is given to the writer.
    write
        Writes bytes to a descriptor; another one in tests of a full disk.
    """

    def __init__(self, folder: Path, seconds: float, write: Write = os.write) -> None:
        self.folder, self.seconds, self._write = folder, seconds, write
        self.failures = 0
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._segment = -1
        self._size, self._begun = 0, time.monotonic()
        folder.mkdir(parents=True, exist_ok=True)

    async def append(self, line: bytes) -> None:
        """Return once the line is written. Lines that wait in the same turn of the loop share one write.

        Raises
        ------
        SpoolFullError
            It could not be written; nothing of it is left behind.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._flush)
        self._waiting.append((line, done))
        await done

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            self._put(b"".join(line + b"\n" for line, _ in waiting))
        except OSError as error:
            self.failures += len(waiting)
            for _, done in waiting:
                if not done.done():
                    done.set_exception(SpoolFullError(error.strerror))
            return
        for _, done in waiting:
            if not done.done():  # its client went away
                done.set_result(None)

    def _put(self, data: bytes) -> None:
        if self._segment < 0:
            self._segment, self._size = _new_segment(self.folder), 0
        try:
            written = 0
            while written < len(data):
                written += self._write(self._segment, data[written:])
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._segment, self._size)  # no half line in front of the next one
            raise
        if not self._size:
            self._begun = time.monotonic()
        self._size += len(data)
        if self._size > MAX_SEGMENT:
            self.close()

    def rotate(self) -> None:
        """Give the segment to the writer if it holds lines and is old enough."""
        if self._size and time.monotonic() - self._begun >= self.seconds:
            self.close()

    def close(self) -> None:
        """Give the segment to the writer."""
        if self._segment >= 0:
            os.close(self._segment)  # the lock goes with it
        self._segment, self._size = -1, 0


def _new_segment(folder: Path) -> int:
    """Return the descriptor of a new segment, locked."""
    while True:
        path = folder / f"{uuid.uuid4().hex}{ENDING}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor
        os.close(descriptor)  # the writer was between the two calls, and removed it as empty


@contextlib.contextmanager
def _given_up(path: Path) -> Iterator[bytes | None]:
    """Hold a segment that nobody writes any more and yield its content; None for one in use, or gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:  # another writer was faster
        yield None
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
        else:
            yield file.read() if os.fstat(file.fileno()).st_nlink else None


def drain(folder: Path, store: Callable[[list[bytes]], None]) -> int:
    """Give the lines of each segment that nobody writes any more to `store`, then remove it.

    Returns
    -------
    int
        Number of lines. A last line without its end is left out: it was never acknowledged.
    """
    count = 0
    for path in sorted(folder.glob(f"*{ENDING}")):
        with _given_up(path) as content:
            if content is None:
                continue
            *lines, _unfinished = content.split(b"\n")
            store(lines)
            path.unlink(missing_ok=True)
            count += len(lines)
    return count
