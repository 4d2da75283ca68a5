"""A pytest plugin with which nbval compares the execution that the book prints.

nbval executes a notebook and compares what it gives with the committed outputs. Here it meets a kernel that
answers from the execution that the cache keeps under the key of the default run. What is compared, and how,
stays nbval's own. Loaded with `-p press.execute.nbval_kernel`; with `--own-kernel` one notebook, the
cheapest that changed, is executed by nbval as ever.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from queue import Empty
from typing import Any
from unittest.mock import patch

import nbformat
import pytest
from nbval.plugin import IPyNbFile

from portfolio.errors import EnvironmentFaultError, PortfolioError, UsageError
from press.execute.kernel_environment import kernel_environment, write_profile
from press.execute.nbval_choice import EXECUTE_FIRST, choose, default_verdict
from press.project import find_project
from press.runs.notebook import read_notebook, source
from press.runs.processor import threads

OWN_KERNEL = "--own-kernel"
chosen = lru_cache(choose)


class KeptKernel:
    """Answers what nbval asks of a kernel from the executed code cells of a notebook, in order."""

    def __init__(self, cells: Sequence[Mapping[str, Any]]) -> None:
        self.number = 0  # of the cell that nbval is at
        self._cells = cells
        self._messages: deque[dict[str, Any]] = deque()

    def is_alive(self) -> bool:
        """Say that cells can be executed."""
        return True

    def execute_cell_input(self, cell_input: str, allow_stdin: bool | None = None) -> str:  # noqa: ARG002
        """Get the messages of a cell ready, and return the id that they carry.

        Raises
        ------
        UsageError
            The execution is of another source.
        """
        executed = self._cells[self.number] if self.number < len(self._cells) else {}
        if _same_form(source(dict(executed))) != _same_form(cell_input):
            raise UsageError(f"code cell {self.number} is not the one that was executed", hint=EXECUTE_FIRST)
        parent = f"cell {self.number}"
        self._messages = deque(_message(output, parent) for output in executed.get("outputs", ()))
        self._messages.append(_message({"output_type": "status", "execution_state": "idle"}, parent))
        return parent

    def await_reply(self, msg_id: str, timeout: float | None = None) -> None:
        """Return at once: the cell was executed long ago."""

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:  # noqa: ARG002
        """Return the next message of the cell.

        Raises
        ------
        Empty
            There is none, as when nbval asks after the last one.
        """
        if not self._messages:
            raise Empty
        return self._messages.popleft()

    def await_idle(self, parent_id: str, timeout: float) -> None:  # noqa: ARG002
        """Leave out the rest of the messages."""
        self._messages.clear()

    def interrupt(self) -> None:
        """Do nothing: nothing is executed."""

    def stop(self) -> None:
        """Do nothing: no process was started."""


class KeptNotebook(IPyNbFile):  # type: ignore[misc]
    """nbval's notebook on a kernel that answers from the cache."""

    def setup(self) -> None:
        """Find the execution; without one, every cell is an error."""
        try:
            self.kernel = KeptKernel(executed_cells(self.path))
        except PortfolioError as error:
            pytest.fail(str(error), pytrace=False)
        self.setup_sanitize_files()


class ExecutedNotebook(IPyNbFile):  # type: ignore[misc]
    """nbval's notebook on a kernel of its own, with the variables that the press gives to kernels."""

    def setup(self) -> None:
        """Start the kernel."""
        folder = find_project(self.path.parent).build / "nbval"
        shutil.rmtree(folder, ignore_errors=True)
        write_profile(folder)
        with patch.dict(os.environ, kernel_environment(folder, threads()), clear=True):
            super().setup()


def executed_cells(path: Path) -> list[Mapping[str, Any]]:
    """Return the executed code cells of a notebook with its own parameters.

    Raises
    ------
    EnvironmentFaultError
        The cache holds no execution of the notebook as it stands.
    UsageError
        The notebook cannot be executed.
    """
    notebook = read_notebook(path)
    verdict = default_verdict(notebook, find_project(path.parent))
    if verdict.entry is None:
        why = "; ".join(verdict.reasons)
        raise EnvironmentFaultError(
            f"there is no execution of {notebook.where} as it stands: {why}", hint=EXECUTE_FIRST
        )
    text = verdict.entry.read().decode("utf-8")
    document = nbformat.reads(text, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    return [cell for cell in document.cells if cell.cell_type == "code"]


def _message(output: Mapping[str, Any], parent: str) -> dict[str, Any]:
    content = {name: value for name, value in output.items() if name != "output_type"}
    return {"msg_type": output["output_type"], "content": content, "parent_header": {"msg_id": parent}}


def _same_form(code: str) -> str:
    return code.replace("\r\n", "\n").replace("\r", "\n").rstrip()  # as the key of a run has it


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of this plugin."""
    parser.getgroup("nbval").addoption(
        OWN_KERNEL,
        action="store_true",
        help="Let nbval execute one notebook: the cheapest that changed since the commit before, or else one "
        "that the commit chooses. Without it, kept executions are compared.",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, list[Any], list[Any]]:
    """Put notebooks of this plugin in the place of nbval's."""
    found = yield
    others = [node for node in found if not isinstance(node, IPyNbFile)]
    if len(others) == len(found):
        return found
    if not parent.config.getoption(OWN_KERNEL):
        return [*others, KeptNotebook.from_parent(parent, path=file_path)]
    try:
        wanted = chosen(find_project(file_path.parent)).notebook == file_path.stem
    except PortfolioError as error:
        raise pytest.Collector.CollectError(str(error)) from error
    return [*others, ExecutedNotebook.from_parent(parent, path=file_path)] if wanted else others


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Tell the kernel which cell comes: some may be skipped or deselected, and two may be alike."""
    if isinstance(item.parent, KeptNotebook):
        item.parent.kernel.number = item.cell_num  # type: ignore[attr-defined]


def pytest_report_collectionfinish(items: Sequence[pytest.Item]) -> list[str]:
    """Say which notebook nbval executes, and why."""
    executed = {item.parent.path for item in items if isinstance(item.parent, ExecutedNotebook)}
    return [f"nbval executes {path.name}, {chosen(find_project(path.parent)).why}" for path in executed]
