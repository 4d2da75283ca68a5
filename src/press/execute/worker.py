"""The process that executes one notebook: `python -m press.execute.worker JOB.json`.

It lives in a session of its own. Whatever the notebook starts is adopted by it and killed with it, and it
dies with the press. It writes events to standard output, one JSON line each, and the verdict to a file.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from portfolio.results import run_log
from press.execute.clean_outputs import normalised, without_additions
from press.execute.failure import Failure, failure_of, first_line, is_live, plain
from press.execute.kernel_environment import write_profile
from press.jsonschema_import import skip_address_grammars

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # from Linux's prctl.h


def main(job_file: str) -> int:
    """Execute the job and write its verdict; return 0 even for a failed notebook, the verdict says it."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    _tie_to_parent(job["parent"])
    write_profile(Path(job_file).parent)
    failure = _execute(job)
    _kill_descendants()
    verdict = {
        "failure": failure.as_dict() if failure else None,
        "peak_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }
    partial = Path(job["verdict"] + ".part")
    partial.write_text(json.dumps(verdict), encoding="utf-8")
    partial.replace(job["verdict"])
    return 0


def _tie_to_parent(parent: int) -> None:
    if sys.platform != "linux":
        return
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.getppid() != parent:  # the press died before the request was made
        sys.exit(1)


def _execute(job: dict[str, Any]) -> Failure | None:
    skip_address_grammars()
    import papermill
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    _executed["path"] = job["executed"]
    papermill_engines.register("portfolio", _progress_engine())
    try:
        with contextlib.suppress(PapermillExecutionError):  # judged from the notebook below
            papermill.execute_notebook(
                job["source"],
                job["executed"],
                parameters=job["parameters"],
                kernel_name=job["kernel"],
                engine_name="portfolio",
                cwd=job["cwd"],
                progress_bar=False,
                execution_timeout=job["cell_seconds"],
                start_timeout=job["start_seconds"],
                shutdown_kernel="immediate",
                autosave_cell_every=0,
                request_save_on_cell_execute=False,  # saved once, at the end: each save validates it all
            )
    except CellTimeoutError:
        return _at_last_cell(job, "timeout", f"a cell ran longer than {job['cell_seconds']} s")
    except DeadKernelError:
        return _left_early(job) or _at_last_cell(job, "kernel", "the kernel died")
    except NoSuchKernel:
        known = ", ".join(sorted(KernelSpecManager().find_kernel_specs())) or "none"
        return Failure("environment", f"no kernel named {job['kernel']!r}; installed: {known}")
    except (RuntimeError, TimeoutError) as error:  # the kernel never answered
        if not job.get("again"):  # two kernels may reach for one port: the second try has others
            return _execute({**job, "again": True})
        return Failure("environment", f"the kernel did not start: {plain(str(error))}")
    executed = Path(job["executed"])
    document = without_additions(json.loads(executed.read_text(encoding="utf-8")))
    failure = failure_of(document["cells"])
    executed.write_text(json.dumps(normalised(document), ensure_ascii=False), encoding="utf-8")
    return failure


def _left_early(job: dict[str, Any]) -> Failure | None:
    # after `quit()` the kernel may live on into the next cell, or not: the failure is the same
    document = without_additions(json.loads(Path(job["executed"]).read_text(encoding="utf-8")))
    asked = any(cell["metadata"].get("asked_exit") for cell in document["cells"])
    return failure_of(document["cells"]) if asked else None


def _at_last_cell(job: dict[str, Any], kind: str, message: str) -> Failure:
    # the notebook on disk is the one before execution, so the last event names the cell
    cells = json.loads(Path(job["source"]).read_text(encoding="utf-8"))["cells"]
    number = _last_started.get("number")
    if number is None:
        return Failure(kind, message)
    not_run = sum(is_live(cell) for cell in cells[number:])
    return Failure(kind, message, number, first_line(cells[number - 1]), not_run=not_run)


_last_started: dict[str, int] = {}  # filled by the engine, which papermill calls by class
_executed: dict[str, str] = {}


def _progress_engine() -> type:
    from papermill.engines import NBClientEngine

    class ProgressEngine(NBClientEngine):  # type: ignore[misc]
        """papermill's engine, telling the press which cell it has reached."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            announce = nb_man.cell_start
            numbers = _numbers_without_added(nb_man.nb.cells)

            def cell_start(cell: Any, cell_index: int | None = None, **rest: Any) -> None:
                number = numbers.get(cell_index or 0)
                if number is not None:
                    _last_started["number"] = number
                    run_log.append("cell", {"number": number})  # what follows was recorded by this cell
                    print(json.dumps({"cell": number, "of": max(numbers.values())}), flush=True)  # noqa: T201
                announce(cell, cell_index, **rest)

            def cell_executed(cell: Any, execute_reply: dict[str, Any], **_rest: Any) -> None:
                payload = execute_reply["content"].get("payload", ())
                if any(item.get("source") == "ask_exit" for item in payload):  # `quit()` and `exit()`
                    cell.metadata["asked_exit"] = True

            nb_man.cell_start = cell_start
            options["on_cell_executed"] = cell_executed
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:  # what was reached is worth reading after a time-out or a dead kernel too
                Path(_executed["path"]).write_text(json.dumps(nb_man.nb), encoding="utf-8")

    return ProgressEngine


def _numbers_without_added(cells: list[Any]) -> dict[int, int]:
    own = [i for i, cell in enumerate(cells) if "injected-parameters" not in cell.metadata.get("tags", ())]
    return {index: number for number, index in enumerate(own, 1)}


def _kill_descendants() -> None:
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0):
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
