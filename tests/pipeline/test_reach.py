"""A parameter may name a file of the project, of the reader's data or home, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.config import Project
from portfolio.pipeline.reach import path_problems


def problems(root: Path, **parameters: object) -> list[str]:
    """Return what is wrong with the parameters of a run."""
    return [str(problem) for problem in path_problems(parameters, Project(root), "one/custom")]


def test_a_file_of_the_project_may_be_named(tmp_path):
    """By its whole path, or by its name alone."""
    assert problems(tmp_path, data=f"csv:{tmp_path}/a.csv", model_file="a.skops", city="/etc/passwd") == []


@pytest.mark.parametrize("name", ["data", "input_file", "folder"])
def test_a_file_of_the_system_may_not(name, tmp_path):
    """The message names the run and the folders that are allowed."""
    value = "csv:/etc/passwd" if name == "data" else "/etc/passwd"
    (told,) = problems(tmp_path, **{name: value})
    assert told.startswith(f"one/custom: {name!r} lies outside the folders that a run may read")


def test_nothing_may_lead_upwards(tmp_path):
    """Whatever it would lead to."""
    (told,) = problems(tmp_path, data="csv:../own.csv")
    assert "leads out of its folder" in told


def test_the_readers_own_folder_is_allowed(tmp_path, monkeypatch):
    """It is named by a variable; a link out of it is followed."""
    own, other = tmp_path / "own", Path("/etc")
    own.mkdir()
    (own / "link.csv").symlink_to(other / "passwd")
    monkeypatch.setenv("PORTFOLIO_DATA", str(own))
    assert problems(tmp_path / "book", data=f"csv:{own}/a.csv") == []
    assert len(problems(tmp_path / "book", data=f"csv:{own}/link.csv")) == 1
