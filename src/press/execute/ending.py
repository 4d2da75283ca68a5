"""The processes of one run, and how they are ended: a worker, its kernel, and what the kernel started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

LOOK_SECONDS = 0.05  # between two looks at a process that is to end
GRACE_SECONDS = 3.0  # for a worker to write down what was reached
INTERRUPT_SECONDS = 3.0  # for a cell that is interrupted to end


class Stop(threading.Event):
    """Set when the press must end: every run then interrupts its cell and ends its processes.

    `at_once` is set when there is no time for that.
    """

    def __init__(self) -> None:
        super().__init__()
        self.at_once = threading.Event()


def resident_mib(pid: int) -> float:
    """Return the resident memory, in MiB, of the descendants of `pid`; 0 when it is gone."""
    import psutil

    total = 0
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                total += child.memory_info().rss
    return total / 2**20


def interrupt(process: subprocess.Popen[str], stop: Stop) -> None:
    """Interrupt the cell that is running, as Ctrl-C does, and give the worker time to write it down."""
    import psutil

    with contextlib.suppress(psutil.Error):
        for kernel in psutil.Process(process.pid).children():
            with contextlib.suppress(psutil.Error):
                kernel.send_signal(signal.SIGINT)
    _wait(process, INTERRUPT_SECONDS, stop)


def end_tree(process: subprocess.Popen[str], stop: Stop) -> None:
    """End a worker and everything it started: the kernel first, so that what was reached is written down."""
    _kill(_family(process))
    _wait(process, GRACE_SECONDS, stop)
    family = _family(process)
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
    _kill(family)


def _family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    import psutil

    with contextlib.suppress(psutil.Error):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def _kill(family: Iterable[psutil.Process]) -> None:
    import psutil

    for member in family:
        with contextlib.suppress(psutil.Error):
            member.kill()


def _wait(process: subprocess.Popen[str], seconds: float, stop: Stop) -> None:
    """Wait for a process to end, but no longer than that, and not at all once there is no time."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline and not stop.at_once.is_set():
        time.sleep(LOOK_SECONDS)
