"""An older commit is not published over a newer one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
import yaml

from portfolio.errors import PublishError
from press.build.plan import plan
from press.build.rollback import rollback
from press.pages.changes_page import changes_markdown
from press.releases.releases import live_release
from tests_support import ROOT


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
    assert build(allow_older=True).site["published"] is True
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


WORKFLOW = ROOT / ".github/workflows/book.yml"


@pytest.fixture
def fresh_runner(commit, build, one):
    """Return a function that leaves of a build what the workflow hands from one runner to the next."""
    steps = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    caches = [
        step["with"]["path"] for step in steps if str(step.get("uses", "")).startswith("actions/cache@")
    ]
    kept = [name for paths in caches for name in paths.split() if name.startswith("_build/")]

    def renewed() -> None:
        aside = one.root / "aside"
        for path in (one.root / name for name in kept):
            if path.exists():
                (aside / path.name).parent.mkdir(exist_ok=True)
                path.rename(aside / path.name)
        shutil.rmtree(one.project.build)
        shutil.move(aside, one.project.build)

    return renewed


def test_a_fresh_runner_refuses_what_the_last_one_would_have(fresh_runner, commit, build, one):
    """An older commit."""
    old = commit("old")
    commit("new")
    build()
    fresh_runner()
    commit(at=old)
    with pytest.raises(PublishError, match="which comes after this one"):
        build()
    assert "new" in (one.project.site / "index.html").read_text()


def test_a_fresh_runner_tells_what_changed_and_can_go_back(fresh_runner, commit, build, one):
    """Against the site that was published before; nothing is executed again."""
    commit("first")
    build()
    fresh_runner()
    planned = plan(one.project)
    assert "first release" not in changes_markdown(one.project, [], planned.notebooks)
    commit("second")
    second = build()
    assert [item.status for item in second.finished] == ["reused"]
    fresh_runner()
    assert live_release(one.project.build, one.project.site).sequence == 2
    rollback(one.project)
    assert "first" in (one.project.site / "index.html").read_text()
