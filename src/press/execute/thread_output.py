"""What a thread prints belongs to the cell that started it, whichever cell runs meanwhile.

ipykernel sends it to the cell that happens to run: two executions could put one line into two cells. With the
context of its own cell, a line is shown there while that cell runs; one that comes later is left out.
"""

from __future__ import annotations

from pathlib import Path

START_UP = """
def _follow_cells():
    import contextvars, functools, threading
    from concurrent.futures import ThreadPoolExecutor

    start, submit = threading.Thread.start, ThreadPoolExecutor.submit

    @functools.wraps(start)
    def start_here(thread):
        thread.run = functools.partial(contextvars.copy_context().run, thread.run)
        start(thread)

    @functools.wraps(submit)
    def submit_here(pool, function, /, *given, **named):
        return submit(pool, contextvars.copy_context().run, function, *given, **named)

    threading.Thread.start, ThreadPoolExecutor.submit = start_here, submit_here


_follow_cells()
del _follow_cells
"""


def write_start_up(folder: Path) -> None:
    """Add this to the start-up files of a run's IPython profile.

    Parameters
    ----------
    folder
        Private folder of the run, with its profile.
    """
    start_up = folder / "ipython" / "profile_default" / "startup"
    (start_up / "01-threads.py").write_text(START_UP, encoding="utf-8")
