"""Which files a parameter may name: what is committed below two folders, what is typed anywhere."""

from __future__ import annotations

import pytest

from portfolio.errors import EnvironmentFaultError, UsageError
from press.project import Project
from press.runs.allowed_paths import absent_files, check_files, path_problems, with_typed_files
from press.runs.scenarios import Run

DEFAULTS = {"data": "credit_data", "input_file": "", "city": "Rome"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project beside the current folder, without data of a reader's own."""
    (tmp_path / "book").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("PORTFOLIO_DATA", raising=False)
    return Project(tmp_path / "book")


def write(path):
    """Write a file and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a,b\n1,2\n")
    return path


def problems(project, **parameters):
    """Return what is wrong with the committed parameters of a run."""
    return [str(problem) for problem in path_problems(parameters, project, "one/custom")]


def typed(project, **given):
    """Return the parameters of a run of the command line."""
    run = Run("one", "custom", "One", {**DEFAULTS, **given}, False, DEFAULTS)
    return with_typed_files(run, given, project).parameters


# what is committed


def test_a_committed_file_lies_in_the_project(project):
    """By its whole path, or by its name alone, whether or not it is there."""
    root = project.root
    assert problems(project, data=f"csv:{root}/a.csv", model_file="a.skops", city="/etc/passwd") == []


@pytest.mark.parametrize("name", ["data", "input_file", "folder"])
def test_a_file_of_the_system_may_not_be_committed(name, project):
    """The message names the run and the folders that are allowed."""
    value = "csv:/etc/passwd" if name == "data" else "/etc/passwd"
    (told,) = problems(project, **{name: value})
    assert told.startswith(f"one/custom: {name!r} lies outside the folders that a run may read")


def test_a_file_of_the_home_folder_may_not_be_committed(project, monkeypatch):
    """Others have another home."""
    monkeypatch.setenv("HOME", str(project.root.parent))
    assert len(problems(project, data="csv:~/a.csv", other=f"csv:{project.root.parent}/a.csv")) == 2


def test_nothing_committed_may_lead_upwards(project):
    """Whatever it would lead to."""
    (told,) = problems(project, data="csv:../own.csv")
    assert "leads out of its folder" in told


@pytest.mark.parametrize("name", [".env", ".git/config", "sub/.secret/own.csv"])
def test_a_hidden_file_may_not_be_committed(name, project):
    """They hold what nobody wants on a page."""
    (told,) = problems(project, data=f"csv:{name}")
    assert "no hidden one" in told


def test_the_readers_own_folder_may_be_committed(project, tmp_path, monkeypatch):
    """It is named by a variable; a link out of it is followed, in a relative name too."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "link.csv").symlink_to(write(tmp_path / "elsewhere/a.csv"))
    monkeypatch.setenv("PORTFOLIO_DATA", str(own))
    assert problems(project, data=f"csv:{own}/a.csv") == []
    assert len(problems(project, data=f"csv:{own}/link.csv", other="csv:link.csv")) == 2


def test_a_name_that_no_file_can_have_is_a_problem_of_its_own(project):
    """Ten thousand characters."""
    name = "csv:" + "x" * 9_000
    assert problems(project, data=name) == []
    assert len(list(absent_files({"data": name}, project, "one/custom"))) == 1


def test_a_committed_file_that_is_absent_is_a_fault_of_the_machine(project, tmp_path):
    """The current folder does not count: another one is current in a notebook."""
    write(tmp_path / "here/a.csv")
    with pytest.raises(EnvironmentFaultError, match=r"one/x: 'data' names no file: a\.csv"):
        check_files({"data": "csv:a.csv"}, project, "one/x")
    write(project.root / "a.csv")
    check_files({"data": "csv:a.csv"}, project, "one/x")


def test_a_forbidden_file_is_not_looked_for(project):
    """The rule is told before what is there."""
    with pytest.raises(UsageError, match="lies outside"):
        check_files({"data": "csv:/nowhere/a.csv"}, project, "one/x")


# what is typed


def test_a_typed_file_is_read_wherever_it_lies(project, tmp_path):
    """By its whole path, hidden or not."""
    path = write(tmp_path / "elsewhere/.a.csv")
    assert typed(project, data=f"csv:{path}")["data"] == f"csv:{path}"
    assert typed(project, input_file=str(path))["input_file"] == str(path)


@pytest.mark.parametrize("text", ["a.csv", "./a.csv", "../here/a.csv"])
def test_a_typed_relative_path_starts_where_the_command_is_given(text, project, tmp_path):
    """A notebook, which runs elsewhere, is given the whole path."""
    write(project.root / "a.csv")
    path = write(tmp_path / "here/a.csv")
    assert typed(project, data=f"csv:{text}", city="Oslo") == {
        "data": f"csv:{path}",
        "input_file": "",
        "city": "Oslo",
    }


def test_a_typed_name_is_then_looked_for_in_the_readers_data_and_the_project(project, tmp_path, monkeypatch):
    """As a notebook does."""
    in_project, in_data = write(project.root / "a.csv"), tmp_path / "own/a.csv"
    assert typed(project, data="csv:a.csv")["data"] == f"csv:{in_project}"
    write(in_data)
    monkeypatch.setenv("PORTFOLIO_DATA", str(in_data.parent))
    assert typed(project, data="csv:a.csv")["data"] == f"csv:{in_data}"


def test_a_link_keeps_its_name(project, tmp_path):
    """The suffix says how a file is packed."""
    write(tmp_path / "elsewhere/blob")
    (tmp_path / "here/a.csv").symlink_to(tmp_path / "elsewhere/blob")
    assert typed(project, data="csv:a.csv")["data"] == f"csv:{tmp_path}/here/a.csv"


@pytest.mark.parametrize("given", [{"data": "csv:lost.csv"}, {"data": "csv:"}, {"input_file": "lost.csv"}])
def test_a_typed_file_that_is_absent_is_a_fault_of_the_machine(given, project):
    """Before a kernel starts."""
    with pytest.raises(EnvironmentFaultError, match=r"one/custom: .* names no file"):
        typed(project, **given)


def test_a_folder_is_no_table(project, tmp_path):
    """It may be the value of a parameter that asks for a folder."""
    with pytest.raises(EnvironmentFaultError, match="names no file"):
        typed(project, data=f"csv:{tmp_path}")
    assert typed(project, input_file=str(tmp_path))["input_file"] == str(tmp_path)


def test_a_default_that_nobody_typed_stays_under_the_rule(project):
    """It is committed."""
    run = Run("one", "custom", "One", {"data": "csv:/etc/passwd"}, False, {"data": "csv:/etc/passwd"})
    with pytest.raises(UsageError, match="lies outside"):
        with_typed_files(run, (), project)
