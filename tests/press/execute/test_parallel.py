"""Many runs: in parallel, longest first, each failure on its own. No kernel is started here."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portfolio.errors import EnvironmentFaultError
from press.cache.cache import Cache
from press.cache.decide import decide
from press.cache.keys import Key
from press.execute import parallel
from press.execute.ending import Stop
from press.execute.finished import Finished, Record
from press.execute.forecast import Forecast
from press.execute.parallel import file_stem, finish_all
from press.execute.runner import Outcome
from press.project import Limits
from press.runs.notebook import read_notebooks
from press.runs.scenarios import Run
from press.settings.scenarios import load_scenarios
from pretend_kernel import pretended
from tests_support import TinyBook

RECORD = "from portfolio import results; results.record('n', len(city))"


class Quiet:
    """A display that remembers."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []

    def start(self, run: Run) -> None:
        """Note the beginning."""
        self.events.append(("start", run.name))

    def begin(self, expected: Forecast) -> None:
        """Keep what is expected."""
        self.expected = expected

    def tick(self) -> None:
        """Note nothing."""

    def cell(self, run: Run, number: int, of: int) -> None:
        """Note nothing."""

    def end(self, finished: Finished) -> None:
        """Note the end."""
        self.events.append(("end", finished.run.name))


class Press:
    """Everything that `finish_all` needs, on a tiny book."""

    def __init__(self, book: TinyBook) -> None:
        self.project = book.project
        self.cache = Cache(book.project.cache, lambda name: name)
        self.display = Quiet()

    def verdicts(self) -> list[Any]:
        """Return every run with its verdict."""
        notebooks = read_notebooks(self.project.notebooks)
        runs = load_scenarios(self.project, notebooks)
        return [(run, decide(run, notebooks[run.notebook], self.project, self.cache)) for run in runs]

    def finish(
        self, workers: int = 1, ended: Callable[[Finished], None] = lambda _: None
    ) -> tuple[Finished, ...]:
        """Finish all runs."""
        return finish_all(
            self.verdicts(),
            read_notebooks(self.project.notebooks),
            self.project,
            self.cache,
            limits=Limits(),
            workers=workers,
            display=lambda _: self.display,
            ended=ended,
        )


@pytest.fixture
def press(book, monkeypatch) -> Press:
    """Return a press of a book with two notebooks and three runs, which starts no kernels."""
    book.notebook("a", RECORD)
    book.notebook("b", RECORD)
    book.write("notebooks/a.yml", "scenarios:\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n")
    monkeypatch.setattr(parallel, "execute", pretended)
    return Press(book)


def executing(monkeypatch: pytest.MonkeyPatch, change: Callable[[Outcome], Outcome]) -> None:
    """Let every execution end in a changed outcome."""
    monkeypatch.setattr(parallel, "execute", lambda *args, **options: change(pretended(*args, **options)))


def test_runs_come_back_in_the_order_given_and_are_reused_the_next_time(press):
    """Whichever ends first."""
    first, second = press.finish(workers=2), press.finish(workers=2)
    assert [item.run.name for item in first] == ["a/default", "a/oslo", "b/default"]
    assert {item.status for item in first} == {"executed"}
    assert {item.status for item in second} == {"reused"}
    assert [item.record.values for item in first] == [item.record.values for item in second]
    assert len(press.display.events) == 6


def test_a_build_says_before_the_first_run_what_it_expects(press):
    """From the times that came with the book, in the order in which runs start."""
    for name, seconds in {"a": {"default": 4, "oslo": 2}, "b": {"default": 9}}.items():
        press.project.notebooks.joinpath(f"{name}.lock.json").write_text(json.dumps({"seconds": seconds}))
    press.finish(workers=2)
    assert press.display.expected == Forecast({"b/default": 9, "a/default": 4, "a/oslo": 2}, 2, "published")


