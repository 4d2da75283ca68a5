"""The environment a kernel sees: a short list of variables, the same on every machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from portfolio import journal

# Nothing else is handed on: a key in the caller's environment must not end in a published output.
INHERITED = ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV", "PORTFOLIO_DATA", "LD_LIBRARY_PATH", "SYSTEMROOT")
THREAD_CAPS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
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
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    fixed = {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger's note lands in the output
        "IPYTHONDIR": str(folder / "ipython"),  # a student's start-up files must not change results
        "HF_HUB_OFFLINE": "1",
        journal.VARIABLE: str(folder / "journal.jsonl"),
    }
    return {**kept, **fixed, **dict.fromkeys(THREAD_CAPS, str(threads))}
