"""Requests a second, of one row each: the service, a plain handler on a frame, and `mlflow models serve`.

All in one run on one machine, so that the ratios mean something where the numbers do not. The service does
more than the others: it checks keys and ranges, explains, writes a durable log and counts drift.

    python tests/bench/service.py [--seconds 5] [--clients 8] [--rounds 3] [--without-mlflow] [--write]

All servers run at the same time and are asked in turns, so that a machine that is busy is busy for each of
them; the medians over the rounds are told. `--write` puts them into the record of the page on the
architecture, `book/service.yml`.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import yaml

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: this file is called like a package

from fitted_scores import applicants, fitted, handed_on  # noqa: E402
from portfolio.scoring.artefact import TRUSTED  # noqa: E402
from service.keys import issue  # noqa: E402
from service.settings import Settings  # noqa: E402
from service_client import free_port, place, point, server  # noqa: E402

RECORD = Path(__file__).resolve().parents[2] / "book/service.yml"
FRAME = """
import sys
from pathlib import Path

import pandas as pd
from fastapi import FastAPI

sys.path.insert(0, {tests!r})
from fitted_scores import fitted

score, app = fitted(), FastAPI()


@app.get("/readyz")
def ready() -> dict[str, str]:
    return {{"status": "ready"}}


@app.post("/v1/score")
def predict(body: dict[str, list[dict[str, float | str | None]]]) -> dict[str, list[float]]:
    frame = pd.DataFrame(body["applicants"])
    frame = frame.astype({{name: float for name, kind in score.kinds.items() if kind == "number"}})
    return {{"probability": score.probability(frame).tolist()}}
"""


def main() -> None:
    """Measure the servers in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-mlflow", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write {RECORD.name}")
    given = parser.parse_args()
    row = handed_on().description["example"]["rows"][0]
    chosen = list(SERVERS)[: 2 if given.without_mlflow else 3]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in chosen}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        started = {name: running.enter_context(SERVERS[name](Path(folder), row)) for name in chosen}
        for one in started.values():
            load(one[1], *one[3:], 1.0, 2)  # warm
        for _ in range(given.rounds):
            for name, one in started.items():
                found[name].append(measured(one, given))
    rows = [{"server": name, **medians(rounds)} for name, rounds in found.items()]
    sys.stdout.write(f"{'server':34}{''.join(f'{name:>14}' for name in rows[0] if name != 'server')}\n")
    for one in rows:
        numbers = "".join(f"{value:14}" for name, value in one.items() if name != "server")
        sys.stdout.write(f"{one['server']:34}{numbers}\n")
    if given.write:
        write(rows, len(row), given)


def measured(started: tuple, given: argparse.Namespace) -> dict[str, float]:
    """Return what one round says of one server."""
    ready, port, process, path, body, headers = started
    before = processor_seconds(process)
    times = load(port, path, body, headers, given.seconds, given.clients)
    cuts = statistics.quantiles(times, n=100)
    return {
        "rate": len(times) / given.seconds,
        "cpu_ms": (processor_seconds(process) - before) / len(times) * 1e3,
        "p50_ms": cuts[49] * 1e3,
        "p99_ms": cuts[98] * 1e3,
        "ready_s": ready,
        "mib": sum(one.memory_info().rss for one in tree(process)) / 2**20,
    }


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each number over the rounds, with three digits."""
    return {name: float(f"{statistics.median(one[name] for one in rounds):.3g}") for name in rounds[0]}


def write(rows: list[dict], columns: int, given: argparse.Namespace) -> None:
    """Write the record of the page on the architecture."""
    record = {
        "recorded": f"{datetime.now(UTC):%Y-%m-%d}",
        "columns": columns,
        "clients": given.clients,
        "rounds": given.rounds,
        "load": round(os.getloadavg()[1], 1),
        "cores": os.cpu_count(),
        "servers": rows,
    }
    text = yaml.safe_dump(record, sort_keys=False)
    RECORD.write_text(f"# Written by: python tests/bench/service.py --write\n{text}", encoding="utf-8")


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """Return what a server has used: on a busy machine it says more than requests a second."""
    return sum(one.cpu_times().user + one.cpu_times().system for one in tree(process))


def tree(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Return a process and all that it started."""
    root = psutil.Process(process.pid)
    return [root, *root.children(recursive=True)]


def load(
    port: int, path: str, body: bytes, headers: dict[str, str], seconds: float, clients: int
) -> list[float]:
    """Return the seconds of each request that clients made one after the other."""
    times: list[list[float]] = [[] for _ in range(clients)]

    def work(mine: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            connection.request("POST", path, body, headers)
            said = connection.getresponse()
            said.read()
            if said.status != 200:
                raise RuntimeError(said.status)
            mine.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(mine,)) for mine in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for mine in times for one in mine]


@contextlib.contextmanager
def ours(folder: Path, row: dict) -> Iterator:
    """Start the service."""
    made = Settings(state=folder / "state")
    place(handed_on(), made)
    point(made, champion=("1", handed_on()))
    headers = {"Authorization": f"Bearer {issue(made.keys, 'bench')}", "Content-Type": "application/json"}
    body = json.dumps({"applicants": [row]}).encode()
    began = time.perf_counter()
    with server(made.state, rate=1e9, burst=1e9) as (address, process):
        yield (
            time.perf_counter() - began,
            int(address.rpartition(":")[2]),
            process,
            "/v1/score",
            body,
            headers,
        )


@contextlib.contextmanager
def on_a_frame(folder: Path, row: dict) -> Iterator:
    """Start the handler that anyone would write first."""
    (folder / "plain_handler.py").write_text(FRAME.format(tests=str(Path(__file__).resolve().parents[1])))
    command = [sys.executable, "-m", "uvicorn", "plain_handler:app", "--app-dir", str(folder)]
    body = json.dumps({"applicants": [row]}).encode()
    with other(command, "/readyz") as (ready, port, process):
        yield ready, port, process, "/v1/score", body, {"Content-Type": "application/json"}


@contextlib.contextmanager
def by_mlflow(folder: Path, row: dict) -> Iterator:
    """Start `mlflow models serve` on the same pipeline, saved with its flavour."""
    import mlflow.sklearn

    mlflow.sklearn.save_model(
        fitted().model,
        folder / "flavour",
        input_example=applicants().features.head(1),
        skops_trusted_types=list(TRUSTED),
    )
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder / "flavour")]
    body = json.dumps({"dataframe_records": [row]}).encode()
    with other([*command, "--env-manager", "local"], "/ping") as (ready, port, process):
        yield ready, port, process, "/invocations", body, {"Content-Type": "application/json"}


@contextlib.contextmanager
def other(command: list[str], ready: str) -> Iterator[tuple[float, int, subprocess.Popen[bytes]]]:
    """Start another server and wait for it."""
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen([*command, "--port", str(port)], env=environment, **quiet) as process:
        try:
            began = time.perf_counter()
            while time.perf_counter() < began + 120:
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(f"http://127.0.0.1:{port}{ready}").status_code == 200:
                        break
                time.sleep(0.05)
            yield time.perf_counter() - began, port, process
        finally:
            for one in reversed(tree(process)):
                one.kill()


SERVERS = {"this service": ours, "FastAPI, predict on a frame": on_a_frame, "mlflow models serve": by_mlflow}

if __name__ == "__main__":
    main()
