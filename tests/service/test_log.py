"""Nothing that was acknowledged is lost, whatever ends the process, and nothing is told twice."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from portfolio.errors import UsageError
from service import spool as spool_module
from service.background import Writer
from service.log_database import open_log, rows_of
from service.spool import Spool, SpoolFullError, drain
from service_client import free_port, run, server


def line(request="r", applicants=1, at=None):
    """Return one line of a spool."""
    return json.dumps(
        {
            "caller": "adviser",
            "request": request,
            "time": time.time() if at is None else at,
            "model": "credit_score",
            "version": "1",
            "digest": "d",
            "features": [{"Amount": 1.5}] * applicants,
            "probability": [0.25] * applicants,
            "refused": [True] * applicants,
        }
    ).encode()


def spooled(folder):
    """Return what drains from a folder."""
    lines: list[bytes] = []
    drain(folder, lines.extend)
    return lines


def turn(settings, connect=open_log):
    """Let a writer work once; return how many lines it moved."""
    writer = Writer(settings, connect)
    count = writer.turn()
    writer.close()
    return count


def logged(address):
    """Return the rows of a log."""
    with closing(open_log(address)) as log:
        return log.read()


def test_lines_of_one_turn_share_a_write(tmp_path):
    """A group commit: a hundred requests, one call of the system."""
    writes = []

    def counted(descriptor, data):
        writes.append(len(data))
        return os.write(descriptor, data)

    async def append():
        spool = Spool(tmp_path, 1, counted)
        await asyncio.gather(*(spool.append(line(str(n))) for n in range(100)))
        spool.close()

    run(append())
    assert len(writes) == 1
    assert [json.loads(one)["request"] for one in spooled(tmp_path)] == [str(n) for n in range(100)]


def test_a_line_waits_at_most_five_milliseconds(tmp_path):
    """The median, since the machine may be busy."""

    async def append():
        spool, waits = Spool(tmp_path, 1), []
        for _ in range(200):
            began = time.perf_counter()
            await spool.append(line())
            waits.append(time.perf_counter() - began)
        return sorted(waits)[100]

    assert run(append()) < 0.005


def test_a_full_disk_leaves_no_half_line(tmp_path):
    """What was written of it is cut off, and the next line goes through."""
    full = [True]

    def tight(descriptor, data):
        if not full[0]:
            return os.write(descriptor, data)
        if len(data) > 10:
            return os.write(descriptor, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    async def append():
        spool = Spool(tmp_path, 1, tight)
        with pytest.raises(SpoolFullError):
            await spool.append(b"x" * 15)
        full[0] = False
        await spool.append(b"whole")
        spool.close()
        return spool.failures

    assert run(append()) == 1
    assert spooled(tmp_path) == [b"whole"]


def test_a_full_disk_is_told_and_counted(started, body):
    """503, with a time to come back; no answer without its row."""

    async def ask():
        async with started() as client:

            def full(*_):
                raise OSError(errno.ENOSPC, "No space left on device")

            client.service.spool._write = full
            said = await client.post("/v1/score", json=body)
            return said, (await client.get("/metrics")).text

    said, metrics = run(ask())
    assert (said.status_code, said.headers["retry-after"]) == (503, "30")
    assert "portfolio_log_failures 1.0" in metrics


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts a small disk")
def test_a_disk_that_is_full_indeed(tmp_path):
    """A file system of 64 KiB takes some lines whole and refuses the rest."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:

        async def append():
            spool, taken = Spool(disk, 1), 0
            for _ in range(100):
                try:
                    await spool.append(b"x" * 2000)
                    taken += 1
                except SpoolFullError:
                    pass
            spool.close()
            return taken, spool.failures

        taken, failures = run(append())
        assert (taken + failures, failures > 0) == (100, True)
        assert spooled(disk) == [b"x" * 2000] * taken
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_segment_in_use_is_left_alone(tmp_path):
    """Its lock says so; when its worker is gone, the lock is gone too."""

    async def append():
        spool = Spool(tmp_path, 1)
        await spool.append(line())
        held = spooled(tmp_path)
        spool.close()
        return held

    assert run(append()) == []
    assert len(spooled(tmp_path)) == 1


