"""Results that no build repeats."""

from __future__ import annotations

import pytest

from finished_runs import finished_run, value
from portfolio.errors import UsageError
from press.execute.failure import Failure
from press.execute.pinned_results import keep, kept_folder, read_kept
from press.project import Project


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_what_is_kept_is_read_back(project):
    """Values come back with what is needed to judge them."""
    keep(project, finished_run("one/long", value("share", 0.5), published=False, commit="abc"))
    (kept,) = read_kept(project)
    assert (kept.name, kept.commit, kept.seconds, len(kept.code)) == ("one/long", "abc", 1.25, 64)
    assert kept.values[0]["value"] == 0.5


def test_a_folder_without_kept_results_holds_none(project):
    """Nothing kept is no fault."""
    assert read_kept(project) == ()


def test_a_published_run_is_not_kept(project):
    """Each build repeats it."""
    with pytest.raises(UsageError, match="one/long is published"):
        keep(project, finished_run("one/long", value("share")))


@pytest.mark.parametrize(
    "finished",
    [
        finished_run("one/long", published=False),
        finished_run("one/long", published=False, failure=Failure("cell", "it broke")),
    ],
    ids=["no results", "failed"],
)
def test_a_run_without_results_keeps_nothing(project, finished):
    """Neither a failure nor an empty record replaces what was kept."""
    with pytest.raises(UsageError, match="nothing to keep"):
        keep(project, finished)
    assert not kept_folder(project).exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"notebook": "one"}'])
def test_a_file_of_another_kind_is_named(project, text):
    """A broken file is an error that names it, not a missing number."""
    kept_folder(project).mkdir(parents=True)
    (kept_folder(project) / "one.long.json").write_text(text)
    with pytest.raises(UsageError, match=r"one\.long\.json: .*; expected"):
        read_kept(project)


def test_a_renamed_file_is_refused(project):
    """Results cannot be passed off as those of another run."""
    path = keep(project, finished_run("one/long", value("share"), published=False))
    path.rename(path.with_name("one.other.json"))
    with pytest.raises(UsageError, match="named after another run"):
        read_kept(project)
