"""Progress for people and for logs, and the card of a failed run."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Mapping
from typing import TextIO

from press.execute.failure import Failure
from press.execute.finished import Finished
from press.execute.forecast import Forecast, about, announced
from press.runs.scenarios import Run

EVERY = 30.0  # seconds between two lines in a log
LIVE = 1.0  # and between two states of the line on a terminal


class TextDisplay:
    """Before the first run how long all will take, then a line for each that ends, and what is running now.

    What is running, how far the build is and how long it still takes stand on a terminal in one line that is
    drawn anew, and in a log in a line now and then.
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total, self.ended = total, 0
        self.stream = sys.stderr if stream is None else stream
        self.live = self.stream.isatty()
        self.running: dict[str, tuple[float, str]] = {}
        self.took: dict[str, float] = {}
        self.expected = Forecast({})
        self.told = time.monotonic()
        self.lock = threading.Lock()

    def begin(self, expected: Forecast) -> None:
        """Say how much is to be done and how long it will take."""
        with self.lock:
            self.expected, self.total = expected, len(expected.seconds)
            self._line(f"portfolio: {announced(expected)}")

    def start(self, run: Run) -> None:
        """Note that `run` began."""
        with self.lock:
            self.running[run.name] = (time.monotonic(), "starting")
            if self.live:
                self._draw()

    def cell(self, run: Run, number: int, of: int) -> None:
        """Note that `run` reached cell `number` of `of`."""
        with self.lock:
            began, _ = self.running.get(run.name, (time.monotonic(), ""))
            self.running[run.name] = (began, f"cell {number}/{of}")
            if self.live:
                self._draw()

    def tick(self) -> None:
        """Note that time went by."""
        with self.lock:
            if not self.running or time.monotonic() - self.told < (LIVE if self.live else EVERY):
                return
            if self.live:
                self._draw()
            else:
                self._line(f"{'':9}{self._state()}")

    def end(self, finished: Finished) -> None:
        """Note that a run ended."""
        with self.lock:
            self.running.pop(finished.run.name, None)
            self.ended += 1
            record = finished.record
            # a run that failed early says nothing of the pace
            usual = self.expected.seconds.get(finished.run.name, 0.0)
            self.took[finished.run.name] = usual if finished.failure else float(record.seconds)
            used = f"{record.seconds:.1f} s, {record.peak_mib:,.0f} MiB"
            left = self._left() if self.ended < self.total else ""
            self._line(f"[{self.ended:>3}/{self.total}] {finished.run.name}: {finished.status}, {used}{left}")

    def _spent(self) -> dict[str, float]:
        now = time.monotonic()
        return {name: now - began for name, (began, _) in self.running.items()}

    def _left(self) -> str:
        if self.expected.basis == "nothing":
            return ""
        spent = self._spent()
        done, rest = self.expected.share(self.took, spent), self.expected.left(self.took, spent)
        return f"; {done:.0%} done, {about(rest)} left"

    def _state(self) -> str:
        spent = self._spent()
        parts = [f"{name} {state} {spent[name]:.0f} s" for name, (_, state) in sorted(self.running.items())]
        return f"{self.ended} of {self.total}{self._left()}: {' · '.join(parts)}"

    def _draw(self) -> None:
        self.told = time.monotonic()
        width = shutil.get_terminal_size().columns - 1
        self.stream.write("\r\x1b[K" + self._state()[:width])
        self.stream.flush()

    def _line(self, text: str) -> None:
        self.told = time.monotonic()
        self.stream.write(("\r\x1b[K" if self.live else "") + text + "\n")
        self.stream.flush()


def failure_card(run: Run, failure: Failure, kept: str | None) -> str:
    """Return what a person needs to mend a failed run, in about ten lines."""
    rows: Mapping[str, str] = {
        "notebook": f"notebooks/{run.notebook}.ipynb",
        "scenario": run.scenario,
        "parameters": ", ".join(f"{name}={value!r}" for name, value in run.parameters.items()) or "none",
        "cell": f"{failure.cell}: {failure.source}" if failure.cell else "",
        "error": failure.message,
        "not run": f"{failure.not_run} cells" if failure.not_run else "",
        "reached": kept or "",
    }
    lines = [f"FAILED {run.name} (exit code {failure.exit_code})"]
    indent = "\n" + " " * 13
    lines += [f"  {label:<10} {indent.join(text.splitlines())}" for label, text in rows.items() if text]
    lines += [f"    | {line}" for line in failure.detail]
    return "\n".join(lines)
