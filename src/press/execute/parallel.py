"""Execute many runs: in parallel, longest first, each failure on its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from portfolio.errors import EnvironmentFaultError
from press.cache.cache import Cache
from press.cache.decide import Verdict
from press.cache.keys import run_key
from press.execute.artefacts import artefact_files
from press.execute.changed_files import change, stamps
from press.execute.durations import read_durations
from press.execute.ending import Stop
from press.execute.failure import Failure
from press.execute.finished import Display, Finished, Record
from press.execute.forecast import forecast
from press.execute.kept_figures import figure_files
from press.execute.runner import Outcome, execute
from press.git import commit_of
from press.moments import now
from press.project import Limits, Project
from press.runs.allowed_paths import absent_files
from press.runs.notebook import Notebook
from press.runs.processor import threads
from press.runs.scenarios import Run


def file_stem(run: Run) -> str:
    """Return a file name for a run that no other run has: neither name may hold a full stop."""
    return f"{run.notebook}.{run.scenario}"


def partial_notebook(run: Run, project: Project) -> Path:
    """Return where what was reached of a run that did not end well is kept."""
    return project.build / "failed" / f"{file_stem(run)}.ipynb"


def default_workers() -> int:
    """Return how many runs may work at a time: the cores of this process, shared by the threads of a run."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, cores // threads())


def finish_all(
    verdicts: Sequence[tuple[Run, Verdict]],
    notebooks: Mapping[str, Notebook],
    project: Project,
    cache: Cache,
    *,
    display: Callable[[int], Display],
    limits: Limits | None = None,
    workers: int | None = None,
    ended: Callable[[Finished], None] = lambda _: None,
) -> tuple[Finished, ...]:
    """Execute what must be executed, reuse the rest; return all runs in the order given.

    One worker or many take the same path, and each run has one thread unless the environment says otherwise:
    sums over two threads differ in their last digits from sums over one, and the number of workers must not
    change a result.

    Parameters
    ----------
    display
        Makes the display for a number of runs to execute.
    limits, workers
        What a run may use, and runs at a time; the number of cores when absent.
    ended
        Is called with each executed run while others may still work.
    """
    finished = {
        run.name: Finished.reused(run, verdict, verdict.entry) for run, verdict in verdicts if verdict.entry
    }
    to_execute = {run.name: (run, verdict) for run, verdict in verdicts if verdict.entry is None}
    published = read_durations(project)
    workers = max(1, min(default_workers() if workers is None else workers, len(to_execute)))
    # the others tell how fast it is here
    last = {name: cache.last(name) for name in {*to_execute, *published}} if to_execute else {}
    expected = forecast(to_execute, last, published, workers)
    waiting = [to_execute[name] for name in expected.seconds]
    shown = display(len(waiting))
    if waiting:
        shown.begin(expected)

    def one(run: Run, verdict: Verdict, stop: Stop) -> Finished:
        shown.start(run)
        before = stamps(project)
        folder = project.build / "runs" / file_stem(run)
        outcome = _without_its_files(run, project) or execute(
            run,
            notebooks[run.notebook],
            folder,
            limits=limits or Limits(),
            threads=threads(),
            stop=stop,
            progress=lambda number, of: shown.cell(run, number, of),
        )
        key = run_key(run, notebooks[run.notebook], project)
        if key != verdict.key and not outcome.failure:
            changed = Failure("environment", "its sources changed while it ran", detail=("build again",))
            outcome = replace(outcome, failure=changed)
        finished = settle(outcome, verdict, project, cache)
        told = [text for text in (finished.warning, change(before, stamps(project))) if text]
        return replace(finished, warning="; ".join(told) or None)

    with closing(_in_parallel(waiting, one, workers, shown.tick)) as ending:
        for done in ending:
            finished[done.run.name] = done
            shown.end(done)
            ended(done)
    return tuple(finished[run.name] for run, _ in verdicts)


def _in_parallel(
    waiting: Sequence[tuple[Run, Verdict]],
    one: Callable[[Run, Verdict, Stop], Finished],
    workers: int,
    tick: Callable[[], None],
) -> Generator[Finished]:
    """Yield the runs as they end; closed early, end those that still work. `tick` is called now and then."""
    stop = Stop()
    submitted: list[Future[Finished]] = []
    faults: list[BaseException] = []  # the first is the cause, later ones follow from it

    def guarded(run: Run, verdict: Verdict) -> Finished:
        try:
            return one(run, verdict, stop)
        except BaseException as fault:  # before this thread takes the next run from the queue
            faults.append(fault)
            stop.set()
            for future in submitted:
                future.cancel()
            raise

    with ThreadPoolExecutor(workers) as pool:
        for run, verdict in waiting:
            submitted.append(pool.submit(guarded, run, verdict))
        pending = set(submitted)
        try:
            while pending:
                ended, pending = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
                _raise_first(faults)
                tick()
                yield from [future.result() for future in ended]
        except BaseException:  # Ctrl-C, or a fault of the machine: end what is running, then pass it on
            _end(pool, stop)
            raise


def _end(pool: ThreadPoolExecutor, stop: Stop) -> None:
    """End what is running in order; what interrupts that, such as a second Ctrl-C, ends it at once."""
    stop.set()
    try:
        pool.shutdown(cancel_futures=True)
    except BaseException:  # noqa: BLE001  the caller raises what came first
        stop.at_once.set()
        pool.shutdown(cancel_futures=True)


def _without_its_files(run: Run, project: Project) -> Outcome | None:
    """Return the outcome of a run whose files are not there; None when it can be executed."""
    for absent in absent_files(run.parameters, project, run.name):
        nowhere = project.build / "runs" / "none"
        return Outcome(run, Failure("environment", str(absent)), nowhere, Record(0.0, 0.0))
    return None


def _raise_first(faults: Sequence[BaseException]) -> None:
    if faults:
        raise faults[0]


def settle(outcome: Outcome, verdict: Verdict, project: Project, cache: Cache) -> Finished:
    """Turn an outcome into a finished run; a good one is stored in the cache."""
    run, failure = outcome.run, outcome.failure or _recorded_twice(outcome)
    if failure:
        used = Record(outcome.record.seconds, outcome.record.peak_mib)
        return Finished(
            run, verdict, "failed", _keep_partial(outcome, project), used, failure, verdict.warning
        )
    stored = replace(outcome.record, executed_at=now(), commit=commit_of(project.root)).stored()
    # in the order in which the cache gives it back: files made of it are the same when it is reused
    record = Record.of(stored)
    try:
        kept = artefact_files(outcome) | figure_files(outcome)
        files: dict[str, bytes | Path] = {"executed.ipynb": outcome.executed, **kept}
        entry = cache.store(verdict.key, files, {**stored, "status": "ok"})
    except EnvironmentFaultError as error:  # the result is good all the same
        return Finished(run, verdict, "executed", outcome.executed, record, warning=f"not cached: {error}")
    return Finished(run, verdict, "executed", entry.notebook, record, warning=verdict.warning)


def _recorded_twice(outcome: Outcome) -> Failure | None:
    record = outcome.record
    names = [item["name"] for item in (*record.values, *record.tables, *record.artefacts)]
    twice = sorted({name for name in names if names.count(name) > 1})
    return Failure("cell", f"recorded twice under one name: {', '.join(twice)}") if twice else None


def _keep_partial(outcome: Outcome, project: Project) -> Path | None:
    if not outcome.executed.exists():
        return None
    kept = partial_notebook(outcome.run, project)
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(outcome.executed, kept)
    return kept