def test_a_line_without_its_end_was_never_acknowledged(tmp_path):
    """A worker may be killed while it writes."""
    (tmp_path / "a.jsonl").write_bytes(b"whole\nha")
    assert spooled(tmp_path) == [b"whole"]


def test_a_killed_worker_loses_nothing_that_it_acknowledged(settings, key, body):
    """`kill -9` under load: every answer that a client has seen is in the log."""
    acknowledged, stop = [], threading.Event()

    def load(address):
        with httpx.Client(headers={"Authorization": f"Bearer {key}"}) as client:
            while not stop.is_set():
                name = str(uuid.uuid4())
                try:
                    said = client.post(f"{address}/v1/score", json=body, headers={"Idempotency-Key": name})
                except httpx.TransportError:
                    return
                if said.status_code == 200:
                    acknowledged.append(name)

    with server(settings.state, rate=1e6, burst=1e6) as (address, process):
        threads = [threading.Thread(target=load, args=(address,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        process.kill()
        process.wait()
        stop.set()
        for thread in threads:
            thread.join()
    turn(settings)
    assert len(acknowledged) > 20
    assert set(acknowledged) <= {row["request"] for row in logged(settings.log_address)}


@contextmanager
def postgres(folder: Path):
    """Run a PostgreSQL of our own, as its own user: it refuses root."""
    # Debian keeps the programs of each version apart
    programs = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), shutil.which("initdb"))
    if not programs and os.environ.get("PORTFOLIO_REQUIRE_POSTGRES") != "1":
        pytest.skip("PostgreSQL is not installed")
    initdb = Path(programs or "initdb")
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    data, port = folder / "data", free_port()
    folder.chmod(0o755)
    if as_user:
        shutil.chown(folder, "postgres")
    subprocess.run(
        [*as_user, initdb, "-D", data, "-A", "trust", "-U", "book"], check=True, capture_output=True
    )
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [*as_user, initdb.with_name("pg_ctl"), "-D", str(data), "-w", "-s"]

    def start():
        subprocess.run([*control, "-o", options, "-l", str(data / "log"), "start"], check=True)

    def stop():
        subprocess.run([*control, "-m", "immediate", "stop"], check=True)

    start()
    try:
        yield f"postgresql://book@127.0.0.1:{port}/postgres", stop, start
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stderr=subprocess.DEVNULL)


def check_log(address):
    """The log keeps a request once, in whichever order its rows come, and forgets the old ones."""
    log = open_log(address)
    log.add(rows_of([line("a", 2, 1e9), line("b", at=2e9)]))
    log.add(rows_of([line("a", 2, 1e9)]))
    assert [(row["request"], row["place"], row["refused"]) for row in log.read()] == [
        ("a", 0, True),
        ("a", 1, True),
        ("b", 0, True),
    ]
    assert log.read(1.5e9)[0]["features"] == {"Amount": 1.5}
    assert log.forget(1.5e9) == 2
    assert [row["request"] for row in log.read()] == ["b"]
    log.close()


def test_sqlite_keeps_a_request_once(tmp_path):
    """By default."""
    check_log(f"sqlite:///{tmp_path}/log.db")


def test_postgresql_keeps_a_request_once_and_may_go_away(tmp_path, settings):
    """By address; while it is down the spool waits, and afterwards the log catches up."""
    # not below the folder of the test: its parents are closed to other users
    folder = Path(f"/var/tmp/portfolio-{uuid.uuid4().hex}")
    folder.mkdir()
    try:
        with postgres(folder) as (address, stop, start):
            check_log(address)
            writer = Writer(replace(settings, log=address))
            settings.spool.mkdir(parents=True, exist_ok=True)
            (settings.spool / "1.jsonl").write_bytes(line("c") + b"\n")
            assert writer.turn() == 1
            stop()
            (settings.spool / "2.jsonl").write_bytes(line("d") + b"\n")
            assert writer.turn() == 0
            start()
            assert writer.turn() == 1
            writer.close()
            assert [row["request"] for row in logged(address)] == ["c", "d", "b"]
    finally:
        shutil.rmtree(folder)


