"""The environment a kernel sees: a short list of variables, the same on every machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from portfolio.results import run_log
from press.jsonschema_import import MODULE
from press.runs.processor import handed_on

# Nothing else is handed on: a key in the caller's environment must not end in a published output.
INHERITED = ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV", "PORTFOLIO_DATA", "LD_LIBRARY_PATH", "SYSTEMROOT")
# Data come with the packages: a cell that asks the network gets an error, not another answer each day.
DEAD_END = "http://127.0.0.1:9"
PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
# What every kernel executes first.
# ipykernel cannot send half a character, such as the first of a surrogate pair, and would drop the output.
# Styled tables, drawings and charts bear ids by chance: from a sequence of the cell's own, an output is the
# same each time. What runs beside the cell, a thread or a process, must not meet an id again: chance stays.
# plotly reads notebooks' format when it is imported, which would compile grammars that nothing here needs.
START_UP = f"""
import sys as _sys

_sys.modules.setdefault({MODULE!r}, None)
del _sys


def _keep_text() -> None:
    from ipykernel.iostream import OutStream

    write = OutStream.write

    def write_whole(stream, text):
        if isinstance(text, str) and not text.isascii():
            text = text.encode("utf-8", "replace").decode("utf-8")
        return write(stream, text)

    OutStream.write = write_whole


_keep_text()
del _keep_text


def _steady_ids() -> None:
    import collections, os, random, threading, uuid

    seen, chosen, by_chance, own = collections.Counter(), random.Random(0), uuid.uuid4, os.getpid()

    def uuid4():
        if os.getpid() != own or threading.current_thread() is not threading.main_thread():
            return by_chance()
        return uuid.UUID(int=chosen.getrandbits(128), version=4)

    def begin(cell):
        seen[cell.raw_cell] += 1
        chosen.seed(str(seen[cell.raw_cell]) + cell.raw_cell)

    uuid.uuid4 = uuid4
    get_ipython().events.register("pre_run_cell", begin)


_steady_ids()
del _steady_ids
"""
# ipykernel sends what a thread prints to the cell that happens to run: two executions could put one line into
# two cells. With the context of the cell that started it, a line is shown there while that cell runs; one
# that comes later is left out.
THREADS_START_UP = """
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
MATPLOTLIBRC = "matplotlibrc"
THREAD_CAPS = (
    *(f"{library}_NUM_THREADS" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA")),
    *("VECLIB_MAXIMUM_THREADS", "LOKY_MAX_CPU_COUNT"),
)


def kernel_environment(
    folder: Path, threads: int, outside: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the variables for one run.

    Parameters
    ----------
    folder
        Private folder of the run; its journal and IPython's profile lie there.
    threads
        Cap for every numerical library: without one, two workers are slower than one.
    outside
        The caller's environment; `os.environ` when absent.
    """
    outside = os.environ if outside is None else outside
    kept = {name: outside[name] for name in INHERITED if name in outside}
    if "HOME" not in kept and os.path.expanduser("~") == "~":  # noqa: PTH111  a user without a name has none
        kept["HOME"] = str(folder / "home")
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    fixed = {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger's note lands in the output
        # a student's own settings must not change results: start-up files, styles, kernels, indexes
        "IPYTHONDIR": str(folder / "ipython"),
        "MATPLOTLIBRC": str(folder / MATPLOTLIBRC),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "LOGNAME": "portfolio",  # a user of a container may have no name
        "SOURCE_DATE_EPOCH": "315532800",  # the date in a drawing: the first that an archive can hold
        "HF_HUB_OFFLINE": "1",
        **dict.fromkeys(PROXIES, DEAD_END),
        "no_proxy": "localhost,127.0.0.1,::1",
        run_log.VARIABLE: str(folder / "journal.jsonl"),
    }
    return {**kept, **handed_on(outside), **fixed, **dict.fromkeys(THREAD_CAPS, str(threads))}


def write_profile(folder: Path) -> None:
    """Write the settings of a run: IPython's profile, whose start-up files every kernel of it executes."""
    start_up = folder / "ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True, exist_ok=True)
    (folder / MATPLOTLIBRC).touch()
    (start_up / "00-text.py").write_text(START_UP, encoding="utf-8")
    (start_up / "01-threads.py").write_text(THREADS_START_UP, encoding="utf-8")
