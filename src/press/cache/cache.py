"""Executed notebooks kept on disk, each under the digest of its key.

An entry is a folder that appears and disappears by one rename, and carries digests of everything in it: what
is served is what was stored, byte for byte, or it is a miss. No lock is held, so builds may share a cache.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portfolio.errors import EnvironmentFaultError, PortfolioError
from press.cache.entry import (
    RECORD,
    DamagedError,
    Entry,
    check_complete,
    discard,
    identity,
    last_use,
    read_entry,
    read_record,
    seal,
    size_of,
    sync_folder,
    unseal,
    write_synced,
)
from press.cache.keys import Key

ABSENT = "not in the cache"
STALE_SECONDS = 3600  # a temporary folder this old belongs to a process that was killed
ATTEMPTS = 100  # of a rename or a read that other processes keep crossing


@dataclass(frozen=True)
class Miss:
    """Why nothing can be reused; `warning` when an entry was there that should have served."""

    reason: str
    warning: bool = False


@dataclass(frozen=True)
class Pruned:
    """Digests that `Cache.prune` removed, and the number and size of the entries that remain."""

    removed: tuple[str, ...]
    kept: int
    kept_bytes: int


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
        self._used: set[str] = set()
        self._rebuilt: dict[str, dict[str, Any]] | None = None

    def lookup(self, key: Key) -> Entry | Miss:
        """Return the entry of `key` if it is whole and its datasets are the present ones."""
        folder = self._folder(key.digest)
        found: Entry | Miss = Miss(ABSENT)
        for _ in range(ATTEMPTS):
            before = identity(folder)
            if before is None:
                return Miss(ABSENT)
            found = self._inspect(folder)
            if isinstance(found, Entry) or identity(folder) == before:
                break  # else another process replaced the entry meanwhile: look again
        if isinstance(found, Entry):
            self._used.add(key.digest)
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
        check_complete(files, record)
        last = self.last(key.run)
        facts = {**record, "run": key.run, "key": key.parts, "sequence": last["sequence"] + 1 if last else 1}
        try:
            entry = self._write(key, files, facts)
        except OSError as error:
            raise EnvironmentFaultError(
                f"the result of {key.run} is not cached",
                got=error.strerror or type(error).__name__,
                hint="Free space in the cache folder, or make it writable.",
            ) from error
        self._used.add(key.digest)
        with contextlib.suppress(OSError):  # it can be rebuilt from the entries
            self._write_last(_summary(entry))
        return entry

    def _write(self, key: Key, files: Mapping[str, bytes | Path], facts: Mapping[str, Any]) -> Entry:
        temporary = self._temporary()
        try:
            temporary.mkdir()
            digests = {}
            for name, content in files.items():
                data = content if isinstance(content, bytes) else content.read_bytes()
                write_synced(temporary / name, data)
                digests[name] = hashlib.sha256(data).hexdigest()
            sealed = seal({**facts, "files": digests})
            write_synced(temporary / RECORD, sealed)
            sync_folder(temporary)
            folder = self._folder(key.digest)
            self._place(temporary, folder)
            return Entry(folder, unseal(sealed, RECORD))
        finally:
            discard(temporary)

    def _place(self, temporary: Path, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(ATTEMPTS):
            try:
                temporary.rename(folder)
            except OSError as error:  # only an empty folder can be renamed over
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                    raise
                self._set_aside(folder)
            else:
                sync_folder(folder.parent)
                return
        raise OSError(errno.EBUSY, "other processes keep writing the same entry")

    def _set_aside(self, folder: Path) -> None:
        # One rename, so that nobody ever finds a folder that is half deleted.
        aside = self._temporary()
        with contextlib.suppress(FileNotFoundError):
            folder.rename(aside)
        discard(aside)

    def last(self, run_name: str) -> dict[str, Any] | None:
        """Return `parts`, `seconds`, `datasets`, ... of the newest execution of a run that went well."""
        return self.recall(run_name)[0]

    def recall(self, run_name: str) -> tuple[dict[str, Any] | None, str | None]:
        """Return what `last` returns, and a warning when that had to be rebuilt from the entries."""
        path = self._last_file(run_name)
        try:
            return _of_run(unseal(path.read_bytes(), path.name), run_name), None
        except FileNotFoundError:
            warning = None
        except OSError as error:
            warning = f"history of {run_name} rebuilt: {error.strerror}"
        except DamagedError as error:
            warning = f"history of {run_name} rebuilt: {error}"
        return self._from_entries().get(run_name), warning

    def _from_entries(self) -> dict[str, dict[str, Any]]:
        if self._rebuilt is None:
            newest: dict[str, dict[str, Any]] = {}
            for folder in self._folders():
                with contextlib.suppress(DamagedError):
                    found = _summary(Entry(folder, read_record(folder)))
                    if found["sequence"] > newest.get(found["run"], {"sequence": 0})["sequence"]:
                        newest[found["run"]] = found
            self._rebuilt = newest
        return self._rebuilt

    def _write_last(self, summary: Mapping[str, Any]) -> None:
        path = self._last_file(summary["run"])
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._temporary()
        try:
            write_synced(temporary, seal(summary))
            temporary.replace(path)
        finally:
            discard(temporary)

    def prune(self, in_use: Iterable[str], max_bytes: int) -> Pruned:
        """Remove entries, least recently used first, until at most `max_bytes` remain.

        Parameters
        ----------
        in_use
            Digests of keys that must stay; those found or stored through this object stay as well.
        max_bytes
            Wanted size; passed only by what must stay.
        """
        self._remove_stale()
        spared = self._used.union(in_use)
        entries = sorted((last_use(folder), folder) for folder in self._folders())
        sizes = {folder: size_of(folder) for _, folder in entries}
        total, removed = sum(sizes.values()), []
        for _, folder in entries:
            if total > max_bytes and folder.name not in spared:
                with contextlib.suppress(OSError):
                    self._set_aside(folder)
                    removed.append(folder.name)
                    total -= sizes[folder]
        return Pruned(tuple(removed), len(entries) - len(removed), total)

    def _remove_stale(self) -> None:
        with contextlib.suppress(OSError):
            for path in (self.root / "tmp").iterdir():
                with contextlib.suppress(OSError):
                    # a date far in the future is as wrong as an old one: the clock was set back
                    if abs(time.time() - path.stat().st_mtime) > STALE_SECONDS:
                        discard(path)

    def _folder(self, digest: str) -> Path:
        return self.root / "entries" / digest[:2] / digest

    def _folders(self) -> Iterator[Path]:
        return (self.root / "entries").glob("??/" + "?" * 64)

    def _temporary(self) -> Path:
        folder = self.root / "tmp"  # in the cache itself: a rename only works within one file system
        folder.mkdir(parents=True, exist_ok=True)
        return folder / uuid.uuid4().hex

    def _last_file(self, run_name: str) -> Path:
        # names may differ in case only, or be too long for a file name
        readable = re.sub(r"[^a-z0-9]+", "-", run_name.lower())[:60]
        mark = hashlib.sha256(run_name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return self.root / "last" / f"{readable}-{mark}.json"


def _summary(entry: Entry) -> dict[str, Any]:
    record = entry.record
    kept = {name: record.get(name) for name in ("run", "sequence", "seconds", "datasets", "executed_at")}
    return {**kept, "digest": entry.digest, "parts": record["key"]}


def _of_run(summary: dict[str, Any], run_name: str) -> dict[str, Any]:
    if summary.get("run") != run_name or not {"parts", "seconds", "sequence"} <= summary.keys():
        raise DamagedError("its file belongs to another run")
    return summary
