"""Which commit the files are of."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime

import pytest

from press.git import commit_of
from press.moments import now


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Return a repository with one commit, and no setting of the machine."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    root = tmp_path / "a book"
    root.mkdir()
    (root / "page.md").write_text("one")
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    for words in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "-m", "First"]):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    return root


def test_a_clean_tree_is_its_commit(repository):
    """Ten digits of it; a new file that is not tracked does not count."""
    (repository / "scratch").write_text("x")
    assert re.fullmatch(r"[0-9a-f]{10}", commit_of(repository))


def test_a_changed_tree_is_marked(repository):
    """The page was not made from the commit alone."""
    clean = commit_of(repository)
    (repository / "page.md").write_text("two")
    assert commit_of(repository) == f"{clean}+"


def test_a_repository_without_commits_is_unknown(tmp_path, repository):
    """As a folder outside any repository is."""
    (tmp_path / "new").mkdir()
    subprocess.run(["git", "-C", str(tmp_path / "new"), "init", "--quiet"], check=True)
    assert commit_of(tmp_path / "new") == "unknown"
    (tmp_path / "plain").mkdir()
    assert commit_of(tmp_path / "plain") == "unknown"
    assert commit_of(tmp_path / "absent") == "unknown"


def test_a_hook_of_another_repository_does_not_mislead(repository, tmp_path, monkeypatch):
    """git sets GIT_DIR for its hooks."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other.git"))
    assert re.fullmatch(r"[0-9a-f]{10}", commit_of(repository))


@pytest.mark.parametrize("fault", [FileNotFoundError("git"), subprocess.TimeoutExpired("git", 10)])
def test_without_git_the_commit_is_unknown(fault, monkeypatch, tmp_path):
    """A build does not fail for it."""

    def absent(*_words, **_options):
        raise fault

    monkeypatch.setattr(subprocess, "run", absent)
    assert commit_of(tmp_path) == "unknown"


def test_the_moment_is_told_in_utc(monkeypatch):
    """Whatever the zone of the machine."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    moment = datetime.strptime(now(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 5
