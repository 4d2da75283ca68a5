"""One entry of the cache: a folder with an execution, and a manifest with the digest of each file in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter, ValidationError

from portfolio.errors import EnvironmentFaultError
from press.cache.keys import digest_of

NOTEBOOK, RECORD, MANIFEST = "executed.ipynb", "record.json", "manifest.json"
FORMAT = 3  # of an entry; another one is not read


class Manifest(BaseModel):
    """What `manifest.json` says: the sha256 of each other file, by name."""

    format: Literal[3]
    files: dict[str, str]


_RECORD = TypeAdapter(dict[str, Any])


class DamagedError(Exception):
    """A file of the cache is not what was stored; the text says which and why."""


@dataclass(frozen=True)
class Entry:
    """One execution that went well."""

    folder: Path  # where it lies
    # what the caller of `Cache.store` told of it, with `run` and `key`
    record: Mapping[str, Any] = field(compare=False)
    files: Mapping[str, str] = field(compare=False)  # digest of each file

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
            return _checked(self.folder, name, self.files)
        except DamagedError as error:
            raise EnvironmentFaultError(
                f"cache entry {self.digest[:12]}: {error}", hint="Run the command again."
            ) from error


def read_entry(folder: Path) -> Entry:
    """Return the entry in `folder` after checking all of it.

    Raises
    ------
    DamagedError
        A file is missing, cut, edited, from another entry or from another version.
    """
    try:
        files = Manifest.model_validate_json(_bytes_of(folder, MANIFEST)).files
        content = {name: _checked(folder, name, files) for name in dict.fromkeys((NOTEBOOK, RECORD, *files))}
        record = _RECORD.validate_json(content[RECORD])
    except ValidationError as error:
        raise DamagedError(f"{MANIFEST} is not of format {FORMAT}") from error
    if digest_of(record.get("key")) != folder.name:
        raise DamagedError(f"{RECORD} belongs to another key")
    return Entry(folder, record, files)


def _checked(folder: Path, name: str, files: Mapping[str, str]) -> bytes:
    data = _bytes_of(folder, name)
    if hashlib.sha256(data).hexdigest() != files.get(name):
        raise DamagedError(f"{name} does not match its digest")
    return data


def _bytes_of(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise DamagedError(f"{name} is missing") from None
    except (OSError, ValueError) as error:  # ValueError: NUL in its name, or half a character
        raise DamagedError(f"{name!a} cannot be read") from error
