"""A command to be given, and the process that gives it."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """One command to be given.

    Parameters
    ----------
    words, folder, environment
        As a shell hands them over.
    out, err
        Files for the two streams.
    limit
        Largest file, in bytes, that it may write: a disk that is full.
    offline
        Refuse every connection to another machine.
    absent
        A package that is not installed.
    """

    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(repr=False)
    out: Path
    err: Path
    limit: int = 0
    offline: bool = False
    absent: str = ""


def obey(order: Order) -> None:
    """Give the command in this process and end with its exit code."""
    from press.cli import main

    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    for path, number in ((order.out, 1), (order.err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    if order.limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.limit, order.limit))
    if order.offline:
        _cut_off()
    if order.absent:
        sys.modules[order.absent] = None  # type: ignore[assignment]
    code = main(list(order.words))
    sys.stdout.flush()
    os._exit(code)


def _cut_off() -> None:
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(101, "Network is unreachable")
        connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = local_only  # type: ignore[method-assign, assignment]
