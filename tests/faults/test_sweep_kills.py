"""A sweep that is killed: a fiftieth of what the bench does."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.sweeps import COMMAND, cluster, environment, kill_clients, kill_workers, portfolio, slow_book


def test_a_killed_client_loses_and_repeats_no_point(tmp_path: Path) -> None:
    """What was recorded stays, and the table is that of an undisturbed sweep."""
    told = kill_clients(tmp_path, kills=1, seed=1)
    assert (told.lost, told.repeated, told.same) == (0, 0, True)
    assert told.kills == {"client": 1}


def test_a_killed_worker_of_a_cluster_loses_no_point(tmp_path: Path) -> None:
    """Another worker does what it was at."""
    told = kill_workers(tmp_path, kills=2, seed=3)
    assert (told.lost, told.repeated, told.same) == (0, 0, True)
    assert sum(told.kills.values()) == 2


def test_a_worker_with_other_sources_is_refused_in_words(tmp_path: Path) -> None:
    """A point of another program is no point of this sweep."""
    book, other = slow_book(tmp_path / "book"), slow_book(tmp_path / "killed")
    other.write("requirements.txt", "pandas==1.0\nnot-installed==1.0\n")
    with cluster(tmp_path, workers=1) as (address, _):
        command = [*portfolio(book, *COMMAND), "--scheduler", address]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment(), check=False, timeout=120
        )
    assert done.returncode == 9
    assert "a worker has other sources: package not-installed" in done.stderr


def test_no_scheduler_is_an_error_of_one_line(tmp_path: Path) -> None:
    """The address is named, and how to start one."""
    book = slow_book(tmp_path)
    command = [*portfolio(book, *COMMAND), "--scheduler", "tcp://127.0.0.1:9"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment(), check=False, timeout=120
    )
    assert done.returncode == 9
    assert "no scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr
