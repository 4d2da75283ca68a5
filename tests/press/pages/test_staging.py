"""A staged book changes only where its content does."""

from __future__ import annotations

import json
import os

import pytest

from portfolio.errors import PublishError
from press.pages.staging import Stage


@pytest.fixture
def folder(tmp_path):
    """Return a folder with two staged files of long ago."""
    stage = Stage(tmp_path / "stage")
    stage.write("a.md", "one")
    stage.write("deep/b.md", b"two")
    stage.finish()
    for path in (tmp_path / "stage").rglob("*.md"):
        os.utime(path, (1, 1))
    return tmp_path / "stage"


def names(folder):
    """Return everything in a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_that_says_the_same_is_left_untouched(folder):
    """Sphinx reads what is newer."""
    stage = Stage(folder)
    stage.write("a.md", b"one")
    stage.write("deep/b.md", "changed")
    assert (folder / "a.md").stat().st_mtime == 1
    assert (folder / "deep/b.md").stat().st_mtime > 1
    assert (folder / "deep/b.md").read_text() == "changed"


def test_what_is_not_written_again_is_removed(folder):
    """With folders that are left empty, and links."""
    (folder / "link").symlink_to(folder / "deep", target_is_directory=True)
    (folder / "empty" / "empty").mkdir(parents=True)
    stage = Stage(folder)
    stage.write("a.md", "one")
    stage.finish()
    assert names(folder) == ["a.md"]


def test_one_name_may_be_written_twice_only_with_the_same_content(folder):
    """Else one page would silently hide another."""
    stage = Stage(folder)
    stage.write("a.md", "new")
    stage.write("a.md", "new")
    with pytest.raises(PublishError, match=r"two sources would be published as a\.md"):
        stage.write("a.md", "other")
    assert (folder / "a.md").read_text() == "new"


def test_json_is_stable(folder):
    """In the order given, with letters as they are."""
    path = Stage(folder).write_json("x.json", {"b": "é", "a": [1]})
    assert path.read_text(encoding="utf-8") == '{"b": "é", "a": [1]}\n'
    assert json.loads(path.read_bytes()) == {"b": "é", "a": [1]}


def test_an_absent_stage_is_finished_too(tmp_path):
    """A book without any page."""
    Stage(tmp_path / "none").finish()
    assert not (tmp_path / "none").exists()


def test_a_file_whose_name_tells_its_content_can_be_kept(folder):
    """It is not made again; one that is absent must be."""
    first = Stage(folder)
    first.write("a-123.png", b"picture")
    first.finish()
    second = Stage(folder)
    assert second.keep("a-123.png")
    assert not second.keep("a-456.png")
    second.finish()
    assert names(folder) == ["a-123.png"]
