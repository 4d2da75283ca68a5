"""Keep a copy of what the registry serves: workers read files, and never wait for a registry.

While it cannot be reached, the last copy goes on, at the start of a service too.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from portfolio.errors import EnvironmentFaultError, ModelFileError
from portfolio.results import Artefact
from service.model_store import ALIASES

log = logging.getLogger("service")
Aliases = dict[str, dict[str, str]]


class Source(Protocol):
    """What a mirror asks of a registry."""

    def aliases(self, name: str) -> Aliases:
        """Return version and digest by alias."""

    def fetch(self, name: str, version: str, folder: Path) -> Artefact:
        """Download a version into a folder and return it, checked."""


def mirror(source: Source, names: Sequence[str], folder: Path) -> bool:
    """Copy what has an alias and is not here yet, then write the aliases; return whether they changed.

    A version that is not what was registered leaves its alias where it was.

    Raises
    ------
    EnvironmentFaultError
        The registry cannot be reached; nothing changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _known(folder)
    after = {name: _copied(source, name, before.get(name, {}), folder) for name in names}
    if after == before:
        return False
    _replace(folder / ALIASES, json.dumps(after, indent=1).encode())
    return True


def _copied(source: Source, name: str, before: Aliases, folder: Path) -> Aliases:
    kept: Aliases = {}
    for alias, wanted in source.aliases(name).items():
        try:
            _copy(source, name, wanted, folder)
        except ModelFileError as error:
            log.error("model %s, version %s refused: %s", name, wanted["version"], error)  # noqa: TRY400
            if alias in before:
                kept[alias] = before[alias]
        else:
            kept[alias] = wanted
    return kept


def _copy(source: Source, name: str, wanted: dict[str, str], folder: Path) -> None:
    if len(wanted["digest"]) != 64 or not wanted["digest"].isalnum():
        raise ModelFileError("a version without digest")
    place = folder / wanted["digest"]
    if place.is_dir():
        return
    with tempfile.TemporaryDirectory(dir=folder) as draft:
        artefact = source.fetch(name, wanted["version"], Path(draft))
        if artefact.digest != wanted["digest"]:
            raise ModelFileError(f"{name}, version {wanted['version']}, changed while it was fetched")
        fresh = Path(draft) / "whole"
        fresh.mkdir()
        for file, content in artefact.files.items():
            (fresh / file).write_bytes(content)
        try:
            fresh.rename(place)
        except OSError as error:
            if not place.is_dir():  # another mirror was faster
                raise EnvironmentFaultError(f"cannot write {place.name}", got=error.strerror) from error


def _known(folder: Path) -> dict[str, Aliases]:
    try:
        known: dict[str, Aliases] = json.loads((folder / ALIASES).read_bytes())
    except (OSError, ValueError):
        return {}
    return known


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    shutil.move(draft, path)