def test_the_end_of_a_run_is_told_while_others_still_work(press, monkeypatch):
    """Nobody waits for the last run to learn of the first; what follows on a run is done at once, too."""
    told = threading.Event()

    def slow_last(run: Run, *args: Any, **options: Any) -> Outcome:
        if run.name == "b/default":
            assert told.wait(20), "the end of a run was told only after the last one"
        return pretended(run, *args, **options)

    def ended(finished: Finished) -> None:
        if ("end", finished.run.name) in press.display.events:
            told.set()

    monkeypatch.setattr(parallel, "execute", slow_last)
    press.finish(workers=2, ended=ended)
    assert told.is_set()


def test_a_fault_in_what_follows_on_a_run_ends_the_others(press, monkeypatch):
    """Such as a full disk."""
    stops: list[Stop] = []

    def noting(run: Run, *args: Any, **options: Any) -> Outcome:
        stops.append(options["stop"])
        return pretended(run, *args, **options)

    def full(_: Finished) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parallel, "execute", noting)
    with pytest.raises(OSError, match="No space"):
        press.finish(workers=1, ended=full)
    assert all(stop.is_set() for stop in stops)


def test_a_failed_run_leaves_the_others_and_what_was_reached(press, book):
    """The others are in the cache, the failed one is not."""
    book.notebook("a", "raise ValueError(city)")
    one, oslo, other = press.finish()
    assert [item.status for item in (one, oslo, other)] == ["failed", "failed", "executed"]
    assert oslo.failure is not None
    assert (oslo.failure.message, oslo.failure.cell) == ("ValueError: Oslo", 3)
    assert (oslo.record.values, oslo.record.executed_at) == ((), "")
    assert oslo.executed == press.project.build / "failed" / "a.oslo.ipynb"
    assert "ValueError" in oslo.executed.read_text()
    assert [item.status for item in press.finish()] == ["failed", "failed", "reused"]


def test_a_failure_that_left_no_notebook_keeps_none(press, monkeypatch):
    """A kernel that never started."""

    def without(outcome: Outcome) -> Outcome:
        outcome.executed.unlink()
        return replace(outcome, failure=parallel.Failure("environment", "no kernel"))

    executing(monkeypatch, without)
    assert {item.executed for item in press.finish()} == {None}


def test_a_name_recorded_twice_is_a_failure(press, book):
    """Prose could not tell which one is meant."""
    book.notebook("b", RECORD, RECORD)
    failure = press.finish()[2].failure
    assert failure is not None
    assert failure.message == "recorded twice under one name: n"


def test_sources_that_change_while_they_run_are_not_stored(press, monkeypatch):
    """The result would stand under the wrong key."""
    monkeypatch.setattr(parallel, "run_key", lambda run, *_: Key(run.name, "another", {}))
    finished = press.finish()
    assert {item.failure.message for item in finished if item.failure} == {"its sources changed while it ran"}
    assert {item.status for item in finished} == {"failed"}
    assert press.cache.last("a/default") is None


def test_a_cache_that_cannot_be_written_is_a_warning(press, monkeypatch):
    """The result is good all the same."""

    def full(*_arguments: object) -> None:
        raise EnvironmentFaultError("the disk is full")

    monkeypatch.setattr(press.cache, "store", full)
    finished = press.finish()
    assert {item.status for item in finished} == {"executed"}
    assert {item.warning for item in finished} == {"not cached: the disk is full"}
    assert all(item.executed is not None and item.executed.exists() for item in finished)


def test_two_runs_never_share_a_folder(press, book):
    """`a-b` alone and scenario `b-default` of `a` have pages of their own, and folders too."""
    book.notebook("a-b", RECORD)
    book.write("notebooks/a.yml", "scenarios:\n  b-default: {title: Oslo, parameters: {city: Oslo}}\n")
    stems = [file_stem(run) for run, _ in press.verdicts()]
    assert len(set(stems)) == len(stems) == 4
    texts = [json.loads(item.executed.read_text())["cells"] for item in press.finish(workers=4)]
    assert len(texts) == 4


