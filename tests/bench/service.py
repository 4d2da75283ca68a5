"""Requests a second, of one row each: the service beside a plain handler, MLServer and `mlflow models serve`.

All in one run on one machine, so that the ratios mean something where the numbers do not. The service does
more than the others: it checks keys and ranges, explains, writes a durable log and counts drift.

    python tests/bench/service.py [--columns 20,200] [--seconds 5] [--clients 8] [--rounds 3] [--peers FOLDER]
                                  [--without-mlflow] [--without-mlserver] [--without-warm] [--write]

All servers of one table run at the same time and are asked in turns, so that a machine that is busy is busy
for each of them; the medians over the rounds are told. MLServer is installed in an environment of its own,
below `--peers` or a temporary folder. At the end the service is started with its other models, which it loads
in the background. `--write` puts all of it into the record of the page on the architecture,
`book/service.yml`. Everything takes less than ten minutes on two quiet cores.
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
import venv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
import yaml

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder: this file is called like a package

from fitted_scores import handed_on, wide_applicants, wide_fitted, wide_handed_on  # noqa: E402
from portfolio.scoring.artefact import TRUSTED  # noqa: E402
from service.keys import issue  # noqa: E402
from service.settings import Settings  # noqa: E402
from service_client import free_port, place, point, server  # noqa: E402
from small_models import customer_segments, put_champion, recommender, text_model  # noqa: E402

TESTS = Path(__file__).resolve().parents[1]
RECORD = Path(__file__).resolve().parents[2] / "book/service.yml"
FRAME = """
import sys
from pathlib import Path

import pandas as pd
from fastapi import FastAPI

sys.path.insert(0, {tests!r})
from fitted_scores import wide_fitted

score, app = wide_fitted({columns}), FastAPI()


@app.get("/readyz")
def ready() -> dict[str, str]:
    return {{"status": "ready"}}


@app.post("/v1/score")
def predict(body: dict[str, list[dict[str, float | str | None]]]) -> dict[str, list[float]]:
    frame = pd.DataFrame(body["applicants"])
    frame = frame.astype({{name: float for name, kind in score.kinds.items() if kind == "number"}})
    return {{"probability": score.probability(frame).tolist()}}
"""

PINS = ("mlserver==1.7.1",)
BATCH = 10_000
MLSERVER = """
import pandas as pd
from mlserver import MLModel
from mlserver.types import InferenceResponse, ResponseOutput

from fitted_scores import wide_fitted


class Score(MLModel):
    async def load(self) -> bool:
        self.score = wide_fitted({columns})
        return True

    async def predict(self, payload):
        frame = pd.DataFrame({{one.name: one.data.root for one in payload.inputs}})
        found = self.score.probability(frame).tolist()
        output = ResponseOutput(name="probability", shape=[len(found)], datatype="FP64", data=found)
        return InferenceResponse(model_name=self.name, outputs=[output])
