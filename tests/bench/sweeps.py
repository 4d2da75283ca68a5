"""Sweeps that are killed: `python tests/bench/sweeps.py kills [N]`; and how fast: `... speed [NOTEBOOK]`.

`kills` ends clients, workers and nannies with signal 9 at seeded moments, takes the sweep up again, and holds
its table against that of a sweep that nobody disturbed. `speed` times one worker against two.
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


def kill_clients(folder: Path, kills: int, seed: int) -> Killed:
    """Kill the client of a local sweep at random moments and take it up again until it is whole."""
    reference, book = slow_book(folder / "reference"), slow_book(folder / "killed")
    subprocess.run(portfolio(reference, *COMMAND), check=True, capture_output=True, env=environment())
    chance, told = random.Random(seed), Killed({"client": 0})
    for _ in range(kills + 3):
        before = written(book)
        client = subprocess.Popen(
            portfolio(book, *COMMAND), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
        )
        if told.kills["client"] < kills:
            with contextlib.suppress(subprocess.TimeoutExpired):
                client.wait(chance.uniform(2.0, 12.0))
            if client.poll() is None:
                client.send_signal(signal.SIGKILL)
                told.kills["client"] += 1
        client.wait()
        _compare(before, written(book), told)
        if chance.random() < 0.5:  # points stand on their own
            shutil.rmtree(book.project.cache, ignore_errors=True)
        told.same = client.returncode == 0 and table_of(book) == table_of(reference)
        if client.returncode == 0:
            break
    return told


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


def kill_workers(folder: Path, kills: int, seed: int, hit: Sequence[str] = ("worker", "nanny")) -> Killed:
    """Kill workers and nannies of a cluster while a sweep runs on it; a lost nanny is replaced."""
    reference, book = slow_book(folder / "reference"), slow_book(folder / "killed")
    subprocess.run(portfolio(reference, *COMMAND), check=True, capture_output=True, env=environment())
    chance, told = random.Random(seed), Killed(dict.fromkeys((*hit, "client"), 0))
    with cluster(folder, workers=2) as (address, nannies):
        command = portfolio(book, *COMMAND, "--scheduler", address)
        done = False
        for _ in range(kills + 3):  # each kill of a client asks for one more call
            if done:
                break
            before = written(book)
            client = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
            )
            while client.poll() is None:
                time.sleep(chance.uniform(0.5, 3.0))
                if client.poll() is None and sum(told.kills.values()) < kills:
                    _hit(chance, told, nannies, client, address, folder)
            _compare(before, written(book), told)
            done = client.returncode == 0
            told.same = done and table_of(book) == table_of(reference)
    return told


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


def speed(notebook: str, points: int) -> dict[str, float]:
    """Return the seconds that a sweep of a real notebook takes with one worker and with two."""
    took = {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as made:
            root = Path(made) / "book"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
            (root / "data-wheels").symlink_to((ROOT / "data-wheels").resolve())
            started = time.monotonic()
            subprocess.run(
                [sys.executable, "-m", "press", "--project", str(root), "sweep", notebook,
                 "-p", f"seed=0..{points - 1}", "--workers", str(workers)],
                check=True, env={**os.environ, "PYTHONPATH": str(root / "src")}, capture_output=True,
            )  # fmt: skip
            took[f"{workers} workers"] = time.monotonic() - started
    return took


def main() -> None:
    """Measure what the command line asks for and print it."""
    what, *rest = sys.argv[1:] or ["kills"]
    if what == "speed":
        notebook, points = (*rest, *("exploration", "60")[len(rest) :])
        told = [json.dumps(speed(notebook, int(points)))]
    else:
        told = []
        for function in (kill_clients, kill_workers):
            with tempfile.TemporaryDirectory() as folder:
                told.append(str(function(Path(folder), int((*rest, "30")[0]) // 2, seed=0)))
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
