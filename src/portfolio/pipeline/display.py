"""Progress for people and for logs, and the card of a failed run."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Mapping
from typing import TextIO

from portfolio.pipeline.outcome import Failure
from portfolio.pipeline.scenarios import Run
from portfolio.pipeline.schedule import Finished


class TextDisplay:
    """One line for each run that begins or ends; on a terminal also one line for what is running now."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total, self.ended = total, 0
        self.stream = sys.stderr if stream is None else stream
        self.live = self.stream.isatty()
        self.running: dict[str, tuple[float, str]] = {}
        self.lock = threading.Lock()

    def start(self, run: Run) -> None:
        """Note that `run` began."""
        with self.lock:
            self.running[run.name] = (time.monotonic(), "starting")
            if self.live:
                self._draw()
            else:
                self._line(f"         {run.name}: executing")

    def cell(self, run: Run, number: int, of: int) -> None:
        """Note that `run` reached cell `number` of `of`."""
        with self.lock:
            began, _ = self.running.get(run.name, (time.monotonic(), ""))
            self.running[run.name] = (began, f"cell {number}/{of}")
            if self.live:
                self._draw()

    def end(self, finished: Finished) -> None:
        """Note that a run ended."""
        with self.lock:
            self.running.pop(finished.run.name, None)
            self.ended += 1
            record = finished.record
            used = f"{record['seconds']:.1f} s, {record['peak_mib']:,.0f} MiB"
            self._line(f"[{self.ended:>3}/{self.total}] {finished.run.name}: {finished.status}, {used}")

    def _draw(self) -> None:
        parts = [
            f"{name} {state} {time.monotonic() - began:.0f} s"
            for name, (began, state) in sorted(self.running.items())
        ]
        width = shutil.get_terminal_size().columns - 1
        self.stream.write("\r\x1b[K" + " · ".join(parts)[:width])
        self.stream.flush()

    def _line(self, text: str) -> None:
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
