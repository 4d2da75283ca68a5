"""Sweeps that are killed, `python tests/bench/sweeps.py kills [N]`, and how fast they are.

`kills` ends clients, workers and nannies with signal 9 at seeded moments, takes the sweep up again, and holds
its table against that of a sweep that nobody disturbed. `speed [NOTEBOOK] [N] [NAME=VALUE ...]` times one
worker against two.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil

from tests_support import ROOT, TinyBook

POINTS = 6
SLOW = "import time\ntime.sleep(0.2)\nfrom portfolio import results\nresults.record('answer', seed / 3)"
PARAMETERS = "seed: int = 0  # every random choice derives from it [0..]"
COMMAND = ["sweep", "slow", "-p", f"seed=0..{POINTS - 1}"]


@dataclass
class Killed:
    """What a series of kills did.

    Parameters
    ----------
    kills
        Signals sent, by what they hit.
    lost, repeated
        Points that were recorded and are gone, or were written a second time.
    same
        Whether the table is that of an undisturbed sweep.
    """

    kills: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    repeated: int = 0
    same: bool = False


def slow_book(folder: Path) -> TinyBook:
    """Return a book whose notebook takes a moment for each point."""
    book = TinyBook(folder)
    book.notebook("slow", SLOW, parameters=PARAMETERS)
    return book


def portfolio(book: TinyBook, *arguments: str) -> list[str]:
    """Return the command line of the press for a book."""
    return [sys.executable, "-m", "press", "--project", str(book.root), *arguments]


def environment() -> dict[str, str]:
    """Return an environment in which the sources of this checkout are found first."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def table_of(book: TinyBook) -> bytes:
    """Return the table of the only sweep of a book."""
    (path,) = (book.project.build / "sweeps").glob("*/results.csv")
    return path.read_bytes()


def written(book: TinyBook) -> dict[str, int]:
    """Return when each point was written."""
    return {
        path.name: path.stat().st_mtime_ns for path in (book.project.build / "sweeps").glob("*/points/*.json")
    }


def undisturbed(folder: Path) -> tuple[bytes, float]:
    """Return the table of a sweep that nobody kills, and the seconds it took."""
    book, started = slow_book(folder / "reference"), time.monotonic()
    subprocess.run(portfolio(book, *COMMAND), check=True, capture_output=True, env=environment())
    return table_of(book), time.monotonic() - started


def forget(book: TinyBook) -> None:
    """Begin anew: points and executions go, once a sweep is whole and there are kills left."""
    shutil.rmtree(book.project.build, ignore_errors=True)


def kill_clients(folder: Path, kills: int, seed: int) -> Killed:
    """Kill the client of a local sweep at random moments, and take it up again until it is whole.

    Parameters
    ----------
    folder
        For the books.
    kills
        How many; sweeps follow each other until there were so many.
    seed
        Of the moments.
    """
    table, seconds = undisturbed(folder)
    book, chance, told = slow_book(folder / "killed"), random.Random(seed), Killed({"client": 0}, same=True)
    while True:
        before = written(book)
        client = started(portfolio(book, *COMMAND))
        if told.kills["client"] < kills:
            with contextlib.suppress(subprocess.TimeoutExpired):
                client.wait(chance.uniform(0.2, 0.9) * seconds)
            if client.poll() is None:
                client.send_signal(signal.SIGKILL)
                told.kills["client"] += 1
        client.wait()
        _compare(before, written(book), told)
        if client.returncode == 0:
            told.same &= table_of(book) == table
            if told.kills["client"] == kills:
                return told
            forget(book)
        elif client.returncode != -signal.SIGKILL:
            raise RuntimeError(f"the sweep ended with {client.returncode}")
        elif chance.random() < 0.5:  # points stand on their own
            shutil.rmtree(book.project.cache, ignore_errors=True)


def started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a command that says nothing."""
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())


def _compare(before: dict[str, int], after: dict[str, int], told: Killed) -> None:
    told.lost += len(before.keys() - after.keys())
    told.repeated += sum(after[name] != moment for name, moment in before.items() if name in after)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a Dask scheduler and workers on loopback; yield its address and the nannies."""
    told = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment()}
    tool = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    place = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    scheduler = subprocess.Popen([*tool, *place], **quiet)  # type: ignore[call-overload]
    nannies: list[subprocess.Popen[bytes]] = []
    try:
        deadline = time.monotonic() + 60
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.2)
        address = json.loads(told.read_text(encoding="utf-8"))["address"]
        nannies += [start_worker(address, folder) for _ in range(workers)]
        yield address, nannies
    finally:
        for process in (*nannies, scheduler):
            end_tree(process.pid)
            process.wait()


