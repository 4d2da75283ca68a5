"""One build from end to end: plan, execute, check, print, publish, report."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portfolio import datasets
from portfolio.checks import gate
from portfolio.config import Limits, Project
from portfolio.errors import LockHeldError, UsageError
from portfolio.pipeline.cache import Cache
from portfolio.pipeline.explain import Verdict, decide
from portfolio.pipeline.heading import first_heading
from portfolio.pipeline.notebook import Notebook, read_notebooks
from portfolio.pipeline.provenance import commit_of, now
from portfolio.pipeline.report import results_rows, write_reports, write_whole
from portfolio.pipeline.scenarios import Run, load_scenarios
from portfolio.pipeline.schedule import Display, Finished, default_workers, finish_all
from portfolio.results.lock import Difference, differences, locked_form, read_lock
from portfolio.site.publishing import forbid_paths, lay_out, recover, swap, tree_digests
from portfolio.site.staging import Stage
from portfolio.site.toc import files_of, read_toc

MAX_CACHE_BYTES = 2 * 2**30


@dataclass(frozen=True)
class Plan:
    """What a build would do: every run with its verdict; `outside` are notebooks that no page shows."""

    notebooks: Mapping[str, Notebook]
    verdicts: tuple[tuple[Run, Verdict], ...]
    cache: Cache
    outside: tuple[str, ...] = ()

    @property
    def published(self) -> tuple[tuple[Run, Verdict], ...]:
        """The runs that have a page, with their verdicts."""
        return tuple(
            (run, verdict)
            for run, verdict in self.verdicts
            if run.published and run.notebook not in self.outside
        )


@dataclass(frozen=True)
class Built:
    """What a build did.

    Parameters
    ----------
    finished
        All runs.
    site
        `published`, `pages`, `rewritten` (how many files are new) and `seconds`.
    drift
        Differences from the locked results.
    outside
        Notebooks that the table of contents does not name: neither executed nor published.
    """

    finished: tuple[Finished, ...]
    site: Mapping[str, Any]
    drift: tuple[Difference, ...] = field(default_factory=tuple)
    outside: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Finished, ...]:
        """The runs that failed."""
        return tuple(item for item in self.finished if item.failure)

    @property
    def exit_code(self) -> int:
        """0, or the code that all failures share, or 1."""
        codes = {item.failure.exit_code for item in self.failed if item.failure}
        return codes.pop() if len(codes) == 1 else int(bool(codes))


def plan(project: Project, *, force: bool = False) -> Plan:
    """Decide for every run whether it must be executed; nothing is changed."""
    notebooks = read_notebooks(project.notebooks)
    cache = Cache(project.cache, datasets.fingerprint)
    runs = load_scenarios(project, notebooks)
    if not runs:
        raise UsageError(f"no notebook in {project.notebooks.name}/")
    verdicts = tuple((run, decide(run, notebooks[run.notebook], project, cache, force=force)) for run in runs)
    listed = set(files_of(read_toc(project)))
    outside = tuple(name for name in notebooks if f"{project.notebooks.name}/{name}" not in listed)
    return Plan(notebooks, verdicts, cache, outside)


@contextmanager
def locked(project: Project) -> Iterator[None]:
    """Hold the folder's lock; it is released when the process ends, however it ends.

    Raises
    ------
    LockHeldError
        Another build holds it.
    """
    from filelock import FileLock, Timeout

    project.build.mkdir(parents=True, exist_ok=True)
    holder = project.build / "build.holder"
    lock = FileLock(project.build / "build.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        told = holder.read_text(encoding="utf-8") if holder.exists() else "another process"
        raise LockHeldError(
            f"another build is at work here: {told}", hint="Wait for it, or end it."
        ) from error
    try:
        write_whole(holder, f"process {os.getpid()}, since {now()}")
        yield
    finally:
        lock.release()


def build(
    project: Project,
    *,
    display: Callable[[int], Display],
    workers: int | None = None,
    limits: Limits | None = None,
    force: bool = False,
) -> Built:
    """Execute what changed and publish the book.

    Parameters
    ----------
    display
        Makes the display for a number of runs to execute.
    workers
        Runs at a time; the number of cores when absent.
    force
        Execute every run, whatever the cache holds.

    Returns
    -------
    Built
        With `failed` runs, the published site is the one from before.

    Raises
    ------
    PublishError
        A check fails or Sphinx warns; the published site is the one from before.
    LockHeldError
        Another build works here.
    """
    with locked(project):
        _clear(project)
        planned = plan(project, force=force)
        chosen = planned.published
        current = _is_current(project, chosen)
        config = None if current else _settings(project)
        gate.refuse([] if current else gate.check_sources(project, planned.notebooks))
        finished = finish_all(
            chosen,
            planned.notebooks,
            project,
            planned.cache,
            limits=limits or Limits(),
            workers=workers or default_workers(),
            display=display(sum(verdict.entry is None for _, verdict in chosen)),
        )
        built = Built(finished, _untouched(project), tuple(_drift(project, finished)), planned.outside)
        try:
            if not built.failed and config is not None:
                gate.refuse(gate.check_outputs(finished, planned.notebooks))
                built = Built(
                    finished, _publish(project, planned, finished, config), built.drift, built.outside
                )
        finally:  # machines learn of a refused build too
            write_reports(project.build, finished, built.site)
        shutil.rmtree(project.build / "runs", ignore_errors=True)
        planned.cache.prune({verdict.key.digest for _, verdict in planned.verdicts}, MAX_CACHE_BYTES)
        return built


def _clear(project: Project) -> None:
    """Remove what a killed build left; we hold the lock, so nobody else is using it."""
    recover(project.site)
    for name in ("runs", "html.next", "failed"):
        shutil.rmtree(project.build / name, ignore_errors=True)


def _settings(project: Project) -> dict[str, Any]:
    from portfolio.site.book_config import read_config

    return read_config(project)


def _untouched(project: Project) -> dict[str, Any]:
    pages = sum(1 for _ in project.site.rglob("*.html")) if project.site.exists() else 0
    return {"published": False, "pages": pages, "rewritten": 0, "seconds": 0.0}


def _drift(project: Project, finished: Sequence[Finished]) -> list[Difference]:
    locked_values = read_lock(project.notebooks / "results.lock.json")
    published = [item for item in finished if item.run.published]
    gone = {item.run.name for item in published if item.failure}
    found = locked_form(results_rows(published))
    return differences({run: values for run, values in locked_values.items() if run not in gone}, found)


def _publish(
    project: Project, planned: Plan, finished: Sequence[Finished], config: dict[str, Any]
) -> dict[str, Any]:
    from portfolio.site.assembly import assemble
    from portfolio.site.book_config import sphinx_config
    from portfolio.site.printing import forget, print_pages

    started = time.monotonic()
    stage, pages, doctrees = (project.build / name for name in ("stage", "pages", "doctrees"))
    assemble(
        project,
        finished,
        planned.notebooks,
        Stage(stage),
        commit=commit_of(project.root),
        built_at=now(),
    )
    before, after = _read_state(project), {"press": _press_digest(project), "navigation": _navigation(stage)}
    if before.get("press") != after["press"]:
        forget(pages, doctrees)
    print_pages(
        stage,
        pages,
        doctrees,
        sphinx_config(config, stage),
        rewrite_all=before.get("navigation") != after["navigation"],
    )
    following = project.build / "html.next"
    lay_out(pages, project.site, following)
    forbid_paths(following, [str(project.root), str(Path.home())])
    digests = tree_digests(following)
    old = tree_digests(project.site) if project.site.exists() else {}
    swap(following, project.site)
    chosen = [(item.run, item.verdict) for item in finished]
    state = {**after, "inputs": _inputs_digest(project, chosen), "site": _digest(digests)}
    write_whole(project.build / "state.json", json.dumps(state, indent=1))
    return {
        "published": True,
        "pages": sum(name.endswith(".html") for name in digests),
        "rewritten": sum(old.get(name) != digest for name, digest in digests.items()),
        "seconds": round(time.monotonic() - started, 2),
    }


def _read_state(project: Project) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads((project.build / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _is_current(project: Project, chosen: Sequence[tuple[Run, Verdict]]) -> bool:
    """Say whether the published site is the one that this build would make."""
    if any(verdict.entry is None for _, verdict in chosen) or not project.site.exists():
        return False
    state = _read_state(project)
    return state.get("inputs") == _inputs_digest(project, chosen) and state.get("site") == _digest(
        tree_digests(project.site)
    )


def _inputs_digest(project: Project, chosen: Sequence[tuple[Run, Verdict]]) -> str:
    parts = {run.name: [run.title, run.published, verdict.key.digest] for run, verdict in chosen}
    files = [project.root / "_config.yml", project.root / "_toc.yml", project.requirements]
    files += [
        path for folder in (project.book, project.notebooks) for path in folder.rglob("*") if path.is_file()
    ]
    hashed = {
        path.relative_to(project.root).as_posix(): _file_digest(path) for path in files if path.exists()
    }
    hashed.pop("notebooks/results.lock.json", None)
    return _digest(
        {"runs": parts, "files": hashed, "press": _press_digest(project), "commit": commit_of(project.root)}
    )


def _press_digest(project: Project) -> str:
    """Return a digest of the code and pins that shape pages."""
    package = Path(__file__).parent
    names = {path.relative_to(package).as_posix(): _file_digest(path) for path in _package_files(package)}
    pins = [
        _file_digest(path) for path in (project.requirements, project.root / "_config.yml") if path.exists()
    ]
    return _digest({"package": names, "pins": pins})


def _package_files(package: Path) -> Iterator[Path]:
    for part in ("site", "results", "datasets", "pipeline", "errors.py"):
        base = package / part
        candidates = base.rglob("*") if base.is_dir() else [base]
        yield from (path for path in candidates if path.is_file() and path.suffix != ".pyc")


def _navigation(stage: Path) -> str:
    """Return a digest of what every page shows of the others: their order and titles."""
    titles = {}
    for path in sorted(stage.rglob("*")):
        if path.suffix == ".md":
            titles[path.relative_to(stage).as_posix()] = _first_title(path.read_text(encoding="utf-8"))
        elif path.suffix == ".ipynb" and path.parent.name != "_files":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
            titles[path.relative_to(stage).as_posix()] = _first_title("\n".join(texts))
    return _digest({"toc": (stage / "_toc.yml").read_text(encoding="utf-8"), "titles": titles})


def _first_title(text: str) -> str:
    return first_heading(text) or _digest(text)  # a title of another form: any edit may change it


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
