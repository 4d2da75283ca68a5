"""Numbers over the trainings that differ only in their seed."""

from __future__ import annotations

import pytest

from portfolio.errors import PublishError
from portfolio.results.value import Value
from press.over_seeds import over_seeds
from press.project import Project
from press.result_links import filled_links
from press.result_references import shown
from press.runs.notebook import read_notebooks
from press.settings.scenarios import load_scenarios
from tests_support import ROOT


def trainings(*numbers):
    """Return the values of a default run and of scenarios with other seeds, with some that do not count."""
    names = ["gan/default", "gan/seed-1", "gan/seed-12", "gan/seed-3"]
    values = {
        name: {"fid": Value("fid", number, digits=1)} for name, number in zip(names, numbers, strict=False)
    }
    return {**values, "gan/longer": {"fid": Value("fid", 99.0)}, "other/seed-1": {"fid": Value("fid", 99.0)}}


def test_a_number_is_told_as_the_mean_with_its_range():
    """Over the default and the scenarios with other seeds, and over no other run."""
    assert over_seeds("gan/seed-1", "fid", trainings(6.0, 7.0, 11.0)).full() == "8.0 (6.0 to 11.0)"
    assert filled_links("[](result:fid#seeds)", "gan/default", trainings(6, 7.0, 11.0)) == (
        "[8.0 (6.0 to 11.0)](result:fid#seeds)"
    )
    assert shown("fid|seeds", "gan/default", trainings(6.0, 7.0, 11.0))[0] == "8.0 (6.0 to 11.0)"


def test_two_trainings_tell_no_range():
    """The page is refused, and the committed text of a notebook stays."""
    assert over_seeds("gan/default", "fid", trainings(6.0, 7.0)) is None
    assert (
        filled_links("[x](result:fid#seeds)", "gan/default", trainings(6.0, 7.0)) == "[x](result:fid#seeds)"
    )
    with pytest.raises(PublishError, match="fewer than 3 trainings recorded 'fid'"):
        shown("fid|seeds", "gan/default", trainings(6.0, 7.0))


def test_scenarios_named_after_a_seed_differ_in_nothing_else():
    """Else their range would not be that of the training."""
    project = Project(ROOT)
    runs = load_scenarios(project, read_notebooks(project.notebooks))
    named = [run for run in runs if run.scenario.startswith("seed-")]
    assert named
    for run in named:
        assert run.changed == {"seed": int(run.scenario.removeprefix("seed-"))}, run.name
