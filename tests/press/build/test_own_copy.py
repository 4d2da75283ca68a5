"""The executed copy that a run leaves."""

from __future__ import annotations

from pathlib import Path

from portfolio.results.value import Value
from press.build.own_copy import own_copy
from press.runs.notebook import Notebook
from press.runs.scenarios import make_run
from pretend_kernel import executed_cell, stream
from tests_support import PARAMETERS, cell, document

VALUES = {"one/custom": {"answer": Value("answer", 43, digits=0)}}
TOLD = "It is [41](result:answer)."
STYLE = {"figure": {"caption": TOLD, "name": "fig-a"}, "image": {"alt": TOLD}}


def copied(executed_code: tuple[str, ...] = ("print(city)",)):
    """Return the cells of the copy of a small notebook."""
    parts = [cell("# One", kind="markdown"), cell(PARAMETERS, "parameters")]
    cells = [*parts, cell("print(city)", mystnb=STYLE), cell(TOLD, kind="markdown")]
    notebook = Notebook("one", Path("notebooks/one.ipynb"), document(cells))
    run = make_run(notebook, "custom", {"city": "Oslo"})
    ran = [executed_cell(code, stream("Oslo"), count=2) for code in executed_code]
    executed = document([parts[0], executed_cell(PARAMETERS), *ran])
    return own_copy(run, notebook, executed, VALUES)["cells"]


def test_prose_captions_and_alternatives_hold_the_runs_own_values():
    """The notebook's prose is today's, whatever it was when the run was executed."""
    cells = copied()
    filled = "It is [43](result:answer)."
    assert cells[3]["source"] == filled
    style = cells[2]["metadata"]["mystnb"]
    assert style == {"figure": {"caption": filled, "name": "fig-a"}, "image": {"alt": filled}}


def test_the_parameters_are_those_of_the_run():
    """Whoever executes the copy gets the same numbers."""
    assert copied()[1]["source"].splitlines()[0] == "city: str = 'Oslo'  # where [Rome, Oslo]"


def test_outputs_and_their_counts_are_those_of_the_execution():
    """The copy was executed."""
    cells = copied()
    assert [one["execution_count"] for one in cells if one["cell_type"] == "code"] == [1, 2]
    assert cells[2]["outputs"] == [stream("Oslo")]


def test_a_notebook_that_changed_meanwhile_is_copied_as_it_was_executed():
    """Outputs of other cells do not fit today's."""
    assert len(copied(("print(city)", "1"))) == 4
