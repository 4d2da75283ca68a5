"""Runs made by hand, and runs found by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.errors import UsageError
from press.runs.notebook import Notebook
from press.runs.scenarios import Run, find_run, make_run
from tests_support import cell, document

CELL = 'origin: str = "all"  # airport [all, EWR, JFK, LGA]\nalpha: float = 0.05  # level [0..1]'
CELLS = [cell("# Delays", kind="markdown"), cell(CELL, "parameters")]
DELAYS = Notebook("delays", Path("notebooks/delays.ipynb"), document(CELLS))
DEFAULT = make_run(DELAYS, "default")
JFK = make_run(DELAYS, "jfk", {"origin": "JFK"})


def test_a_custom_run_takes_text_from_the_command_line():
    """Values given by hand are typed, and the run is not published."""
    run = make_run(DELAYS, given={"alpha": "1"})
    assert (run.name, run.page, run.published) == ("delays/custom", "delays-custom", False)
    assert run.changed == {"alpha": 1.0}


def test_a_custom_run_may_start_from_a_scenario():
    """The parameters of the base run stand in for the defaults."""
    run = make_run(DELAYS, "mine", {"alpha": "1"}, base=JFK)
    assert (run.name, run.changed) == ("delays/mine", {"origin": "JFK", "alpha": 1.0})


def test_a_custom_run_with_a_typo_is_refused():
    """An unknown name finds the nearest, and the run is named."""
    with pytest.raises(UsageError, match=r"delays/custom: no parameter 'alfa'. Did you mean 'alpha'\?"):
        make_run(DELAYS, given={"alfa": "1"})


def test_a_run_is_found_by_name():
    """A notebook's name alone means its default run."""
    assert find_run([DEFAULT, JFK], "delays/jfk") is JFK
    assert find_run([DEFAULT, JFK], "delays") is DEFAULT


def test_an_unknown_run_finds_the_nearest():
    """A typo is answered with the run that was meant."""
    with pytest.raises(UsageError, match=r"no run 'delays/jkf'. Did you mean 'delays/jfk'\?"):
        find_run([DEFAULT, JFK], "delays/jkf")


def test_without_defaults_every_parameter_counts_as_changed():
    """A run made by hand knows no defaults."""
    assert Run("a", "b", "t", {"x": 1}).changed == {"x": 1}
