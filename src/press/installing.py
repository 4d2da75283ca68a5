"""Install pinned packages and show how far it is: pip floods a log, and says nothing while it unpacks.

Run by `make` as a file, before the package itself can be imported, so it uses the standard library alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

PIP = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off")
EVERY = 15.0  # seconds between two lines in a log
LIVE = 0.5  # and between two states of the line on a terminal
KEPT = 40  # lines of pip that are shown when it fails
_FOUND = re.compile(r"(?:Collecting|Processing|Requirement already satisfied:) (?P<what>\S+)")
_LOADING = re.compile(r"\s+(?:Downloading|Using cached) (?P<file>\S+) \((?P<size>[^)]*)\)")
_UNPACKING = re.compile(r"Installing collected packages: (?P<names>.*)")


def stages(lines: Iterable[str], total: int) -> Iterator[str]:
    """Yield what pip is doing, for each of its lines that says so.

    Parameters
    ----------
    lines
        What pip writes.
    total
        Number of packages that are pinned.
    """
    found = 0
    for line in lines:
        if package := _FOUND.match(line):
            found += 1
            yield f"{found} of {total} packages found: {Path(package['what']).name}"
        elif loading := _LOADING.match(line):
            yield f"{found} of {total} packages found: {Path(loading['file']).name}, {loading['size']}"
        elif names := _UNPACKING.match(line):
            yield f"unpacking {len(names['names'].split(','))} packages"


def pins(file: Path) -> int:
    """Return how many packages a file of pins names."""
    return len(re.findall(r"^[\w.-]+==", file.read_text(encoding="utf-8"), re.MULTILINE))


class Progress:
    """One line that is drawn anew on a terminal; in a log a line now and then."""

    def __init__(self, stream: TextIO, title: str = "install") -> None:
        self.stream, self.live, self.title = stream, stream.isatty(), title
        self.began, self.told = time.monotonic(), float("-inf")
        self.stage, self.unpacked = "", 0

    def show(self, *, final: bool = False) -> None:
        """Show the present stage, unless it was shown a moment ago."""
        now = time.monotonic()
        if not final and now - self.told < (LIVE if self.live else EVERY):
            return
        self.told = now
        text = f"{self.title}: {self.stage}{self._counted()} ({now - self.began:.0f} s)"
        start, end = ("\r\x1b[K", "\n" if final else "") if self.live else ("", "\n")
        self.stream.write(start + (text if final else text[:110]) + end)
        self.stream.flush()

    def _counted(self) -> str:
        if not self.stage.startswith("unpacking"):
            return ""
        there = sum(1 for _ in Path(sysconfig.get_path("purelib")).glob("*.dist-info"))
        return f", {there} are there"


def install(arguments: Sequence[str], stream: TextIO, pip: Sequence[str] = PIP) -> int:
    """Run pip with `arguments` and show how far it is; return its exit status.

    Parameters
    ----------
    arguments
        Of `pip install`; behind `--requirement` stands the file whose pins are counted.
    stream
        Where progress is shown, and pip's last lines when it fails.
    pip
        The command that installs.
    """
    total = pins(Path(arguments[arguments.index("--requirement") + 1]))
    progress, ended, written = Progress(stream), threading.Event(), []
    progress.stage = f"{total} packages"
    progress.show()

    def tick() -> None:
        while not ended.wait(LIVE):
            progress.show()

    ticker = threading.Thread(target=tick, daemon=True)
    ticker.start()
    with subprocess.Popen(
        [*pip, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:

        def heard() -> Iterator[str]:
            for line in process.stdout or ():
                written.append(line)
                yield line

        for stage in stages(heard(), total):
            progress.stage = stage
    ended.set()
    ticker.join()
    progress.stage = "done" if process.returncode == 0 else "pip failed, its last lines follow"
    progress.show(final=True)
    if process.returncode:
        stream.writelines(written[-KEPT:])
    return process.returncode


if __name__ == "__main__":
    sys.exit(install(sys.argv[1:], sys.stderr))
