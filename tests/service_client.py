"""What tests of the service share: running coroutines, and starting a real server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx

from portfolio.results import Artefact
from service.model_store import ALIASES
from service.settings import Settings

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine returns, in a loop of its own."""
    return asyncio.run(coroutine)


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def server(state: Path, **settings: object) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a worker on a state folder and yield its address and process, once it is ready.

    It loads nothing but scores unless it is told to.
    """
    port = free_port()
    told = {"warm": "none", **settings}
    given = {f"PORTFOLIO_API_{name.upper()}": str(value) for name, value in told.items()}
    environment = {**os.environ, "PORTFOLIO_API_STATE": str(state), **given}
    command = [sys.executable, "-m", "uvicorn", "--factory", "service.app:from_environment"]
    command += ["--port", str(port), "--log-level", "critical", "--no-access-log"]
    with subprocess.Popen(command, env=environment) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield address, process
        finally:
            process.kill()


def wait_for(address: str, seconds: float = 60) -> None:
    """Return once a server says that it is ready."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(address)


def place(artefact: Artefact, settings: Settings) -> None:
    """Put the files of a version where workers look for them."""
    folder = settings.models / artefact.digest
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in artefact.files.items():
        (folder / name).write_bytes(content)


def point(settings: Settings, **aliases: tuple[str, Artefact]) -> None:
    """Give aliases to versions, as the mirror does: whole or not at all."""
    known = {alias: {"version": version, "digest": one.digest} for alias, (version, one) in aliases.items()}
    draft = settings.models / "draft"
    draft.write_text(json.dumps({"credit_score": known}))
    draft.rename(settings.models / ALIASES)
