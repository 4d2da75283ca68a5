"""Runs that end in every way a run can end, with real kernels."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import psutil
import pytest

from portfolio.results.value import Value
from press.execute.ending import Stop
from press.execute.runner import Outcome, execute
from press.project import Limits
from press.runs.notebook import read_notebook
from press.runs.scenarios import make_run

LIMITS = Limits(cell_seconds=4, run_seconds=30, memory_mib=600)


@pytest.fixture
def outcome_of(book, tmp_path):
    """Return a function that executes code cells and gives the outcome."""

    def run(*code: str, limits: Limits = LIMITS, **given: object) -> Outcome:
        notebook = read_notebook(book.notebook("probe", *code))
        return execute(
            make_run(notebook, "custom", given), notebook, tmp_path / "run", limits=limits, threads=1
        )

    return run


def outputs(outcome: Outcome) -> list[str]:
    """Return the text printed by each code cell."""
    cells = json.loads(outcome.executed.read_text())["cells"]
    return ["".join(out.get("text", "") for out in c["outputs"]) for c in cells if c["cell_type"] == "code"]


def alive(mark: str) -> list[int]:
    """Return the processes whose command line holds `mark`."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "status"]):
        words = process.info["cmdline"] or []
        if any(mark in word for word in words) and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(process.info["pid"])
    return found


def test_a_good_run_gives_values_time_memory_and_no_failure(outcome_of):
    """What was recorded, with its cell, and what was used is in the outcome; the injected cell is gone."""
    outcome = outcome_of(
        "from portfolio import results\nresults.record('n', 3, label='N')", "print(city)", city="Oslo"
    )
    assert outcome.failure is None
    (recorded,) = outcome.record.values
    assert recorded == Value("n", 3, digits=0, label="N").as_dict() | {"cell": 3}
    assert outputs(outcome)[-1] == "Oslo\n"
    assert len(outputs(outcome)) == 3
    assert outcome.record.seconds > 0
    assert outcome.record.peak_mib > 20