def start_worker(address: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start a nanny with one worker in the folder of a book."""
    options = [
        "--nthreads",
        "1",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
        "--local-directory",
        str(folder / "dask"),
    ]
    tool = [sys.executable, "-m", "distributed.cli.dask_worker", address, *options]
    where = folder / "killed" if (folder / "killed").is_dir() else folder
    return subprocess.Popen(
        tool, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )


def end_tree(pid: int) -> None:
    """Kill a process and all that it started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for one in (*process.children(recursive=True), process):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()


def kill_workers(folder: Path, kills: int, seed: int) -> Killed:
    """Kill workers, nannies and the client of a sweep on a cluster; a lost nanny is replaced.

    Parameters
    ----------
    folder
        For the books.
    kills
        How many; sweeps follow each other until there were so many.
    seed
        Of the moments and of what is hit.
    """
    table, seconds = undisturbed(folder)
    book, chance = slow_book(folder / "killed"), random.Random(seed)
    told = Killed({"client": 0, "nanny": 0, "worker": 0}, same=True)
    with cluster(folder, workers=2) as (address, nannies):
        command = portfolio(book, *COMMAND, "--scheduler", address)
        for _ in range(4 * kills + 4):
            before, client = written(book), started(command)
            while client.poll() is None:
                time.sleep(chance.uniform(0.1, 0.4) * seconds)
                if client.poll() is None and sum(told.kills.values()) < kills:
                    _hit(chance, told, nannies, client, address, folder)
            _compare(before, written(book), told)
            if client.returncode == 0:
                told.same &= table_of(book) == table
                if sum(told.kills.values()) == kills:
                    return told
                forget(book)
    raise RuntimeError(f"only {told.kills}")


def _hit(
    chance: random.Random,
    told: Killed,
    nannies: list[subprocess.Popen[bytes]],
    client: subprocess.Popen[bytes],
    address: str,
    folder: Path,
) -> None:
    """Kill one process and note it."""
    what = chance.choice(sorted(told.kills))
    place = chance.randrange(len(nannies))
    if what == "client":
        client.send_signal(signal.SIGKILL)
    elif what == "nanny":
        end_tree(nannies[place].pid)
        nannies[place].wait()
        nannies[place] = start_worker(address, folder)
    else:
        for one in psutil.Process(nannies[place].pid).children():
            if "multiprocessing" in " ".join(one.cmdline()) and "spawn_main" in " ".join(one.cmdline()):
                end_tree(one.pid)
                break
        else:
            return  # it is being started
    told.kills[what] += 1


def speed(notebook: str, points: int, fixed: Sequence[str]) -> dict[str, float]:
    """Return the seconds that a sweep of a real notebook takes with one worker and with two.

    Parameters
    ----------
    notebook
        Its name.
    points
        How many seeds.
    fixed
        Parameters that are the same at every point, as `name=value`.
    """
    took, others = {}, [word for one in fixed for word in ("-p", one)]
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as made:
            root = Path(made) / "book"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
            (root / "data-wheels").symlink_to((ROOT / "data-wheels").resolve())
            started = time.monotonic()
            subprocess.run(
                [sys.executable, "-m", "press", "--project", str(root), "sweep", notebook,
                 "-p", f"seed=0..{points - 1}", *others, "--workers", str(workers)],
                check=True, env={**os.environ, "PYTHONPATH": str(root / "src")}, capture_output=True,
            )  # fmt: skip
            took[f"{workers} workers"] = time.monotonic() - started
    return took


def main() -> None:
    """Measure what the command line asks for and print it."""
    what, *rest = sys.argv[1:] or ["kills"]
    if what == "speed":
        notebook, points, *fixed = (*rest, *("exploration", "60")[len(rest) :])
        told = [json.dumps(speed(notebook, int(points), fixed))]
    else:
        told = []
        for function in (kill_clients, kill_workers):
            with tempfile.TemporaryDirectory() as folder:
                told.append(str(function(Path(folder), int((*rest, "30")[0]) // 2, seed=0)))
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
