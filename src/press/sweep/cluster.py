"""Execute the points of a sweep on the workers of a Dask cluster.

A worker is `dask worker ADDRESS --nthreads 1`, started in a checkout of this project. It gets the notebook
and the key that the point must have; it executes only if its own modules, pins and Python give that very key,
and sends back all files of the execution or none. What a lost worker was at is done again by another.
"""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.errors import EnvironmentFaultError
from press.cache.cache import Cache
from press.cache.decide import Verdict, differences
from press.cache.keys import Key, run_key
from press.execute.artefacts import artefact_files
from press.execute.failure import Failure
from press.execute.finished import Display, Finished, Record
from press.execute.forecast import forecast
from press.execute.runner import execute
from press.git import commit_of
from press.moments import now
from press.project import Limits, Project, find_project
from press.runs.notebook import Notebook
from press.runs.processor import threads
from press.runs.scenarios import Run

ATTEMPTS = 10  # of a point whose workers keep being lost; Dask alone gives up after three
POLL = 0.5  # seconds between two looks
REACH = 10  # seconds until a scheduler must have answered


@dataclass(frozen=True)
class Job:
    """One point for a worker: plain data, so that a worker without these sources can refuse it in words."""

    # notebook and run: fields of the notebook and of the run
    notebook: Mapping[str, Any]
    run: Mapping[str, Any]
    key: Mapping[str, Any]  # parts of the key that the point has where the sweep was begun
    limits: Mapping[str, Any]  # what the run may use


@dataclass(frozen=True)
class Answer:
    """What a worker sends back: a failure, or every file of the execution and its record."""

    failure: Failure | None
    record: Mapping[str, Any]
    files: Mapping[str, bytes]


def work(job: Job) -> Answer:
    """Execute one point in the project of this worker; runs on a worker."""
    project = find_project()
    notebook, run = Notebook(**job.notebook), Run(**job.run)
    key = run_key(run, notebook, project)
    if dict(key.parts) != dict(job.key):
        told = "; ".join(differences(job.key, key.parts)) or "its key differs"
        return Answer(Failure("environment", f"a worker has other sources: {told}"), {}, {})
    folder = project.build / "runs" / f"cluster-{uuid.uuid4().hex}"
    try:
        limits = Limits(**job.limits)
        outcome = execute(run, notebook, folder, limits=limits, threads=threads())
        if outcome.failure:
            return Answer(outcome.failure, outcome.record.stored(), {})
        files = {"executed.ipynb": outcome.executed.read_bytes(), **artefact_files(outcome)}
        return Answer(None, outcome.record.stored(), files)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def finish_on_cluster(
    verdicts: Sequence[tuple[Run, Verdict]],
    notebook: Notebook,
    project: Project,
    cache: Cache,
    *,
    address: str,
    limits: Limits,
    display: Callable[[int], Display],
    ended: Callable[[Finished], None],
) -> tuple[Finished, ...]:
    """Execute what must be executed on the workers of a scheduler; return all runs in the order given.

    Parameters
    ----------
    verdicts, notebook, project, cache
        As for `finish_all`.
    address
        Of the scheduler: `tcp://HOST:8786`.
    limits, display, ended
        As for `finish_all`.

    Raises
    ------
    EnvironmentFaultError
        Dask is not installed, or no scheduler answers at the address.
    """
    found = {
        run.name: Finished.reused(run, verdict, verdict.entry) for run, verdict in verdicts if verdict.entry
    }
    waiting = {run.name: (run, verdict) for run, verdict in verdicts if verdict.entry is None}
    with contextlib.closing(_client(address)) as client, client.as_current():
        at_work = max(1, len(client.scheduler_info()["workers"]))
        last = {name: cache.last(name) for name in waiting}
        shown = display(len(waiting))
        shown.begin(forecast(waiting, last, {}, at_work))
        for run, verdict, answer in _answers(client, waiting, notebook, limits, shown):
            done = _settled(run, verdict, answer, project, cache)
            found[run.name] = done
            shown.end(done)
            ended(done)
    return tuple(found[run.name] for run, _ in verdicts)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise EnvironmentFaultError(
            "a cluster needs Dask", hint="Install it with: make .venv/ready-dev"
        ) from error
    try:
        return Client(address, timeout=REACH, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise EnvironmentFaultError(
            "no scheduler answers", expected="an address such as tcp://127.0.0.1:8786", got=address,
            hint="Start one with: dask scheduler",
        ) from error  # fmt: skip


def _answers(
    client: Any,
    waiting: Mapping[str, tuple[Run, Verdict]],
    notebook: Notebook,
    limits: Limits,
    shown: Display,
) -> Any:
    """Yield each run as its answer comes; one whose workers keep dying is handed out again."""
    from distributed import KilledWorker, wait

    tried = dict.fromkeys(waiting, 0)

    def submitted(name: str) -> Any:
        run, verdict = waiting[name]
        tried[name] += 1
        shown.start(run)
        return client.submit(work, _job(run, verdict.key, notebook, limits), pure=False, key=None)

    futures = {submitted(name): name for name in waiting}
    while futures:
        with contextlib.suppress(TimeoutError):
            wait(list(futures), timeout=POLL, return_when="FIRST_COMPLETED")  # type: ignore[no-untyped-call]
        shown.tick()
        for future in [one for one in futures if one.done()]:
            name = futures.pop(future)
            try:
                answer = future.result()
            except KilledWorker as error:
                if tried[name] < ATTEMPTS:
                    futures[submitted(name)] = name
                    continue
                answer = Answer(Failure("environment", f"its workers were lost: {error}"), {}, {})
            yield *waiting[name], answer


def _job(run: Run, key: Key, notebook: Notebook, limits: Limits) -> Job:
    own = {name: getattr(notebook, name) for name in notebook.__dataclass_fields__}
    return Job(own, asdict(run), dict(key.parts), asdict(limits))


def _settled(run: Run, verdict: Verdict, answer: Answer, project: Project, cache: Cache) -> Finished:
    """Store a good answer whole and return the finished run."""
    if answer.failure:
        record = Record.of(answer.record) if answer.record else Record(0.0, 0.0)
        return Finished(run, verdict, "failed", None, record, answer.failure, verdict.warning)
    told = {**answer.record, "executed_at": now(), "commit": commit_of(project.root), "status": "ok"}
    entry = cache.store(verdict.key, dict(answer.files), told)
    return Finished(run, verdict, "executed", entry.notebook, Record.of(entry.record), None, verdict.warning)
