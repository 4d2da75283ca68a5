"""Which notebook nbval executes by itself: the cheapest that changed, or one chosen by the commit."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from portfolio import datasets
from portfolio.errors import EnvironmentFaultError, PortfolioError
from press.cache.cache import Cache
from press.cache.decide import Verdict, decide, differences
from press.cache.keys import Key, run_key
from press.git import commit_of, git_output
from press.project import Project
from press.runs.notebook import Notebook, read_notebook, read_notebooks
from press.runs.scenarios import DEFAULT, make_run

BEFORE = "HEAD^"  # the first parent: of a merge, what it was merged into
BOUND_SECONDS = 90  # of those that a commit may choose when nothing changed
EXECUTE_FIRST = "Run `portfolio execute` first."
NEW = "it was not there before"


@dataclass(frozen=True)
class Chosen:
    """The notebook that was chosen, and why."""

    notebook: str
    why: str


def choose(project: Project) -> Chosen:
    """Return the cheapest notebook whose default run has another key than in the commit before.

    Where none has, the commit chooses among those that took at most `BOUND_SECONDS`. Costs are the recorded
    seconds of the executions in the cache; a notebook without one is not chosen.

    Raises
    ------
    EnvironmentFaultError
        The cache holds no execution of any notebook as it stands.
    """
    notebooks = read_notebooks(project.notebooks)
    verdicts = {name: default_verdict(notebook, project) for name, notebook in notebooks.items()}
    seconds = {name: one.entry.record["seconds"] for name, one in verdicts.items() if one.entry}
    if not seconds:
        raise EnvironmentFaultError("no notebook is executed as it stands", hint=EXECUTE_FIRST)
    changed = _changed({name: verdicts[name].key for name in seconds}, _keys_before(project))
    if changed:
        name = min(changed, key=lambda one: (seconds[one], one))
        return Chosen(name, f"the cheapest of {len(changed)} changed: {changed[name]}")
    cheap = sorted(name for name in seconds if seconds[name] <= BOUND_SECONDS)
    names, commit = cheap or [min(seconds, key=lambda one: seconds[one])], commit_of(project.root)
    turn = int(hashlib.sha256(commit.encode()).hexdigest(), 16) % len(names)
    return Chosen(names[turn], f"chosen by {commit}")


def default_verdict(notebook: Notebook, project: Project) -> Verdict:
    """Return whether the cache holds the execution of a notebook with its own parameters, and which."""
    cache = Cache(project.cache, datasets.fingerprint)
    return decide(make_run(notebook, DEFAULT), notebook, project, cache)


def _changed(keys: Mapping[str, Key], before: Mapping[str, Key] | None) -> dict[str, str]:
    """Return a difference of each notebook that changed; nothing when there is no commit before."""
    if before is None:
        return {}
    return {
        name: next(differences(before[name].parts, key.parts)) if name in before else NEW
        for name, key in keys.items()
        if name not in before or before[name] != key
    }


def _keys_before(project: Project) -> dict[str, Key] | None:
    """Return the keys of the default runs in the commit before; None where there is none."""
    with TemporaryDirectory() as folder:
        archive = Path(folder) / "before.tar"
        if git_output(project.root, "archive", "--output", str(archive), BEFORE) is None:
            return None
        with tarfile.open(archive) as tree:
            tree.extractall(folder, filter="data")
        old = Project(Path(folder))
        return {path.stem: key for path in old.notebooks.glob("*.ipynb") if (key := _key(path, old))}


def _key(path: Path, project: Project) -> Key | None:
    try:
        notebook = read_notebook(path)
        return run_key(make_run(notebook, DEFAULT), notebook, project)
    except PortfolioError:  # what could not be executed then is new now
        return None
