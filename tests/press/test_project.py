"""Where a project's files lie."""

from __future__ import annotations

from dataclasses import fields

import pytest

from portfolio.errors import UsageError
from press.project import Limits, find_project


@pytest.fixture
def project(book):
    """Return the project of a tiny book."""
    book.contents()
    return book.project


def test_a_project_is_found_from_its_root_and_from_any_folder_below(project):
    """As git does."""
    deep = project.notebooks / "a" / "b"
    deep.mkdir(parents=True)
    assert find_project(project.root) == find_project(deep) == project


def test_the_working_folder_is_where_the_search_begins(project, monkeypatch):
    """Without another word."""
    monkeypatch.chdir(project.book)
    assert find_project() == project


def test_a_symbolic_link_leads_to_the_same_project(project, tmp_path):
    """So that both builds see one lock."""
    link = tmp_path / "link"
    link.symlink_to(project.root, target_is_directory=True)
    assert find_project(link) == project


@pytest.mark.parametrize("missing", ["_config.yml", "_toc.yml"])
def test_a_folder_without_its_files_is_no_project(project, missing, tmp_path):
    """The error says what would make it one."""
    (project.root / missing).unlink()
    with pytest.raises(UsageError, match=r"a folder with _config\.yml, _toc\.yml and notebooks/"):
        find_project(project.root)


def test_a_mistyped_folder_is_not_taken_for_the_project_above_it(project):
    """The book that is meant may be another."""
    with pytest.raises(UsageError, match="boook is not a folder"):
        find_project(project.root / "boook")
    with pytest.raises(UsageError, match=r"index\.md is not a folder"):
        find_project(project.book / "index.md")


def test_everything_that_is_made_lies_below_one_folder(project):
    """`make clean` removes it all."""
    assert {project.cache.parent, project.site.parent} == {project.build}


def test_a_cell_has_no_more_time_than_its_run():
    """And every limit is a limit."""
    limits = Limits()
    assert 0 < limits.cell_seconds <= limits.run_seconds
    assert all(getattr(limits, field.name) > 0 for field in fields(limits))
