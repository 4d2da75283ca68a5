"""Where the file lies that `csv:PATH` names."""

from __future__ import annotations

import pytest

from portfolio.datasets.own_files import data_roots, own_file
from portfolio.errors import EnvironmentFaultError, UsageError


@pytest.fixture
def place(tmp_path, monkeypatch, book):
    """Return the folders: of brought data, a project, one below it that is current, and one outside."""
    folders = {"data": tmp_path / "data", "project": book.root, "here": book.root / "_build" / "work"}
    folders["outside"] = tmp_path / "outside"
    book.contents()
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("PORTFOLIO_DATA", str(folders["data"]))
    monkeypatch.chdir(folders["here"])
    return folders


def write(folder, name="own.csv"):
    """Write a file and return it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a,b\n1,2\n")
    return path


@pytest.mark.parametrize("root", ["data", "project", "here"])
def test_a_file_below_an_allowed_folder_is_found(root, place):
    """By its name below the folder, and by its absolute one."""
    path = write(place[root], "sub/own.csv")
    assert own_file("sub/own.csv") == path.resolve()
    assert own_file(str(path)) == path


def test_brought_data_come_before_the_project_and_the_current_folder(place):
    """The press and a notebook have other current folders, and must find the same file."""
    found = [write(place[root]).resolve() for root in ("here", "project", "data")]
    assert own_file("own.csv") == found[2]
    found[2].unlink()
    assert own_file("own.csv") == found[1]
    assert data_roots() == tuple(place[root].resolve() for root in ("data", "project", "here"))


@pytest.mark.parametrize("name", ["../../../outside/own.csv", "sub/../../../../outside/own.csv"])
def test_a_relative_name_may_lead_anywhere(name, place):
    """A notebook reads what it is given; what it may be given is asked before it starts."""
    path = write(place["outside"])
    (place["here"] / "sub").mkdir()
    assert own_file(name).resolve() == path.resolve()


def test_a_whole_path_is_read_wherever_it_lies(place):
    """Outside the project and the reader's data, and a hidden file too."""
    for name in ("own.csv", ".own.csv"):
        path = write(place["outside"], name)
        assert own_file(str(path)) == path


def test_the_home_folder_may_be_written_as_a_tilde(place, monkeypatch):
    """As in a shell, which does not see it behind `csv:`; an unknown user is only a name."""
    monkeypatch.setenv("HOME", str(place["outside"]))
    path = write(place["outside"])
    assert own_file("~/own.csv") == path
    with pytest.raises(EnvironmentFaultError, match="no file ~nobody-here"):
        own_file("~nobody-here/own.csv")


def test_without_the_variable_the_project_counts(place, monkeypatch):
    """And outside a project only the current folder."""
    monkeypatch.delenv("PORTFOLIO_DATA")
    path = write(place["project"])
    assert own_file("own.csv") == path.resolve()
    monkeypatch.chdir(place["outside"])
    assert data_roots() == (place["outside"].resolve(),)
    with pytest.raises(EnvironmentFaultError):
        own_file("own.csv")


@pytest.mark.parametrize("name", ["", "a\x00b"])
def test_no_name_is_no_file(name, place):
    """The message shows the form."""
    with pytest.raises(UsageError, match="expected csv:PATH"):
        own_file(name)


def test_an_absent_file_says_where_it_was_sought(place):
    """All three folders are named."""
    with pytest.raises(EnvironmentFaultError, match=r"no file gone\.csv.*PORTFOLIO_DATA, to the project"):
        own_file("gone.csv")
