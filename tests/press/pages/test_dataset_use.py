"""Which chapters read a dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from finished_runs import finished_run
from press.execute.finished import Finished
from press.execute.pinned_results import Kept
from press.pages.dataset_use import DatasetUse, dataset_uses
from press.runs.notebook import Notebook
from tests_support import cell, document

CHOICE = 'dataset: str = "loans"  # table [loans, mortgages, towns, csv:*]\ncount: int = 1  # a number [1, 2]'
ONE = Notebook(
    "one",
    Path("notebooks/one.ipynb"),
    document([cell("# Who | repays?", kind="markdown"), cell(CHOICE, "parameters")]),
)
PAGE = "/notebooks/one.ipynb"


def finished(name: str, *datasets: str) -> Finished:
    """Return a published run that read these datasets."""
    return finished_run(name, datasets=dict.fromkeys(datasets, "digest"))


def kept(scenario: str, *datasets: str, notebook: str = "one") -> Kept:
    """Return the results of a run that no build repeats."""
    used = dict.fromkeys(datasets, "digest")
    return Kept(
        1.0,
        1.0,
        datasets=used,
        notebook=notebook,
        scenario=scenario,
        title="All of it",
        parameters={},
        code="",
    )


def uses(*runs: Finished, of: list[Kept] | None = None) -> dict[str, DatasetUse]:
    """Return the uses in a book of one chapter, whose default run read `loans`."""
    return dataset_uses([finished("one/default", "loans"), *runs], of or [], {"one": ONE}, {"one": "Scoring"})


def test_a_dataset_of_the_default_run_is_used_by_the_chapter():
    """However many scenarios read it, too."""
    assert uses(finished("one/dear", "loans"))["loans"] == DatasetUse((f"[Scoring]({PAGE})",))


def test_a_dataset_of_a_scenario_leads_to_the_page_of_the_scenario():
    """The chapter's own page does not show it."""
    found = uses(finished("one/homes", "mortgages"))["mortgages"]
    assert found == DatasetUse(("[Scoring: homes](/notebooks/one-homes.ipynb)",))


def test_a_dataset_of_a_kept_result_leads_to_its_chapter():
    """That run has no page; a run of another book has no chapter here."""
    found = uses(of=[kept("full", "towns"), kept("full", "trees", notebook="two")])
    assert found["towns"].read_by == (f"[Scoring]({PAGE}): All of it",)
    assert "trees" not in found


def test_what_a_parameter_allows_and_no_run_reads_is_there_on_request():
    """With the setting; numbers are no datasets that a page has."""
    found = uses(finished("one/homes", "mortgages"))
    assert found["towns"] == DatasetUse((), (f"[Scoring]({PAGE}) (`dataset=towns`)",))
    assert found["csv"].on_request == (f"[Scoring]({PAGE}) (`dataset=csv:PATH`)",)
    assert found["mortgages"].on_request == ()


def test_a_readers_own_file_counts_as_one_dataset():
    """Its path belongs to that reader."""
    found = uses(finished("one/own", "csv:a/b.csv"))
    assert found["csv"].read_by == ("[Scoring: own](/notebooks/one-own.ipynb)",)
    assert not [name for name in found if ":" in name]


@pytest.mark.parametrize("runs", [[], [finished_run("one/homes", datasets={"loans": "x"})]])
def test_a_chapter_without_a_page_uses_nothing(runs):
    """A link to it would lead nowhere."""
    assert dataset_uses(runs, [kept("full", "towns")], {"one": ONE}, {}) == {}


def test_a_chapter_without_a_short_name_is_called_by_its_title():
    """As text, whatever stands in it."""
    found = dataset_uses([finished("one/default", "loans")], [], {"one": ONE}, {})
    assert found["loans"].read_by == (f"[Who \\| repays?]({PAGE})",)
