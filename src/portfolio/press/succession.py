"""Which of two commits is the older: an older book must not take the place of a newer one unasked."""

from __future__ import annotations

import os
import subprocess

from portfolio.config import Project
from portfolio.errors import PublishError
from portfolio.pipeline.provenance import commit_of
from portfolio.site.releases import live_release

DIRTY = "+"  # behind a commit: files differ from it
UNKNOWN = "unknown"


def refuse_older(project: Project) -> None:
    """Refuse to publish when the files are of a commit before the published one.

    Nothing is refused outside git, or when the two commits are on branches of their own. Where the published
    commit is not known here, as in a clone without history, the dates of the commits decide.

    Raises
    ------
    PublishError
        The published commit comes after this one.
    """
    published = live_release(project.build, project.site)
    if published is None:
        return
    here, there = (name.removesuffix(DIRTY) for name in (commit_of(project.root), published.commit))
    if UNKNOWN in (here, there) or here == there:
        return
    if _is_before(project, here, there, published.told.get("committed_at")):
        raise PublishError(
            f"release {published.sequence} was published from commit {there}, which comes after this one",
            expected="a later commit",
            got=here,
            hint="Check out the later one, go back with portfolio rollback, or build with --allow-older.",
        )


def committed_at(project: Project) -> int | None:
    """Return when the present commit was made, in seconds since 1970; None outside git."""
    answer = _git(project, "show", "-s", "--format=%ct", "HEAD")
    return int(answer.stdout) if answer is not None and answer.returncode == 0 else None


def _is_before(project: Project, here: str, there: str, made: object) -> bool:
    answer = _git(project, "merge-base", "--is-ancestor", here, there)
    if answer is None or answer.returncode in (0, 1):
        return answer is not None and answer.returncode == 0
    own = committed_at(project)
    return own is not None and isinstance(made, int) and own < made


def _git(project: Project, *words: str) -> subprocess.CompletedProcess[str] | None:
    """Return git's answer; None when there is no git, or it takes too long."""
    # git tells its hooks where their own repository lies
    outside = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    command = ["git", "-C", str(project.root), *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=10, env=outside)
    except (OSError, subprocess.TimeoutExpired):
        return None
