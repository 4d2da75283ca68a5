"""An older commit is not published over a newer one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from portfolio.errors import PublishError
from press.build.admission import Allowed


@pytest.fixture
def commit(one):
    """Return a function that commits the book with a sentence on its home page, or goes to a commit."""

    def git(*words, date="2026-01-01"):
        dates = {"GIT_AUTHOR_DATE": f"{date}T00:00:00Z", "GIT_COMMITTER_DATE": f"{date}T00:00:00Z"}
        name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        done = subprocess.run(
            ["git", *name, *words],
            cwd=one.root,
            env={**os.environ, **dates},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    git("init", "-q")
    one.write(".gitignore", "_build\nsrc\n")

    def made(text="", *, at="", date="2026-01-01"):
        if at:
            git("checkout", "-q", at)
        else:
            one.write("book/index.md", f"# Home\n\n{text}\n")
            git("add", ".")
            git("commit", "-qm", text, date=date)
        return git("rev-parse", "HEAD")

    return made


def test_an_older_commit_is_refused_and_reported(commit, build, one):
    """The site stays, and machines learn why."""
    old = commit("old")
    build()
    commit("new")
    build()
    commit(at=old)
    with pytest.raises(PublishError, match=r"which comes after this one.*--allow-older"):
        build()
    assert "new" in (one.project.site / "index.html").read_text()
    assert json.loads((one.project.build / "report.json").read_text())["refused"]["exit_code"] == 7


def test_an_older_commit_is_published_when_asked_for(commit, build, one):
    """In so many words."""
    old = commit("old")
    commit("new")
    build()
    commit(at=old)
    assert build(allowed=Allowed(older=True)).site["published"] is True
    assert "old" in (one.project.site / "index.html").read_text()


def test_a_newer_commit_and_one_of_another_branch_are_published(commit, build, one):
    """Neither comes before the published one."""
    old = commit("old")
    build()
    commit("new")
    assert build().site["published"] is True
    commit(at=old)
    commit("another way")
    assert build().site["published"] is True
    assert "another way" in (one.project.site / "index.html").read_text()


def test_nothing_is_refused_outside_git(build, one):
    """There is no older and newer."""
    build()
    one.write("book/index.md", "# Home\n\nOther.\n")
    assert build().site["published"] is True


@pytest.mark.parametrize(("date", "refused"), [("2025-12-31", True), ("2026-01-02", False)])
def test_without_history_the_dates_of_the_commits_decide(date, refused, commit, build, one):
    """As in a clone that holds one commit only."""
    commit("published")
    build()
    shutil.rmtree(one.root / ".git")
    subprocess.run(["git", "init", "-q"], cwd=one.root, check=True)
    commit("other", date=date)
    if refused:
        with pytest.raises(PublishError, match="comes after this one"):
            build()
    else:
        assert build().site["published"] is True
