"""Fitted models that a run handed on: from its folder to its cache entry, and out of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.errors import EnvironmentFaultError, UsageError, nearest
from portfolio.results.artefacts import FOLDER, MAX_BYTES

if TYPE_CHECKING:
    from press.cache.entry import Entry
    from press.execute.runner import Outcome


def artefact_files(outcome: Outcome) -> dict[str, bytes]:
    """Return the content of the artefacts of a run by the name that each file has in the cache.

    Raises
    ------
    EnvironmentFaultError
        A file is another than the run said, or an artefact is larger than 1 MB.
    """
    folder = outcome.executed.parent / FOLDER
    files: dict[str, bytes] = {}
    for one in outcome.record.artefacts:
        content = {file: _read(folder / one["name"] / file, digest) for file, digest in one["files"].items()}
        if sum(map(len, content.values())) > MAX_BYTES:
            raise EnvironmentFaultError(f"artefact {one['name']}", expected=f"at most {MAX_BYTES:,} bytes")
        files |= {_in_cache(one["name"], file): data for file, data in content.items()}
    return files


def read_files(entry: Entry, name: str) -> dict[str, bytes]:
    """Return the files of an artefact that an entry of the cache holds, by their own names.

    Raises
    ------
    UsageError
        The run handed no such artefact on; those that it did are named.
    """
    kept: dict[str, Mapping[str, str]] = {
        one["name"]: one["files"] for one in entry.record.get("artefacts", ())
    }
    if name not in kept:
        raise UsageError(f"{entry.record['run']} has no artefact {name!r}", hint=nearest(name, kept))
    return {file: entry.read(_in_cache(name, file)) for file in kept[name]}


def _in_cache(name: str, file: str) -> str:
    return f"artefact-{name}-{file}"


def _read(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EnvironmentFaultError(
            f"artefact {path.parent.name}: {path.name}", got=error.strerror
        ) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise EnvironmentFaultError(f"artefact {path.parent.name}: {path.name} changed after it was written")
    return content
