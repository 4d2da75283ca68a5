"""Results of runs that no build repeats: too long for each change, or on data that only some readers have.

`notebooks/kept/<notebook>.<scenario>.json` holds what one execution recorded, with all that is needed to
judge it: parameters, code digest, data fingerprints, commit, date, seconds. Its scenario is
`published: false`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portfolio.errors import UsageError
from press.cache.keys import Key, code_digest
from press.execute.finished import Finished, Record
from press.execute.parallel import file_stem
from press.files import write_whole
from press.json_reader import read_json
from press.project import Project
from press.runs.scenarios import SWEEP, Run

FOLDER = "kept"


@dataclass(frozen=True, kw_only=True)
class Kept(Record):
    """What an execution recorded, once."""

    # notebook, scenario and title: the run
    notebook: str
    scenario: str
    title: str
    parameters: Mapping[str, Any]  # those that differ from the notebook's defaults
    # digest of the code that made them: cells, parameters and modules, as `keys.code_digest` gives it
    code: str

    @property
    def name(self) -> str:
        """Name of the run: `diffusion/long`."""
        return f"{self.notebook}/{self.scenario}"

    @property
    def command(self) -> str:
        """What makes it anew."""
        return f"portfolio keep {self.name}"


def kept_folder(project: Project) -> Path:
    """Return the folder of the kept results."""
    return project.notebooks / FOLDER


def check_unpublished(run: Run) -> None:
    """Refuse to keep a run that each build repeats.

    Raises
    ------
    UsageError
        It is published.
    """
    if run.published:
        raise UsageError(f"{run.name} is published: each build repeats it", hint="Set `published: false`.")


def keep(project: Project, finished: Finished) -> Path:
    """Write what a finished run recorded; return the file.

    Raises
    ------
    UsageError
        The run failed, is published (a build repeats it), or recorded nothing.
    """
    run, record = finished.run, finished.record
    check_unpublished(run)
    if finished.failure or not record.values:
        raise UsageError(
            f"{run.name} has nothing to keep", got="a failure" if finished.failure else "no results"
        )
    kept = Kept(
        notebook=run.notebook,
        scenario=run.scenario,
        title=run.title,
        parameters=dict(run.changed),
        code=code_digest(finished.verdict.key),
        **record.stored(),
    )
    path = kept_folder(project) / f"{file_stem(run)}.json"
    write_whole(path, json.dumps(asdict(kept), indent=1, ensure_ascii=False) + "\n")
    return path


def read_kept(project: Project) -> tuple[Kept, ...]:
    """Return all kept results, by name.

    Raises
    ------
    UsageError
        A file is not what `keep` writes.
    """
    paths = sorted(kept_folder(project).glob("*.json"))
    return tuple(_read(path) for path in paths if not path.stem.endswith(f".{SWEEP}"))


def outdated(kept: Sequence[Kept], keys: Mapping[str, Key]) -> tuple[Kept, ...]:
    """Return the kept results that the present code did not make.

    Parameters
    ----------
    kept
        All kept results.
    keys
        The present key of each run, by its name; a run that is gone made nothing.
    """
    return tuple(one for one in kept if one.name not in keys or code_digest(keys[one.name]) != one.code)


def _read(path: Path) -> Kept:
    where = f"{path.parent.parent.name}/{FOLDER}/{path.name}"
    kept = Kept(**read_json(path, Kept, "Remove it, or write it with: portfolio keep."))
    if path.stem != f"{kept.notebook}.{kept.scenario}":
        raise UsageError(
            f"{where} is named after another run", expected=f"{kept.notebook}.{kept.scenario}.json"
        )
    return kept