def test_a_database_that_is_away_loses_nothing(settings):
    """The spool keeps the rows until it is back."""
    away, kept = [True], []

    class Database:
        def add(self, rows):
            kept.extend(rows)

        def forget(self, _before):
            return 0

        def close(self):
            pass

    def connect(_address):
        if away[0]:
            raise ConnectionError
        return Database()

    settings.spool.mkdir(parents=True, exist_ok=True)
    (settings.spool / "1.jsonl").write_bytes(line() + b"\n")
    writer = Writer(settings, connect)
    assert (writer.turn(), kept) == (0, [])
    away[0] = False
    assert (writer.turn(), len(kept)) == (1, 1)


def test_a_writer_that_is_killed_after_it_stored_stores_nothing_twice(settings):
    """The segment is still there, so it is stored again: the same rows."""
    settings.spool.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        (settings.spool / "1.jsonl").write_bytes(line("a", 3) + b"\n")
        assert turn(settings) == 1
    assert len(logged(settings.log_address)) == 3


def test_old_rows_are_forgotten(settings):
    """After the time that the settings say."""
    settings.spool.mkdir(parents=True, exist_ok=True)
    (settings.spool / "1.jsonl").write_bytes(line("old", at=time.time() - 401 * 86_400) + b"\n")
    (settings.spool / "2.jsonl").write_bytes(line("new", at=time.time()) + b"\n")
    turn(settings)
    assert [row["request"] for row in logged(settings.log_address)] == ["new"]


def test_a_clock_that_jumps_a_year_forwards_forgets_nothing(settings, monkeypatch, caplog):
    """Until a restart, which takes the clock as it is; a jump of an hour changes nothing."""
    settings.spool.mkdir(parents=True, exist_ok=True)
    (settings.spool / "1.jsonl").write_bytes(line("kept", at=time.time()) + b"\n")
    now, jump = time.time, [0.0]
    monkeypatch.setattr("service.background.time.time", lambda: now() + jump[0])
    writer = Writer(settings)
    jump[0] = 2 * 366 * 86_400
    assert writer.turn() == 1
    writer.close()
    assert [row["request"] for row in logged(settings.log_address)] == ["kept"]
    assert "the clock jumped by 732 days" in caplog.text
    turn(settings)  # a service that starts now
    assert logged(settings.log_address) == []


def test_another_kind_of_address_is_refused():
    """It names what is known."""
    with pytest.raises(UsageError, match="sqlite:///FILE or postgresql"):
        open_log("mysql://x")


def test_the_background_ends_with_what_started_it(settings):
    """No writer is left behind by a service that was killed."""
    code = (
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'service', 'background', str(os.getpid())])\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.readline()\n"
        "os._exit(1)\n"
    )
    environment = {
        **os.environ,
        "PORTFOLIO_API_STATE": str(settings.state),
        "PORTFOLIO_API_SPOOL_SECONDS": "0.1",
    }
    environment["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:1"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, text=True, **pipes) as parent:
        pid = int(parent.stdout.readline())
        parent.stdin.write("\n")
        parent.stdin.close()
        parent.wait()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}").exists()


def test_a_segment_that_the_writer_removed_as_empty_is_not_written_to(tmp_path, monkeypatch):
    """It may come between the making of a file and its lock: the lines go to another one."""
    locks, lock = [], spool_module.fcntl.flock

    def interrupted(descriptor, how):
        if not locks:
            locks.append(1)
            assert spooled(tmp_path) == []
        lock(descriptor, how)

    async def append():
        spool = Spool(tmp_path, 1)
        monkeypatch.setattr(spool_module.fcntl, "flock", interrupted)
        await spool.append(line())
        spool.close()

    run(append())
    monkeypatch.undo()
    assert len(spooled(tmp_path)) == 1
