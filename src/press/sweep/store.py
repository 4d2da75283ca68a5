"""A sweep on disk: what it was begun with, and each finished point in a file of its own.

A point is written in one step when its run has ended well, so whatever is cut short is whole when it is taken
up again, and a point that is there is never executed again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from portfolio import datasets
from portfolio.errors import PortfolioError, UsageError
from press.cache.decide import differences
from press.cache.keys import Key, digest_of
from press.execute.finished import Record
from press.files import write_whole
from press.sweep.grid import Grid

MANIFEST, POINTS = "sweep.json", "points"
AGAIN = "Take back the change, or begin anew with --restart: the finished points are then thrown away."


class Point(BaseModel):
    """A finished point: the digest of its key, and what its run recorded."""

    key: str
    parameters: dict[str, Any]
    values: list[dict[str, Any]]
    datasets: dict[str, str]


@dataclass(frozen=True)
class Store:
    """The folder of one sweep."""

    # `_build/sweeps/NOTEBOOK-DIGEST`; the digest is that of the points, so another grid has another folder
    folder: Path
    keys: Mapping[str, Key]  # the present key of each run, by its name

    def write(self, run_name: str, record: Record) -> None:
        """Keep what a run recorded."""
        key = self.keys[run_name]
        point = Point(
            key=key.digest,
            parameters=dict(key.parts["parameters"]),
            values=[{name: part for name, part in row.items() if name != "cell"} for row in record.values],
            datasets=dict(record.datasets),
        )
        write_whole(self._file(key), point.model_dump_json())

    def read(self, run_name: str) -> Point | None:
        """Return a finished point; None when it is missing, cut short or of another key."""
        key = self.keys[run_name]
        try:
            point = Point.model_validate_json(self._file(key).read_bytes())
        except (OSError, ValidationError):
            return None
        return point if point.key == key.digest else None

    def _file(self, key: Key) -> Path:
        return self.folder / POINTS / f"{digest_of(key.parts['parameters'])[:16]}.json"


def open_store(root: Path, grid: Grid, keys: Mapping[str, Key], *, restart: bool) -> Store:
    """Return the folder of a sweep, begun or taken up again.

    Parameters
    ----------
    root
        Folder of all sweeps.
    grid, keys
        The points, and the present key of each.
    restart
        Throw away what is there.

    Raises
    ------
    UsageError
        It was begun with other code, pins or data: what changed is named, and nothing is thrown away.
    """
    notebook = grid.runs[0].notebook
    points = [dict(keys[run.name].parts["parameters"]) for run in grid.runs]
    store = Store(root / f"{notebook}-{digest_of([notebook, points])[:8]}", keys)
    manifest = store.folder / MANIFEST
    parts = {name: part for name, part in keys[grid.runs[0].name].parts.items() if name != "parameters"}
    if restart:
        shutil.rmtree(store.folder, ignore_errors=True)
    if manifest.exists():
        _refuse_changes(store, json.loads(manifest.read_text(encoding="utf-8"))["parts"], parts, grid)
    else:
        text = {"notebook": notebook, "varied": list(grid.varied), "points": points, "parts": parts}
        write_whole(manifest, json.dumps(text, indent=1, sort_keys=True) + "\n")
    return store


def _refuse_changes(store: Store, begun: Mapping[str, Any], parts: Mapping[str, Any], grid: Grid) -> None:
    changed = [*differences(begun, parts)]
    finished = [point for point in map(store.read, (run.name for run in grid.runs)) if point]
    changed += [f"dataset {name} changed" for name in changed_data(finished)]
    if changed:
        raise UsageError(
            f"the sweep in {store.folder.name} was begun with other sources",
            got="; ".join(changed),
            hint=AGAIN,
        )


def changed_data(points: Sequence[Point]) -> list[str]:
    """Return the names of the datasets that are not now what the points were made from."""
    read: dict[str, set[str]] = {}
    for point in points:
        for name, fingerprint in point.datasets.items():
            read.setdefault(name, set()).add(fingerprint)
    return [name for name, found in sorted(read.items()) if found != {_present(name)}]


def _present(name: str) -> str | None:
    try:
        return datasets.fingerprint(name)
    except (PortfolioError, OSError, LookupError):
        return None


def finished_points(store: Store, grid: Grid) -> Iterator[tuple[int, Point]]:
    """Yield the number of each point that is there, with what it recorded."""
    for number, run in enumerate(grid.runs):
        point = store.read(run.name)
        if point:
            yield number, point
