"""nbval on the execution that the cache keeps: the verdicts are nbval's own."""

from __future__ import annotations

import gc
import json
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from portfolio.errors import UsageError
from press.build.build import execute
from press.execute import parallel
from press.execute.nbval_kernel import KeptKernel
from press.execute.progress import TextDisplay
from press.project import Limits
from pretend_kernel import error, executed_cell, pretended, stream
from tests_support import PARAMETERS, RECORDS, TinyBook, cell

CHECKED = "nbval-check-output"
CLEARS = "from IPython.display import clear_output\nclear_output()\nprint('left')"
RAISES = "raise ValueError('no such town')"


class Verdicts:
    """A plugin that notes how each cell ended, and what was said of it."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.said = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what came of one phase; a fixture's phases say nothing unless they fail."""
        if report.when == "call" or not report.passed:
            ended = "error" if report.failed and report.when != "call" else report.outcome
            self.of[report.nodeid.partition("::")[2]] = ended
            self.said += str(report.longrepr or "")


def validated(path: Path, *options: str, kept: bool = True) -> Verdicts:
    """Return what nbval says of a notebook, on the kept execution or with a kernel."""
    verdicts = Verdicts()
    plugin = ("-p", "press.execute.nbval_kernel") if kept else ()
    words = [*plugin, *(options or ("--nbval-lax",)), "-p", "no:cacheprovider", "-W", "ignore", "-s"]
    words += ["--rootdir", str(path.parent), "-c", os.devnull, str(path)]
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        pytest.main(words, plugins=[verdicts])
        gc.collect()  # nbval leaves a file of each kernel open
    return verdicts


