"""What became of an execution, read from its notebook."""

from __future__ import annotations

import json

import pytest

from portfolio import errors
from portfolio.errors import PortfolioError
from press.execute.failure import Failure, failure_of, first_line, plain, stderr_lines
from pretend_kernel import error, executed_cell, stream

PROSE = {"cell_type": "markdown", "metadata": {}, "source": "# Title"}


def test_a_notebook_whose_cells_all_ran_is_no_failure():
    """Prose, and cells without code, need not run."""
    cells = [PROSE, executed_cell("1"), executed_cell(" \n", count=None), {**PROSE, "cell_type": "raw"}]
    assert failure_of(cells) is None
    assert failure_of([]) is None


def test_an_error_names_its_cell_and_how_many_did_not_run():
    """Cells are counted from 1, prose included; the message is not told twice."""
    cells = [
        PROSE,
        executed_cell(
            "# why\nx = 1 / 0", error("ZeroDivisionError", "division by zero", "one", "\x1b[31mtwo\x1b[0m")
        ),
        executed_cell("print(x)", count=None),
        PROSE,
        executed_cell(["", "print(y)"], count=None),
    ]
    assert failure_of(cells) == Failure(
        "cell", "ZeroDivisionError: division by zero", 2, "x = 1 / 0", ("one", "two"), not_run=2
    )


def test_only_the_last_lines_of_a_traceback_are_kept():
    """Blank ones do not count."""
    lines = [f"line {n}\n\n" for n in range(20)]
    failure = failure_of([executed_cell("f()", error("E", "x", *lines))])
    assert failure is not None
    assert failure.detail == tuple(f"line {n}" for n in range(14, 20))


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (executed_cell("f()", count=None), "a cell was never executed"),
        (executed_cell("f()", papermill={"exception": True}), "the kernel answered with an error"),
        (executed_cell("exit()", asked_exit=True), "stopped early"),
        (executed_cell("f()", error("SystemExit", "0")), "stopped early"),
        (executed_cell("f()", error("SystemExit", "0"), tags=["raises-exception"]), "stopped early"),
        (executed_cell("f()", tags=["raises-exception"]), "expected an error, none came"),
        (executed_cell("f()", {"output_type": "error"}), "Error without a message"),
    ],
)
def test_what_is_no_success(cell, message):
    """Whatever papermill says of it."""
    failure = failure_of([cell])
    assert failure is not None
    assert (failure.kind, failure.cell, failure.source) == ("cell", 1, cell["source"])
    assert message in failure.message


@pytest.mark.parametrize(
    "cell",
    [
        executed_cell("f()", error("E", "x"), tags=["raises-exception"]),
        executed_cell("f()", tags=["raises-exception"], papermill={"exception": True}),
        executed_cell("f()", stream("Error: this is only text")),
    ],
)
def test_what_is_a_success(cell):
    """An expected error, and the word in a text."""
    assert failure_of([cell]) is None


def test_the_first_failure_is_told_before_a_cell_that_did_not_run():
    """A cell left out before it does not hide it."""
    failure = failure_of([executed_cell("a", count=None), executed_cell("b", error("E", "x"))])
    assert failure is not None
    assert (failure.cell, failure.not_run) == (2, 0)


def kinds() -> list[type[PortfolioError]]:
    """Return the kinds of error that a person can meet."""
    return [kind for kind in PortfolioError.__subclasses__() if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", kinds())
def test_an_error_of_ours_that_a_cell_raises_keeps_its_exit_code(kind):
    """Whichever it is: a refused model is not a broken cell."""
    failure = failure_of([executed_cell("load()", error(kind.__name__, "x"))])
    assert failure is not None
    assert failure.exit_code == kind.exit_code


@pytest.mark.parametrize(("kind", "code"), [("cell", 4), ("timeout", 5), ("kernel", 6), ("environment", 9)])
def test_each_kind_of_failure_has_its_exit_code(kind, code):
    """As the README says."""
    assert Failure(kind, "x").exit_code == code


def test_a_failure_survives_json():
    """The worker writes it, the press reads it."""
    failure = Failure("cell", "E: é", 3, "f()", ("a", "b"), 2)
    assert Failure.from_dict(json.loads(json.dumps(failure.as_dict()))) == failure


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b[38;2;1;2;3mrgb\x1b[39m", "rgb"),
        ("\x1b[?25lhidden cursor\x1b[K", "hidden cursor"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b(Btext", "text"),
        ("array[0;1m] [31m", "array[0;1m] [31m"),
        ("half \ud800 a character", "half ? a character"),
        ("naïve – 數", "naïve – 數"),
    ],
)
def test_terminal_codes_leave_no_trace_in_a_message(text, shown):
    """And every message can be written to a file."""
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("source", "line"),
    [("\n# why\n  x = 1  \ny", "x = 1"), (["# a\n", "b"], "b"), ("# only", ""), ("", "")],
)
def test_the_first_line_that_says_something_stands_for_a_cell(source, line):
    """Comments do not."""
    assert first_line({"source": source}) == line


def test_standard_error_is_told_line_by_line_with_its_cell():
    """Standard output is not."""
    cells = [
        PROSE,
        executed_cell("f()", stream("fine"), stream("a\n\n\x1b[33mb\x1b[0m\n", "stderr")),
        executed_cell("g()", {**stream("", "stderr"), "text": ["c\n", "d"]}),
    ]
    assert stderr_lines(cells) == ["cell 2: a", "cell 2: b", "cell 3: c", "cell 3: d"]


def test_a_skipped_cell_is_named_as_such():
    """It would be published without ever having run."""
    failure = failure_of([{"cell_type": "code", "source": "1", "metadata": {"tags": ["skip-execution"]}}])
    assert failure is not None
    assert failure.message == "a cell is tagged skip-execution, so it never ran"


@pytest.mark.parametrize(("name", "code"), [("DataError", 3), ("EnvironmentFaultError", 9), ("KeyError", 4)])
def test_an_error_of_ours_keeps_its_exit_code(name, code):
    """Broken data are no broken cell."""
    output = {"output_type": "error", "ename": name, "evalue": "x", "traceback": []}
    failure = failure_of([{"cell_type": "code", "source": "1", "metadata": {}, "outputs": [output]}])
    assert failure is not None
    assert failure.exit_code == code


def test_the_rules_above_a_traceback_are_left_out():
    """A log without the word says more in its six lines."""
    lines = ["-" * 75, "ValueError      Traceback (most recent call last)", "Cell 1, line 1", "ValueError: x"]
    output = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": lines}
    failure = failure_of([{"cell_type": "code", "source": "1", "metadata": {}, "outputs": [output]}])
    assert failure is not None
    assert failure.detail == ("Cell 1, line 1",)


def test_an_error_without_a_message_names_its_line():
    """A verdict of `AssertionError: ` alone says nothing."""
    traceback = [
        "AssertionError   Traceback (most recent call last)",
        "Cell In[3], line 2\n      1 a = 1\n",
        "AssertionError: ",
    ]
    output = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": traceback}
    cell = {"cell_type": "code", "source": "a = 1\nassert a == 2\n", "metadata": {}, "outputs": [output]}
    failure = failure_of([cell])
    assert failure is not None
    assert failure.message == "AssertionError without a message, at line 2: assert a == 2"
