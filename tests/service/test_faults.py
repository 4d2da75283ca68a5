"""Clients and clocks that misbehave, against a real server."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import httpx
import pytest

from fitted_scores import handed_on
from service import answers
from service.keys import issue
from service.settings import Settings
from service_client import place, point, run, server


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Return the address and the key of a server that gives a body two seconds."""
    made = Settings(state=tmp_path_factory.mktemp("state"))
    place(handed_on(), made)
    point(made, champion=("1", handed_on()))
    key = issue(made.keys, "adviser")
    with server(made.state, rate=1e6, burst=1e6, body_seconds=2) as (address, process):
        yield address, key, process


def head(running, length):
    """Return a connection that has sent the head of a request."""
    address, key, _ = running
    host, port = address.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    lines = [
        "POST /v1/score HTTP/1.1",
        "Host: x",
        "Content-Type: application/json",
        f"Content-Length: {length}",
    ]
    connection.sendall("\r\n".join([*lines, f"Authorization: Bearer {key}", "", ""]).encode())
    return connection


def is_answered(running, body):
    """Return whether a request of another client is answered."""
    address, key, _ = running
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.post(f"{address}/v1/score", json=body, headers=headers, timeout=30).status_code == 200


def test_a_body_of_a_hundred_megabytes_is_refused_unread(running, body):
    """By its length, before the first byte."""
    with head(running, 100_000_000) as connection:
        assert b" 413 " in connection.recv(4096)
    assert is_answered(running, body)


def test_a_client_that_sends_nothing_is_given_up(running, body):
    """After two seconds here; others are answered meanwhile."""
    with head(running, 1000) as connection:
        connection.sendall(b"{")
        assert is_answered(running, body)
        assert b" 408 " in connection.recv(4096)


def test_a_thousand_connections_are_held_and_others_answered(running, body):
    """Half of them have begun a request."""
    idle = [head(running, 1000) for _ in range(500)]
    host, port = running[0].removeprefix("http://").split(":")
    idle += [socket.create_connection((host, int(port)), timeout=30) for _ in range(500)]
    try:
        assert all(is_answered(running, body) for _ in range(5))
    finally:
        for connection in idle:
            connection.close()
    assert is_answered(running, body)


def test_a_worker_stays_small(running, body):
    """At most 400 MiB, after all of the above."""
    assert is_answered(running, body)
    lines = Path(f"/proc/{running[2].pid}/status").read_text().splitlines()
    (peak,) = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    assert peak / 1024 < 400


@pytest.mark.parametrize("jump", [-86_400, 366 * 86_400])
def test_a_clock_that_jumps_changes_nothing_but_the_time_in_the_log(jump, started, body, monkeypatch):
    """Limits and the spool go by a clock that nobody sets."""
    now = [time.time()]
    monkeypatch.setattr(answers.time, "time", lambda: now[0])

    async def ask():
        async with started() as client:
            before = await client.post("/v1/score", json=body)
            now[0] += jump
            return before.status_code, (await client.post("/v1/score", json=body)).status_code

    assert run(ask()) == (200, 200)
