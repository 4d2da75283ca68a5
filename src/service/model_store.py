"""The models in use: found by alias, swapped between two requests, refused when their digest is another."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from portfolio.errors import ModelFileError
from portfolio.results import Artefact
from portfolio.results.artefacts import PLAIN, REFERENCE, read_artefact
from portfolio.scoring.row_scorer import RowScorer
from service.drift_counts import DriftCounts
from service.problems import Problem
from service.reference import Reference, read_reference
from service.row_reader import RowReader

ALIASES = "aliases.json"  # which version has which alias, as the mirror last heard
CHAMPION, CHALLENGER = "champion", "challenger"
OTHERS = ("film_recommender",)  # models that are no scores: see service.recommend
SAME = 1e-9  # of the answers to the example
log = logging.getLogger("service")


@dataclass(frozen=True)
class Loaded:
    """One version of a model, ready to answer; it never changes, so a request that took it keeps it."""

    name: str
    version: str
    digest: str
    artefact: Artefact
    scorer: RowScorer
    reader: RowReader
    drift: DriftCounts
    reference: Reference


class ModelStore:
    """Versions by model and alias.

    Parameters
    ----------
    folder
        Where the mirror puts models and `aliases.json`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refused = 0  # versions that were not loaded since the start
        self._by_alias: Mapping[tuple[str, str], Loaded] = {}
        self._seen: tuple[int, int] | None = None

    def get(self, name: str, alias: str) -> Loaded | None:
        """Return the version of a model that has an alias, or None."""
        return self._by_alias.get((name, alias))

    def all(self) -> list[Loaded]:
        """Return every version in use, once."""
        return list({id(one): one for one in self._by_alias.values()}.values())

    def listed(self) -> list[dict[str, Any]]:
        """Return what is in use, as plain data."""
        return [
            {
                "name": name,
                "alias": alias,
                "version": one.version,
                "digest": one.digest,
                "metrics": one.artefact.description["metrics"],
                "parameters": one.artefact.description["parameters"],
            }
            for (name, alias), one in sorted(self._by_alias.items())
        ]

    def refresh(self) -> bool:
        """Look at the aliases and load what is new; return whether anything changed.

        A version that cannot be used is refused, and the one that had its alias goes on.
        """
        try:
            status = (self.folder / ALIASES).stat()
            seen = (status.st_ino, status.st_mtime_ns)
            if seen == self._seen:
                return False
            wanted = json.loads((self.folder / ALIASES).read_bytes())
        except (OSError, ValueError):
            return False  # unreadable: what is in use goes on
        self._seen = seen
        before = dict(self._by_alias)
        try:
            self._by_alias = {
                (name, alias): one
                for name, aliases in wanted.items()
                if name not in OTHERS
                for alias, version in aliases.items()
                if (one := self._version(name, alias, version)) is not None
            }
        except (AttributeError, KeyError, TypeError):
            log.error("%s is not what a mirror writes", ALIASES)  # noqa: TRY400
        return before != self._by_alias

    def _version(self, name: str, alias: str, wanted: Mapping[str, str]) -> Loaded | None:
        inside = [
            one for one in self._by_alias.values() if (one.name, one.digest) == (name, wanted["digest"])
        ]
        if inside and inside[0].version == wanted["version"]:
            return inside[0]
        try:
            return load(self.folder / wanted["digest"], name, wanted["version"], wanted["digest"])
        except ModelFileError as error:
            self.refused += 1
            log.error("model %s, version %s refused: %s", name, wanted["version"], error)  # noqa: TRY400
            return self._by_alias.get((name, alias))


def load(folder: Path, name: str, version: str, digest: str) -> Loaded:
    """Return a version that is what was registered and still gives the answers to its example.

    Raises
    ------
    ModelFileError
        It does not.
    """
    return ready(read_artefact(folder), name, version, digest)


def ready(artefact: Artefact, name: str, version: str, digest: str) -> Loaded:
    """Return a version ready to answer, if its artefact is what was registered and gives its answers.

    Parameters
    ----------
    artefact
        Its files, checked.
    name, version, digest
        As they were registered.

    Raises
    ------
    ModelFileError
        It is not, or does not.
    """
    if artefact.digest != digest or artefact.name != name:
        raise ModelFileError(
            "this is not the model that was registered", expected=digest, got=artefact.digest
        )
    plain = artefact.data(PLAIN)
    scorer, reader = RowScorer(plain), RowReader(artefact.signature)
    if scorer.columns != reader.names:
        raise ModelFileError("signature and model name other columns")
    example = artefact.description["example"]
    try:
        rows, _ = reader.read(example["rows"])
    except Problem as error:
        raise ModelFileError("the example of the model breaks its signature") from error
    gap = float(np.abs(scorer.decide(rows).probability - np.array(example["answers"])).max(initial=0.0))
    if not gap <= SAME:
        raise ModelFileError("the model does not reproduce its answers", expected=f"{SAME:g}", got=gap)
    drift = DriftCounts(artefact.data(REFERENCE), reader.names)
    reference = read_reference(plain, scorer, reader, SAME)
    return Loaded(name, version, digest, artefact, scorer, reader, drift, reference)
