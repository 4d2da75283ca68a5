"""Threads carry the context of the cell that starts them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from press.execute.kernel_environment import THREADS_START_UP, write_profile

BEFORE = "import contextvars, threading\nfrom concurrent.futures import ThreadPoolExecutor\n"
CELLS = "cell = contextvars.ContextVar('cell', default='none')\ncell.set('one')\n"


@pytest.mark.parametrize(
    "code",
    [
        "thread = threading.Thread(target=lambda: print(cell.get()))\ncell.set('two')\n"
        "cell.set('one')\nthread.start()\ncell.set('two')\nthread.join()",
        "class Own(threading.Thread):\n    def run(self): print(cell.get())\n"
        "own = Own()\nown.start()\ncell.set('two')\nown.join()",
        "pool = ThreadPoolExecutor(1)\npool.submit(int).result()\ncell.set('two')\n"
        "cell.set('one')\nfirst = pool.submit(lambda *given, end: print(cell.get(), end), end='')\n"
        "cell.set('two')\nfirst.result()",
    ],
    ids=["a function", "a class of its own", "a pool that is used again"],
)
def test_a_thread_has_the_context_of_its_start(code):
    """In a process of its own: the start-up file changes the standard library."""
    text = subprocess.run(
        [sys.executable, "-c", THREADS_START_UP + BEFORE + CELLS + code],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert text.split() == ["one"]


def test_the_start_up_file_lies_in_the_profile(tmp_path):
    """Beside the one that keeps text whole."""
    write_profile(tmp_path)
    names = [path.name for path in sorted(tmp_path.rglob("*.py"))]
    assert names == ["00-text.py", "01-threads.py"]