def stored(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a code cell with committed outputs."""
    return cell(source, *tags) | {"execution_count": 1, "outputs": list(outputs)}


def result(text: str) -> dict[str, Any]:
    """Return the value of a cell's last line."""
    return {
        "output_type": "execute_result",
        "data": {"text/plain": text},
        "metadata": {},
        "execution_count": 1,
    }


def shown(text: str) -> dict[str, Any]:
    """Return what a cell displayed."""
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


# A cell, and what nbval says of it when it compares every output.
CELLS: tuple[tuple[dict[str, Any], str], ...] = (
    (stored(PARAMETERS, tags=("parameters",)), "passed"),
    (stored("print('one')", stream("one\n")), "passed"),
    (stored("print('one')", stream("two\n")), "failed"),
    (stored("print('a')\nimport sys\nprint('b', file=sys.stderr)\nprint('c')",
            stream("a\nc\n"), stream("b\n", "stderr")), "passed"),
    (stored("6 * 7", result("42")), "passed"),
    (stored("6 * 7", result("43")), "failed"),
    (stored("6 * 7", result("43"), tags=("nbval-ignore-output",)), "passed"),
    (stored("# NBVAL_IGNORE_OUTPUT\n6 * 7", result("43")), "passed"),
    (stored("display('x')", shown("'x'")), "passed"),
    (stored("display('x')\n'y'", shown("'x'")), "failed"),
    (stored(CLEARS, stream("left\n")), "passed"),
    (stored(RAISES, error("ValueError", "no such town"), tags=("raises-exception",)), "passed"),
    (stored(RAISES, error("ValueError", "no such city"), tags=("raises-exception",)), "failed"),
    (stored("print('skipped')", stream("never\n"), tags=("nbval-skip",)), "skipped"),
    (stored(""), "passed"),
    (stored("count = globals().get('count', 0) + 1\ncount", result("1")), "passed"),
    (stored("count = globals().get('count', 0) + 1\ncount", result("2")), "passed"),
    (stored("import os\nprint('process', os.getpid())", stream("process 1\n")), "passed"),
    (cell("print('not stored')"), "passed"),
    (stored("print('only here')"), "failed"),
)  # fmt: skip
SANITISE = "regex: process [0-9]+\nreplace: process N\n"


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a notebook with a cell of every kind, executed by the press."""
    book = TinyBook(tmp_path_factory.mktemp("kinds") / "book")
    book.write("sanitise.cfg", SANITISE)
    path = book.notebook("one", *(one for one, _ in CELLS[1:]))
    executed(book)
    return path


def executed(book: TinyBook) -> None:
    """Fill the cache."""
    limits = Limits(cell_seconds=20, run_seconds=40, memory_mib=1500)
    assert execute(book.project, display=TextDisplay, limits=limits).exit_code == 0


@pytest.fixture
def quick(book: TinyBook, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Return a maker of a notebook with these cells that is executed without a kernel."""
    monkeypatch.setattr(parallel, "execute", pretended)

    def made(*cells: str | dict[str, Any]) -> Path:
        path = book.notebook("one", *cells)
        executed(book)
        return path

    return made


def test_every_cell_gets_the_verdict_that_nbval_gives_with_a_kernel(every_kind):
    """Streams, results, displays, errors, tags, comments, skipped cells, two alike, sanitised texts."""
    options = ("--nbval", "--nbval-sanitize-with", str(every_kind.parents[1] / "sanitise.cfg"))
    expected = {f"Cell {number}": verdict for number, (_, verdict) in enumerate(CELLS)}
    assert validated(every_kind, *options).of == expected
    assert validated(every_kind, *options, kept=False).of == expected


def test_only_checked_cells_are_compared_when_nbval_is_lax(every_kind):
    """None is checked here; one is skipped."""
    assert set(validated(every_kind).of.values()) == {"passed", "skipped"}


def test_a_changed_number_in_a_checked_cell_fails(quick):
    """The committed output is compared though the execution is an old one."""
    path = quick(RECORDS, stored("print(42.5)", stream("42.5\n"), tags=(CHECKED,)))
    assert validated(path).of["Cell 2"] == "passed"
    path.write_text(path.read_text().replace("42.5\\n", "42.6\\n"))
    verdicts = validated(path)
    assert verdicts.of["Cell 2"] == "failed"
    assert "42.6" in verdicts.said


def test_without_an_execution_every_cell_is_an_error_that_says_what_to_do(book):
    """Nothing was compared, so nothing passes."""
    path = book.notebook("one", RECORDS, "1")
    verdicts = validated(path)
    assert verdicts.of == {"Cell 0": "error", "Cell 1": "error", "Cell 2": "error"}
    assert (
        "no execution of notebooks/one.ipynb as it stands: never executed. Run `portfolio execute` first."
        in (verdicts.said)
    )


def test_an_edited_cell_makes_the_execution_one_of_another_notebook(quick):
    """Every cell after it could give something else."""
    path = quick("city = 'Rome'", "print(city)")
    path.write_text(path.read_text().replace("city = 'Rome'", "city = 'Oslo'"))
    verdicts = validated(path)
    assert set(verdicts.of.values()) == {"error"}
    assert "code cell 2 changed" in verdicts.said


def test_edited_prose_and_blanks_at_the_end_of_a_cell_leave_the_execution(quick, book):
    """They change nothing that a cell gives."""
    path = quick("print(1)", "print(2)")
    book.prose("one", "Other prose.")
    path.write_text(path.read_text().replace('"print(1)"', '"print(1)\\n\\n"'))
    assert set(validated(path).of.values()) == {"passed"}


def test_a_cell_by_itself_is_compared_with_its_own_execution(quick):
    """Two cells of one text differ in what they give."""
    count = "count = globals().get('count', 0) + 1\nprint(count)"
    path = quick(
        stored(count, stream("1\n"), tags=(CHECKED,)),
        stored(count, stream("2\n"), tags=(CHECKED,)),
    )
    assert validated(path, "--nbval-lax", "--deselect", "one.ipynb::Cell 1").of["Cell 2"] == "passed"


def test_a_notebook_that_cannot_be_read_is_an_error(book):
    """And not a cell that passes."""
    path = book.notebook("one", "1")
    document = json.loads(path.read_text())
    del document["cells"][0]
    path.write_text(json.dumps(document))
    assert "error" in validated(path).of.values()


def test_with_its_own_kernel_nbval_executes_in_the_environment_of_the_press(quick, monkeypatch):
    """The one notebook that was chosen; what the caller has set does not reach its cells."""
    monkeypatch.setenv("SECRET_TOKEN", "swordfish")
    seen = "import os\nprint(os.getenv('SECRET_TOKEN'), os.getenv('TZ'), os.getenv('OMP_NUM_THREADS'))"
    path = quick(stored(seen, stream("None UTC 1\n"), tags=(CHECKED,)))
    assert validated(path, "--nbval-lax", "--own-kernel").of == {"Cell 0": "passed", "Cell 1": "passed"}


def test_a_source_that_differs_is_refused():
    """By the kernel itself, should a notebook be edited while it is compared."""
    kernel = KeptKernel([executed_cell("print(1)", stream("1\n"))])
    with pytest.raises(UsageError, match="code cell 0 is not the one that was executed"):
        kernel.execute_cell_input("print(2)")


def test_after_the_last_message_there_is_none():
    """nbval takes that for a kernel that fell silent."""
    kernel = KeptKernel([executed_cell("print(1)", stream("1\n"))])
    parent = kernel.execute_cell_input("print(1)")
    messages = [kernel.get_message("iopub") for _ in range(2)]
    assert [one["msg_type"] for one in messages] == ["stream", "status"]
    assert {one["parent_header"]["msg_id"] for one in messages} == {parent}
    with pytest.raises(Empty):
        kernel.get_message("iopub")
