"""What an earlier scan found free of findings, so that a build scans only what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from press.files import write_whole
from press.gate.context import SiteContext
from press.gate.facts import FileFacts

_FACTS = TypeAdapter(FileFacts)
_PACKAGES = ("phonenumbers", "python-stdnum", "lxml", "pillow", "plotly")


@dataclass
class Memory:
    """The facts of files that passed every check of one file, by name and digest."""

    key: str  # digest of the checks' code and of what they were told; entries of another key are not used
    known: Mapping[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def facts(self, name: str, digest: str) -> FileFacts | None:
        """Return the facts of a file that passed, or None if it must be scanned."""
        entry = self.known.get(name)
        try:
            if not isinstance(entry, Mapping) or entry["digest"] != digest:
                return None
            facts = _FACTS.validate_python(entry["facts"])
        except (KeyError, ValueError):
            return None
        self.seen[name] = entry
        return facts

    def passed(self, name: str, digest: str, facts: FileFacts) -> None:
        """Remember a file that passed."""
        self.seen[name] = {"digest": digest, "facts": _FACTS.dump_python(facts)}


@contextmanager
def remembered(path: Path | None, context: SiteContext) -> Iterator[Memory]:
    """Read the memory, and write it when the scan ended without a fault of its own.

    Parameters
    ----------
    path
        The file; None for a full scan that remembers nothing.
    """
    memory = Memory(memory_key(context))
    if path is not None:
        memory = Memory(memory.key, _read(path, memory.key))
    yield memory
    if path is not None and memory.seen != memory.known:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"key": memory.key, "files": memory.seen}, separators=(",", ":")))


def _read(path: Path, key: str) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = data["files"] if data["key"] == key else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return files if isinstance(files, dict) else {}


def memory_key(context: SiteContext) -> str:
    """Return a digest of all that decides whether a file passes: code, packages, what the checks are told."""
    vetted = None if context.vetted is None else sorted(context.vetted)
    told = [
        sorted(context.own_names),
        sorted(context.own_folders),
        context.regions,
        sorted(context.hosts),
        vetted,
    ]
    parts = {"code": _code_digest(), "told": told, "limit": context.scan_bytes}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _code_digest() -> str:
    digest = hashlib.sha256()
    for path in code_files():
        digest.update(path.read_bytes())
    for name in _PACKAGES:
        try:
            digest.update(f"{name}={version(name)}".encode())
        except PackageNotFoundError:
            digest.update(f"{name} absent".encode())
    return digest.hexdigest()


def code_files() -> list[Path]:
    """Return the files that decide whether a file passes: the checks, their tables, the scripts they know."""
    folder = Path(__file__).parent
    scripts = folder.parent.glob("sphinx_ext/static/*")
    tables = (*folder.rglob("*.txt"), *folder.rglob("*.toml"))
    return sorted((*folder.rglob("*.py"), *tables, *scripts))
