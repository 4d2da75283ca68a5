"""The champion of a model that is not a score: found by alias, checked, and loaded when it is first asked."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from portfolio.errors import EnvironmentFaultError, ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import read_artefact
from service.model_store import ALIASES, CHAMPION
from service.problems import Problem

T = TypeVar("T")
log = logging.getLogger("service")


@dataclass(frozen=True)
class Version(Generic[T]):
    """One version of a model, ready to answer; it never changes, so a request that took it keeps it."""

    name: str
    version: str
    digest: str
    model: T

    def named(self) -> dict[str, str]:
        """Return what an answer says of the version that gave it."""
        return {"name": self.name, "version": self.version, "digest": self.digest}


class Champion(Generic[T]):
    """The champion of one model; it follows the aliases that the mirror writes.

    Parameters
    ----------
    folder
        Where the mirror puts models and their aliases.
    name
        Of the model.
    load
        Makes a model of its artefact, or raises `ModelFileError`: it tries the model on its example.
    """

    def __init__(self, folder: Path, name: str, load: Callable[[Artefact], T]) -> None:
        self.folder, self.name, self._load = folder, name, load
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._version: Version[T] | None = None
        self._refused: dict[str, str] | None = None

    def wanted(self) -> dict[str, str] | None:
        """Return version and digest of the champion, None if there is none."""
        try:
            told = json.loads((self.folder / ALIASES).read_bytes())[self.name][CHAMPION]
            return {"version": str(told["version"]), "digest": str(told["digest"])}
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def find(self) -> Version[T] | None:
        """Return the version in use, None if there is none.

        One that cannot be used is told in the log, once, and the last one goes on; so it does while another
        thread loads the next.
        """
        if not self._lock.acquire(blocking=self._version is None):
            return self._version
        try:
            try:
                status = (self.folder / ALIASES).stat()
            except OSError:
                return self._version
            seen = (status.st_ino, status.st_mtime_ns)
            if seen != self._seen and (wanted := self.wanted()):
                try:
                    self._follow(**wanted)
                except ModelFileError as error:
                    self._refused = wanted
                    log.error("model %s, version %s refused: %s", self.name, wanted["version"], error)  # noqa: TRY400
                except EnvironmentFaultError as error:  # what it needs may come: it is tried again
                    log.warning("model %s, version %s waits: %s", self.name, wanted["version"], error)
                    return self._version
                self._seen = seen
            return self._version
        finally:
            self._lock.release()

    def state(self) -> str:
        """Return `ready`, `loading`, `refused`, or `none` where nothing was registered."""
        wanted, used = self.wanted(), self._version
        if wanted is None:
            return "ready" if used else "none"
        if used and (used.version, used.digest) == (wanted["version"], wanted["digest"]):
            return "ready"
        return "refused" if self._refused == wanted else "loading"

    def get(self) -> Version[T]:
        """Return the version in use.

        Raises
        ------
        Problem
            There is none.
        """
        found = self.find()
        if found is None:
            raise Problem(503, "There is no model yet.", headers={"Retry-After": "5"})
        return found

    def _follow(self, version: str, digest: str) -> None:
        used = self._version
        if used and (used.version, used.digest) == (version, digest):
            return
        artefact = read_artefact(self.folder / digest)
        if (artefact.name, artefact.digest) != (self.name, digest):
            raise ModelFileError(
                "this is not the model that was registered", expected=digest, got=artefact.digest
            )
        self._version = Version(self.name, version, digest, self._load(artefact))