@pytest.mark.parametrize("workers", [0, 1, 2, 99])
def test_every_run_has_one_thread_whatever_the_workers(workers, press, monkeypatch):
    """The number of workers must not change a result."""
    seen: list[int] = []

    def execute(*args: Any, **options: Any) -> Outcome:
        seen.append(options["threads"])
        return pretended(*args, **options)

    monkeypatch.setattr(parallel, "execute", execute)
    press.finish(workers=workers)
    assert seen == [1] * 3


@pytest.mark.parametrize("workers", [1, 3])
def test_runs_go_at_the_same_time_up_to_the_number_of_workers(workers, press, monkeypatch):
    """And not more."""
    now, most, lock = [0], [0], threading.Lock()

    def execute(run: Run, notebook: Any, folder: Path, **options: Any) -> Outcome:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.1)
        with lock:
            now[0] -= 1
        folder.mkdir(parents=True)
        (folder / "executed.ipynb").write_text("{}")
        return Outcome(run, None, folder / "executed.ipynb", Record(0.1, 1.0))

    monkeypatch.setattr(parallel, "execute", execute)
    press.finish(workers=workers)
    assert most[0] == workers


def test_a_fault_of_the_machine_ends_what_is_running(press, monkeypatch):
    """Every other run is told to stop, and none begins."""
    stopped: list[str] = []

    def execute(run: Run, *_args: Any, stop: Stop, **_options: Any) -> Outcome:
        if run.name == "b/default":
            raise EnvironmentFaultError("the disk is full")
        if stop.wait(5):
            stopped.append(run.name)
        raise KeyboardInterrupt

    monkeypatch.setattr(parallel, "execute", execute)
    seconds = {"a/oslo": 0.1}
    monkeypatch.setattr(press.cache, "last", lambda name: {"seconds": seconds.get(name, 1), "parts": {}})
    with pytest.raises(EnvironmentFaultError, match="the disk is full"):
        press.finish(workers=2)
    assert stopped == ["a/default"]


def test_a_run_whose_file_is_absent_fails_before_a_kernel_starts(press, book, monkeypatch):
    """The others are executed."""
    book.notebook("a", RECORD, parameters='city: str = "csv:lost.csv"  # a file')
    book.write("notebooks/a.yml", "")
    started: list[str] = []

    def noting(run: Run, *args: Any, **options: Any) -> Outcome:
        started.append(run.name)
        return pretended(run, *args, **options)

    monkeypatch.setattr(parallel, "execute", noting)
    absent, good = press.finish()
    assert started == ["b/default"]
    assert absent.failure is not None
    assert (absent.failure.exit_code, absent.executed, good.status) == (9, None, "executed")
    assert "names no file: lost.csv" in absent.failure.message


def test_a_second_interruption_leaves_no_time(monkeypatch):
    """The first is an orderly end; whoever asks again wants it now."""
    stop, calls = Stop(), []

    class Pool:
        def shutdown(self, *, cancel_futures: bool) -> None:
            calls.append((cancel_futures, stop.is_set(), stop.at_once.is_set()))
            if len(calls) == 1:
                raise KeyboardInterrupt

    parallel._end(Pool(), stop)
    assert calls == [(True, True, False), (True, True, True)]


def test_at_least_one_core_is_there():
    """Whatever the machine says."""
    assert parallel.default_workers() >= 1


def test_runs_with_two_threads_share_the_cores(monkeypatch):
    """Half as many work at a time, and one at least."""
    monkeypatch.setattr(parallel.os, "sched_getaffinity", lambda _: range(4))
    told = []
    for count in ("1", "2", "64"):
        monkeypatch.setenv("PORTFOLIO_THREADS", count)
        told.append(parallel.default_workers())
    assert told == [4, 2, 1]


def test_a_run_gets_the_threads_that_the_environment_names(press, monkeypatch):
    """One without it."""
    caps = []
    monkeypatch.setattr(
        parallel,
        "execute",
        lambda *a, threads, **k: caps.append(threads) or pretended(*a, threads=threads, **k),
    )
    press.finish()
    monkeypatch.setenv("PORTFOLIO_THREADS", "2")
    press.finish()
    assert caps == [1] * 3 + [2] * 3