FAILURES = {
    "raises": ("1 / 0", "cell", "ZeroDivisionError", 3),
    "exits": ("import sys; sys.exit()", "cell", "stopped early", 3),
    "exits_with_zero": ("import sys; sys.exit(0)", "cell", "stopped early", 3),
    "exits_with_three": ("raise SystemExit(3)", "cell", "stopped early", 3),
    "quits": ("quit()", "cell", "stopped early", 3),
    "swallows": ("try:\n    lost = 1 / 0\nexcept Exception:\n    pass\nprint(lost)", "cell", "NameError", 3),
    "asks": ("input('name?')", "cell", "StdinNotImplementedError", 3),
    "kills_itself": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "kernel", "kernel died", 3),
    "leaves": ("import os; os._exit(0)", "kernel", "kernel died", 3),
    "loops": ("while True: pass", "timeout", "longer than 4 s", 3),
    "loops_in_c": ("sum(iter(int, 1))", "timeout", "longer than 4 s", 3),
    "renders_errors_itself": (
        "show = lambda shell, kind, error, trace, tb_offset=None: print('hidden')\n"
        "get_ipython().set_custom_exc((Exception,), show)\n"
        "raise ValueError('x')",
        "cell",
        "",
        3,
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_every_bad_end_is_a_failure_that_names_the_cell(name, outcome_of):
    """The kind, the message and the cell are told, and the cell behind it has not run."""
    code, kind, message, number = FAILURES[name]
    failure = outcome_of(code, "print('after')").failure
    assert failure is not None
    assert (failure.kind, failure.cell) == (kind, number)
    # the kernel outlives `quit()` for a moment, so the next cell may still run
    assert failure.not_run == 1 or name == "quits"
    assert message in failure.message


def test_an_expected_error_passes_and_its_absence_fails(outcome_of, book):
    """Cells tagged raises-exception must raise."""
    from tests_support import cell

    assert outcome_of(cell("1 / 0", "raises-exception"), "print('after')").failure is None
    failure = outcome_of(cell("1 / 1", "raises-exception")).failure
    assert failure is not None
    assert "expected an error" in failure.message


def test_the_notebook_deadline_holds_over_many_short_cells(outcome_of):
    """Ten cells under their own limit are over the notebook's."""
    started = time.monotonic()
    failure = outcome_of(*["import time; time.sleep(1)"] * 10, limits=Limits(4, 4, memory_mib=600)).failure
    assert failure is not None
    assert failure.kind == "timeout"
    assert time.monotonic() - started < 9


def test_a_run_past_its_deadline_leaves_what_was_reached(outcome_of):
    """As one that a person interrupts does."""
    outcome = outcome_of("print('first')", "import time; time.sleep(100)", limits=Limits(None, 5))
    assert outputs(outcome)[1] == "first\n"


def test_a_balloon_ends_at_the_memory_limit(outcome_of):
    """The kernel is ended before the machine suffers."""
    failure = outcome_of("import time\nballoon = bytearray(900 * 2**20)\ntime.sleep(3)").failure
    assert failure is not None
    assert failure.kind == "kernel"
    assert "memory limit" in failure.message


class Interrupting(Stop):
    """Set as soon as a mark of the notebook is there; a second time when `again` seconds are over."""

    def __init__(self, mark: Path, again: float | None = None) -> None:
        super().__init__()
        self.mark, self.again, self.since = mark, again, 0.0

    def is_set(self) -> bool:
        """Return whether the notebook has come that far."""
        if not super().is_set() and self.mark.exists():
            self.set()
            if self.again is not None:
                threading.Timer(self.again, self.at_once.set).start()
        return super().is_set()


@pytest.fixture
def stopped(book, tmp_path):
    """Return a function that executes cells, stops the second once it has begun, and gives the outcome."""

    def run(code: str, again: float | None = None) -> tuple[Outcome, float]:
        marked = f"open('started', 'w').close()\n{code}"
        notebook = read_notebook(book.notebook("probe", "print('first')", marked, "print('last')"))
        stop = Interrupting(tmp_path / "run" / "work" / "started", again)
        started = time.monotonic()
        outcome = execute(
            make_run(notebook, "custom", {}),
            notebook,
            tmp_path / "run",
            limits=Limits(None, None),
            threads=1,
            stop=stop,
        )
        return outcome, time.monotonic() - started

    return run


def test_an_interrupted_run_leaves_what_was_reached(stopped):
    """The cell shows where it was, the cells behind it never ran, nothing is alive."""
    outcome, _ = stopped("import subprocess, time\nsubprocess.Popen(['sleep', '4712.1'])\ntime.sleep(100)")
    cells = [one for one in json.loads(outcome.executed.read_text())["cells"] if one["cell_type"] == "code"]
    assert outputs(outcome)[1] == "first\n"
    assert cells[2]["outputs"][-1]["ename"] == "KeyboardInterrupt"
    assert cells[3]["execution_count"] is None
    assert outcome.failure is not None
    assert alive("4712.1") == []


STUBBORN = (
    "import time\nwhile True:\n    try:\n        time.sleep(100)\n    except KeyboardInterrupt:\n        pass"
)


def test_a_cell_that_ignores_an_interruption_is_ended_too(stopped):
    """What was reached before it is kept all the same."""
    outcome, _ = stopped(STUBBORN)
    assert outputs(outcome)[1] == "first\n"
    assert outcome.failure is not None


def test_a_second_interruption_does_not_wait(stopped):
    """A stubborn cell would take both graces."""
    _, seconds = stopped(STUBBORN, again=0.1)
    _, patient = stopped(STUBBORN)
    assert seconds + 2 < patient


def test_without_deadlines_a_cell_takes_its_time(outcome_of):
    """A limit is an option."""
    outcome = outcome_of("import time; time.sleep(0.5); print('done')", limits=Limits(None, None))
    assert outputs(outcome)[1] == "done\n"


def test_nothing_that_a_notebook_started_survives(outcome_of):
    """A child, and a child in a session of its own, are gone after the run."""
    code = (
        "import subprocess\n"
        "subprocess.Popen(['sleep', '4711.1'])\n"
        "subprocess.Popen(['sleep', '4711.2'], start_new_session=True);"
    )
    assert outcome_of(code).failure is None
    assert alive("4711.") == []


def test_an_unknown_kernel_is_a_fault_of_the_machine_that_lists_the_known(book, tmp_path):
    """The kinds installed are named."""
    path = book.notebook("probe", "1")
    path.write_text(path.read_text().replace('"python3"', '"py37-old-env"'))
    notebook = read_notebook(path)
    outcome = execute(make_run(notebook, "custom", {}), notebook, tmp_path / "run", limits=LIMITS, threads=1)
    assert outcome.failure is not None
    assert outcome.failure.kind == "environment"
    assert "python3" in outcome.failure.message


def test_the_kernel_sees_neither_secrets_nor_the_callers_settings(outcome_of, monkeypatch):
    """Only declared variables are handed on; threads, locale and hash seed are fixed."""
    monkeypatch.setenv("SOME_TOKEN", "canary")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    code = (
        "from os import environ\n"
        "print(environ.get('SOME_TOKEN'), environ['OMP_NUM_THREADS'], environ['TZ'], hash('a'))"
    )
    first, second = (outputs(outcome_of(code))[1] for _ in range(2))
    assert first.startswith("None 1 UTC ")
    assert first == second


def test_two_runs_of_one_notebook_write_into_folders_of_their_own(outcome_of):
    """The working folder is private to a run and empty at its start."""
    code = "from pathlib import Path\nprint(list(Path('.').iterdir()))\nPath('scratch').write_text('x');"
    assert outputs(outcome_of(code))[1] == outputs(outcome_of(code))[1] == "[]\n"


def test_a_flood_of_output_is_cut_and_the_cut_is_told(outcome_of):
    """Five million characters do not reach the page."""
    text = outputs(outcome_of("print('x' * 5_000_000)", limits=Limits(30, 60)))[1]
    assert len(text) < 110_000
    assert "more characters were cut" in text


def test_warnings_on_standard_error_are_reported_with_their_cell(outcome_of):
    """They are no failure, and they are not lost."""
    outcome = outcome_of("import warnings; warnings.warn('old ways')")
    assert outcome.failure is None
    assert any(line.startswith("cell 3: ") and "old ways" in line for line in outcome.record.warnings)


def test_the_same_run_twice_gives_the_same_bytes(outcome_of):
    """No time stamp, id or count of the execution is left."""
    runs = [outcome_of("print('a')\nprint('b')", "1 + 1").executed.read_bytes() for _ in range(2)]
    assert runs[0] == runs[1]


CHANCE = (
    "import uuid, threading\nprint(uuid.uuid4())",
    "print(uuid.uuid4())",
    "print(uuid.uuid4())",
    "%config InlineBackend.figure_formats = ['svg']",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "import pandas as pd\npd.DataFrame({'a': [1]}).style.format('{:.2f}')",
)


def test_ids_and_dates_in_outputs_are_the_same_in_each_run(outcome_of):
    """Drawings, styled tables and ids: yet no two of them are alike."""
    limits = Limits(cell_seconds=60, run_seconds=120, memory_mib=2000)
    first, second = (json.loads(outcome_of(*CHANCE, limits=limits).executed.read_text()) for _ in range(2))
    assert first == second
    texts = [json.dumps(cell.get("outputs")) for cell in first["cells"] if cell["cell_type"] == "code"]
    assert "image/svg+xml" in texts[-2]
    assert 'id=\\"T_' in texts[-1]
    assert len(set(texts[1:4])) == 3


def test_a_persons_own_settings_reach_no_run(outcome_of, tmp_path, monkeypatch):
    """Those of matplotlib in the home folder would change each figure."""
    for folder in (".config/matplotlib", ".matplotlib"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "matplotlibrc").write_text("lines.linewidth: 77\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    outcome = outcome_of(
        "import matplotlib\nprint(matplotlib.rcParams['lines.linewidth'])", limits=Limits(cell_seconds=60)
    )
    assert outcome.failure is None
    assert outputs(outcome)[-1] == "1.5\n"


def test_progress_tells_the_numbers_of_the_committed_cells(book, tmp_path):
    """The cell that papermill injects is not counted."""
    notebook = read_notebook(book.notebook("probe", "1", "2"))
    seen: list[tuple[int, int]] = []
    execute(
        make_run(notebook, "custom", {}),
        notebook,
        Path(tmp_path / "run"),
        limits=LIMITS,
        threads=1,
        progress=lambda number, of: seen.append((number, of)),
    )
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
