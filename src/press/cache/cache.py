"""Executed notebooks kept on disk, each under the digest of its key.

An entry is a folder that appears and disappears by one rename, and carries digests of everything in it: what
is served is what was stored, byte for byte, or it is a miss, and the run is executed again. No lock is held,
so builds may share a cache.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.errors import EnvironmentFaultError, PortfolioError
from press.cache.entry import FORMAT, MANIFEST, NOTEBOOK, RECORD, DamagedError, Entry, read_entry
from press.cache.keys import Key, canonical

ABSENT = "not in the cache"
STALE_SECONDS = 3600  # a temporary folder this old belongs to a process that was killed
ATTEMPTS = 100  # of a rename or a read that other processes keep crossing


@dataclass(frozen=True)
class Miss:
    """Why nothing can be reused; `warning` when an entry was there that should have served."""

    reason: str
    warning: bool = False


class Cache:
    """The entries below one folder.

    Parameters
    ----------
    root
        Folder of the cache; made when first needed.
    fingerprint
        Returns the present fingerprint of a dataset by name; asked once for each name.
    """

    def __init__(self, root: Path, fingerprint: Callable[[str], str]) -> None:
        self.root = root
        self._fingerprint = fingerprint
        self._present: dict[str, str | None] = {}

    def lookup(self, key: Key) -> Entry | Miss:
        """Return the entry of `key` if it is whole and its datasets are the present ones."""
        folder = self._folder(key.digest)
        found: Entry | Miss = Miss(ABSENT)
        for _ in range(ATTEMPTS):
            before = _identity(folder)
            if before is None:
                return Miss(ABSENT)
            found = self._inspect(folder)
            if isinstance(found, Entry) or _identity(folder) == before:
                break  # else another process replaced the entry meanwhile: look again
        if isinstance(found, Entry):
            with contextlib.suppress(OSError):  # a cache that can only be read serves all the same
                os.utime(folder / RECORD)
        return found

    def _inspect(self, folder: Path) -> Entry | Miss:
        try:
            entry = read_entry(folder)
        except DamagedError as error:
            return Miss(f"entry damaged: {error}", warning=True)
        stored = entry.record["datasets"]
        present = {name: self._now(name) for name in sorted(stored)}
        for name, found in present.items():
            if found is None:
                return Miss(f"dataset {name} is missing")
        changed = [name for name, found in present.items() if found != stored[name]]
        if changed:
            return Miss(f"dataset{'s' if len(changed) > 1 else ''} {', '.join(changed)} changed")
        return entry

    def _now(self, name: str) -> str | None:
        if name not in self._present:
            try:
                self._present[name] = self._fingerprint(name)
            except (PortfolioError, OSError, LookupError):
                self._present[name] = None  # gone: the run itself will say so, and how to mend it
        return self._present[name]

    def store(self, key: Key, files: Mapping[str, bytes | Path], record: Mapping[str, Any]) -> Entry:
        """Keep one execution that went well and return its entry; an older one of the same key goes.

        Parameters
        ----------
        key
            Key of the run, taken before it was executed.
        files
            Content, or the path of it, by file name; `executed.ipynb` among them.
        record
            Plain data: `status` `"ok"`, `datasets` (fingerprints by name), `seconds`, and what else shall be
            known of the run.

        Raises
        ------
        ValueError
            The run did not end well, or something is missing: a fault of the caller.
        EnvironmentFaultError
            The disk is full or cannot be written. The result itself is good: warn, and go on.
        """
        if record.get("status") != "ok":
            raise ValueError(
                f"only a run that ended well is cached, not one of status {record.get('status')!r}"
            )
        if not {"datasets", "seconds"} <= record.keys() or NOTEBOOK not in files:
            raise ValueError(f"expected datasets, seconds and {NOTEBOOK}")
        facts = canonical({**record, "run": key.run, "key": key.parts})
        try:
            folder = self._folder(key.digest)
            digests = self._write(folder, {**files, RECORD: facts})
        except OSError as error:
            raise EnvironmentFaultError(
                f"the result of {key.run} is not cached",
                got=error.strerror or type(error).__name__,
                hint="Free space in the cache folder, or make it writable.",
            ) from error
        with contextlib.suppress(OSError):  # it only tells why a run is executed, and how long it may take
            self._write_last(key, record["seconds"])
        return Entry(folder, json.loads(facts), digests)

    def _write(self, folder: Path, files: Mapping[str, bytes | Path]) -> dict[str, str]:
        with self._temporary() as temporary:
            temporary.mkdir()
            digests = {}
            for name, content in files.items():
                data = content if isinstance(content, bytes) else content.read_bytes()
                (temporary / name).write_bytes(data)
                digests[name] = hashlib.sha256(data).hexdigest()
            (temporary / MANIFEST).write_bytes(canonical({"format": FORMAT, "files": digests}))
            self._place(temporary, folder)
            return digests

    def _place(self, temporary: Path, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(ATTEMPTS):
            try:
                temporary.rename(folder)
            except OSError as error:  # only an empty folder can be renamed over
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                    raise
                self._remove(folder)
            else:
                return
        raise OSError(errno.EBUSY, "other processes keep writing the same entry")

    def _remove(self, folder: Path) -> None:
        # One rename, so that nobody ever finds a folder that is half deleted.
        with self._temporary() as aside, contextlib.suppress(FileNotFoundError):
            folder.rename(aside)

    def _write_last(self, key: Key, seconds: float) -> None:
        path = self._last_file(key.run)
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._temporary() as temporary:
            temporary.write_bytes(canonical({"run": key.run, "parts": key.parts, "seconds": seconds}))
            temporary.replace(path)

    def last(self, run_name: str) -> dict[str, Any] | None:
        """Return `parts` and `seconds` of the newest execution of a run that went well, where it is known."""
        try:
            told = json.loads(self._last_file(run_name).read_bytes())
            sound = told["run"] == run_name and isinstance(told["parts"], dict) and told["seconds"] >= 0
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None
        return told if sound else None

    def prune(self, in_use: Collection[str], max_bytes: int) -> tuple[str, ...]:
        """Remove entries, least recently used first, until at most `max_bytes` remain; return their digests.

        Parameters
        ----------
        in_use
            Digests of keys that must stay.
        max_bytes
            Wanted size; passed only by what must stay.
        """
        self._remove_stale()
        entries = sorted((self.root / "entries").glob("??/" + "?" * 64), key=_last_use)
        sizes = {folder: _size_of(folder) for folder in entries}
        total, removed = sum(sizes.values()), []
        for folder in entries:
            if total > max_bytes and folder.name not in in_use:
                with contextlib.suppress(OSError):
                    self._remove(folder)
                    removed.append(folder.name)
                    total -= sizes[folder]
        return tuple(removed)

    def _remove_stale(self) -> None:
        for path in (self.root / "tmp").glob("*"):
            with contextlib.suppress(OSError):
                # a date far in the future is as wrong as an old one: the clock was set back
                if abs(time.time() - path.stat().st_mtime) > STALE_SECONDS:
                    _discard(path)

    def _folder(self, digest: str) -> Path:
        return self.root / "entries" / digest[:2] / digest

    def _last_file(self, run_name: str) -> Path:
        # names may differ in case only, or be too long for a file name
        return self.root / "last" / f"{hashlib.sha256(canonical(run_name)).hexdigest()[:16]}.json"

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[Path]:
        """Give a path that nobody else uses; whatever is left there goes."""
        folder = self.root / "tmp"  # in the cache itself: a rename only works within one file system
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / uuid.uuid4().hex
        try:
            yield path
        finally:
            _discard(path)


def _discard(path: Path) -> None:
    """Remove a file or a folder, whatever is left of it; what cannot be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells this folder from another one of the same name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns


def _last_use(folder: Path) -> float:
    """Return when an entry was last stored or found, in seconds since 1970."""
    try:
        return (folder / RECORD).stat().st_mtime
    except OSError:
        return 0.0  # never served, so the first to go


def _size_of(folder: Path) -> int:
    total = 0
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            total += path.stat().st_size
    return total