"""


def main() -> None:
    """Measure the servers in turns and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--columns", default="20,200")
    parser.add_argument("--peers", help="folder of environments of other servers, kept")
    for one in ("mlflow", "mlserver", "warm"):
        parser.add_argument(f"--without-{one}", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write {RECORD.name}")
    given = parser.parse_args()
    without = {"mlflow models serve": given.without_mlflow, "MLServer": given.without_mlserver}
    chosen = [name for name in SERVERS if not without.get(name)]
    rows: list[dict] = []
    absent: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        peers = Path(given.peers or folder)
        for columns in map(int, given.columns.split(",")):
            rows += table(Path(folder) / str(columns), columns, chosen, peers, absent, given)
        warm = None if given.without_warm else warmed(Path(folder) / "warm")
    for one in rows:
        sys.stdout.write(" | ".join(f"{name} {value}" for name, value in one.items()) + "\n")
    sys.stdout.write(f"with other models: {warm}\nnot measured: {absent}\n")
    if given.write:
        write(rows, warm, absent, given)


def table(
    folder: Path,
    columns: int,
    chosen: list[str],
    peers: Path,
    absent: dict[str, str],
    given: argparse.Namespace,
) -> list[dict]:
    """Return a row for each server on applicants of so many columns; one that does not start is told."""
    row = wide_handed_on(columns).description["example"]["rows"][0]
    found: dict[str, list[dict[str, float]]] = {}
    with contextlib.ExitStack() as running:
        started = {}
        for name in chosen:
            (place_of := folder / name.split()[0].lower()).mkdir(parents=True)
            try:
                started[name] = running.enter_context(SERVERS[name](place_of, row, columns, peers))
                load(*started[name][1:2], *started[name][3:], 1.0, 2)  # warm
            except Exception as error:  # noqa: BLE001  whatever a peer raises, the others are measured
                started.pop(name, None)
                absent[f"{name} ({columns} columns)"] = type(error).__name__
        for _ in range(given.rounds):
            for name, one in started.items():
                found.setdefault(name, []).append(measured(one, given))
        asked = [name for name in started if name in ONE_FORM and columns <= 20]  # more exceed a body
        batches = {name: batch_seconds(started[name], row) for name in asked}
    return [
        {"server": name, "columns": columns, **medians(rounds)}
        | ({"batch_s": batches[name]} if name in batches else {})
        for name, rounds in found.items()
    ]


def batch_seconds(started: tuple, row: dict) -> float:
    """Return the median seconds of three requests of 10,000 rows."""
    _, port, _, path, _, headers = started
    body = json.dumps({"applicants": [row] * BATCH}).encode()
    times = []
    for _ in range(3):
        began = time.perf_counter()
        told = httpx.post(f"http://127.0.0.1:{port}{path}", content=body, headers=headers, timeout=300)
        if told.status_code != 200:
            raise RuntimeError(told.status_code)
        times.append(time.perf_counter() - began)
    return float(f"{statistics.median(times):.3g}")


def warmed(folder: Path) -> dict[str, float]:
    """Return times and memory of a service with small models of other kinds, loaded in the background."""
    made = Settings(state=folder / "state")
    place(handed_on(), made)
    point(made, champion=("1", handed_on()))
    for one in (text_model(), recommender(), customer_segments()):
        put_champion(made, one)
    began = time.perf_counter()
    with server(made.state, warm="models") as (address, process):
        ready, before = time.perf_counter() - began, memory(process)
        while time.perf_counter() < began + 300:
            states = httpx.get(f"{address}/readyz").json()["models"].values()
            if list(states).count("ready") == 4:  # the score and the three below; no others are registered
                break
            time.sleep(0.1)
        spent = time.perf_counter() - began - ready
        found = {"ready_s": ready, "loaded_s": spent, "ready_mib": before, "loaded_mib": memory(process)}
    return {name: float(f"{value:.3g}") for name, value in found.items()}


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
        "mib": memory(process),
    }


