"""One entry of the cache: a folder whose record seals every byte in it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portfolio.errors import EnvironmentFaultError
from press.cache.keys import canonical, digest_of

NOTEBOOK = "executed.ipynb"
RECORD = "record.json"
FORMAT = 1  # of record.json and of the index; another number is not read


class DamagedError(Exception):
    """A file of the cache is not what was stored; the text says which and why."""


@dataclass(frozen=True)
class Entry:
    """One execution that went well.

    Parameters
    ----------
    folder
        Where it lies.
    record
        What the caller of `Cache.store` told of it, with `run`, `key`, `sequence` and the digests in `files`.
    """

    folder: Path
    record: Mapping[str, Any] = field(compare=False)

    @property
    def notebook(self) -> Path:
        """Path of the executed notebook."""
        return self.folder / NOTEBOOK

    @property
    def digest(self) -> str:
        """Digest of the key: of all that was known before the execution."""
        return self.folder.name

    def read(self, name: str = NOTEBOOK) -> bytes:
        """Return a file of the entry, checked as it is read.

        Raises
        ------
        EnvironmentFaultError
            The file was damaged or removed since the look-up.
        """
        try:
            return checked(self.folder, name, self.record["files"][name])
        except DamagedError as error:
            raise EnvironmentFaultError(
                f"cache entry {self.digest[:12]}: {error}", hint="Run the command again."
            ) from error


def read_entry(folder: Path) -> Entry:
    """Return the entry in `folder` after checking all of it.

    Raises
    ------
    DamagedError
        A file is missing, cut, edited, from another entry or from a newer version.
    """
    record = read_record(folder)
    for name, digest in record["files"].items():
        checked(folder, name, digest)
    return Entry(folder, record)


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of the entry in `folder`; the other files are not looked at.

    Raises
    ------
    DamagedError
        The record is missing, damaged or of another key than its folder.
    """
    record = unseal(_bytes_of(folder, RECORD), RECORD)
    shapes: dict[str, Any] = {
        "key": dict,
        "files": dict,
        "datasets": dict,
        "run": str,
        "sequence": int,
        "seconds": (int, float),
    }
    if not all(isinstance(record.get(name), shape) for name, shape in shapes.items()):
        raise DamagedError(f"{RECORD} is incomplete")
    if NOTEBOOK not in record["files"]:
        raise DamagedError(f"{RECORD} does not list {NOTEBOOK}")
    if digest_of(record["key"]) != folder.name:
        raise DamagedError(f"{RECORD} belongs to another key")
    return record


def checked(folder: Path, name: str, digest: object) -> bytes:
    """Return the content of a file.

    Raises
    ------
    DamagedError
        It is missing or has another sha256.
    """
    data = _bytes_of(folder, name)
    if hashlib.sha256(data).hexdigest() != digest:
        raise DamagedError(f"{name} does not match its digest")
    return data


def _bytes_of(folder: Path, name: str) -> bytes:
    if Path(name).name != name:
        raise DamagedError(f"{name!a} is not a plain file name")
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise DamagedError(f"{name} is missing") from None
    except OSError as error:
        raise DamagedError(f"{name} cannot be read ({error.strerror})") from error
    except ValueError:  # NUL, or half a character
        raise DamagedError(f"{name!a} is not a plain file name") from None


def check_complete(files: Mapping[str, object], record: Mapping[str, Any]) -> None:
    """Refuse what would be no entry.

    Raises
    ------
    ValueError
        The run did not end well, or its notebook, datasets or seconds are missing.
    """
    if record.get("status") != "ok":
        raise ValueError(
            f"only a run that ended well is cached, not one with status {record.get('status')!r}"
        )
    missing = [name for name in ("datasets", "seconds") if name not in record]
    if missing:
        raise ValueError(f"the record lacks {', '.join(missing)}")
    if NOTEBOOK not in files or RECORD in files or any(Path(name).name != name for name in files):
        raise ValueError(f"expected {NOTEBOOK} and plain file names, got {sorted(files)}")


def seal(data: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON that carries its own digest."""
    body = {**data, "format": FORMAT}
    return canonical({**body, "seal": digest_of(body)})


def unseal(raw: bytes, name: str) -> dict[str, Any]:
    """Return the data in `raw` as `seal` wrote it.

    Raises
    ------
    DamagedError
        They are not JSON, of another format, or do not match their digest.
    """
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise DamagedError(f"{name} is not JSON") from None
    if not isinstance(data, dict):
        raise DamagedError(f"{name} does not hold a record")
    if data.get("format") != FORMAT:
        raise DamagedError(f"{name} has format {str(data.get('format'))[:20]}, this version reads {FORMAT}")
    mark = data.pop("seal", None)
    with contextlib.suppress(ValueError, RecursionError):  # infinity, or nested beyond reason
        if digest_of(data) == mark:
            return data
    raise DamagedError(f"{name} does not match its digest")


def write_synced(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def discard(path: Path) -> None:
    """Remove a file or a folder, whatever is left of it; what cannot be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells this folder from another one of the same name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_ctime_ns


def last_use(folder: Path) -> float:
    """Return when an entry was last stored or found, in seconds since 1970."""
    try:
        return (folder / RECORD).stat().st_mtime
    except OSError:
        return 0.0  # never served, so the first to go


def size_of(folder: Path) -> int:
    """Return the bytes in the files of an entry."""
    total = 0
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            total += path.stat().st_size
    return total