def memory(process: subprocess.Popen[bytes]) -> float:
    """Return the resident MiB of a process and all that it started."""
    return sum(one.memory_info().rss for one in tree(process)) / 2**20


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each number over the rounds, with three digits."""
    return {name: float(f"{statistics.median(one[name] for one in rounds):.3g}") for name in rounds[0]}


def write(rows: list[dict], warm: dict | None, absent: dict[str, str], given: argparse.Namespace) -> None:
    """Write the record of the page on the architecture."""
    record = {
        "recorded": f"{datetime.now(UTC):%Y-%m-%d}",
        "clients": given.clients,
        "rounds": given.rounds,
        "load": round(os.getloadavg()[1], 1),
        "cores": os.cpu_count(),
        "servers": rows,
        **({"warm": warm} if warm else {}),
        **({"absent": [f"{name}: {why}" for name, why in absent.items()]} if absent else {}),
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
def ours(folder: Path, row: dict, columns: int, _peers: Path) -> Iterator:
    """Start the service."""
    made = Settings(state=folder / "state")
    artefact = wide_handed_on(columns)
    place(artefact, made)
    point(made, champion=("1", artefact))
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
def on_a_frame(folder: Path, row: dict, columns: int, _peers: Path) -> Iterator:
    """Start the handler that anyone would write first."""
    (folder / "plain_handler.py").write_text(FRAME.format(tests=str(TESTS), columns=columns))
    command = [sys.executable, "-m", "uvicorn", "plain_handler:app", "--app-dir", str(folder)]
    body = json.dumps({"applicants": [row]}).encode()
    with other(command, "/readyz") as (ready, port, process):
        yield ready, port, process, "/v1/score", body, {"Content-Type": "application/json"}


@contextlib.contextmanager
def by_mlflow(folder: Path, row: dict, columns: int, _peers: Path) -> Iterator:
    """Start `mlflow models serve` on the same pipeline, saved with its flavour."""
    import mlflow.sklearn

    mlflow.sklearn.save_model(
        wide_fitted(columns).model,
        folder / "flavour",
        input_example=wide_applicants(columns).features.head(1),
        skops_trusted_types=list(TRUSTED),
    )
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder / "flavour")]
    body = json.dumps({"dataframe_records": [row]}).encode()
    with other([*command, "--env-manager", "local"], "/ping") as (ready, port, process):
        yield ready, port, process, "/invocations", body, {"Content-Type": "application/json"}


@contextlib.contextmanager
def by_mlserver(folder: Path, row: dict, columns: int, peers: Path) -> Iterator:
    """Start MLServer, in an environment of its own, with a runtime that calls `predict` on a frame."""
    python = environment(peers / "mlserver")
    here = [str(TESTS), str(TESTS.parent / "src"), *(one for one in sys.path if one.endswith("-packages"))]
    # behind the packages of the environment, and there from its start
    (next(python.parents[1].glob("lib/*/site-packages")) / "book.pth").write_text("\n".join(here) + "\n")
    (folder / "score_runtime.py").write_text(MLSERVER.format(columns=columns))
    port, others = free_port(), {"grpc_port": free_port(), "metrics_port": free_port()}
    settings = {"host": "127.0.0.1", "http_port": port, **others, "parallel_workers": 0, "debug": False}
    (folder / "settings.json").write_text(json.dumps(settings))
    named = {"name": "score", "implementation": "score_runtime.Score"}
    (folder / "model-settings.json").write_text(json.dumps(named))
    inputs = [
        {
            "name": name,
            "shape": [1],
            "data": [value],
            "datatype": "BYTES" if isinstance(value, str) else "FP64",
        }
        for name, value in row.items()
    ]
    body = json.dumps({"inputs": inputs}).encode()
    command = [str(python.parent / "mlserver"), "start", str(folder)]
    with other(command, "/v2/models/score/ready", port) as (ready, port_, process):
        path = "/v2/models/score/infer"
        yield ready, port_, process, path, body, {"Content-Type": "application/json"}


def environment(folder: Path) -> Path:
    """Return the interpreter of an environment with MLServer, made if it is not there."""
    python = folder / "bin" / "python"
    if not (folder / "bin" / "mlserver").exists():
        venv.create(folder, with_pip=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([str(python), "-m", "pip", "install", *quiet, *PINS], check=True)
    return python


@contextlib.contextmanager
def other(
    command: list[str], ready: str, known: int = 0
) -> Iterator[tuple[float, int, subprocess.Popen[bytes]]]:
    """Start another server and wait for it; it is told a port unless it knows one."""
    port = known or free_port()
    command = command if known else [*command, "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    variables = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(command, env=variables, **quiet) as process:
        try:
            began = time.perf_counter()
            while time.perf_counter() < began + 120:
                with contextlib.suppress(httpx.TransportError):
                    if httpx.get(f"http://127.0.0.1:{port}{ready}").status_code == 200:
                        break
                time.sleep(0.05)
            else:
                raise TimeoutError(command[0])
            yield time.perf_counter() - began, port, process
        finally:
            for one in reversed(tree(process)):
                one.kill()


SERVERS = {
    "this service": ours,
    "FastAPI, predict on a frame": on_a_frame,
    "MLServer": by_mlserver,
    "mlflow models serve": by_mlflow,
}
ONE_FORM = (
    "this service",
    "FastAPI, predict on a frame",
)  # whose request may hold many rows in the same form

if __name__ == "__main__":
    main()
