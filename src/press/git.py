"""What git says of a folder; nothing where there is no git, or no repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

DIRTY = "+"  # behind a commit: files differ from it
UNKNOWN = "unknown"
_SECONDS = 10


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """Return git's answer in the folder `root`; None when there is no git, or it takes too long."""
    # git tells its hooks where their own repository lies
    outside = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    try:
        return subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",  # names and messages of commits may be in any encoding
            check=False,
            timeout=_SECONDS,
            env=outside,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def git_output(root: Path, *arguments: str) -> str | None:
    """Return what a git command prints; None when it fails or there is no git."""
    answer = git(root, *arguments)
    return answer.stdout if answer is not None and answer.returncode == 0 else None


def commit_of(root: Path) -> str:
    """Return the short commit id of `root`, with `+` when files differ from it; `unknown` outside git."""
    commit = git_output(root, "rev-parse", "--short=10", "HEAD")
    if commit is None:
        return UNKNOWN
    changed = (git_output(root, "status", "--porcelain", "--untracked-files=no") or "").strip()
    return commit.strip() + (DIRTY if changed else "")


def committed_at(root: Path) -> int | None:
    """Return when the present commit was made, in seconds since 1970; None outside git."""
    told = git_output(root, "show", "-s", "--format=%ct", "HEAD")
    return int(told) if told is not None else None


def is_ancestor(root: Path, here: str, there: str) -> bool | None:
    """Return whether commit `here` comes before `there`; None when one of them is not known."""
    answer = git(root, "merge-base", "--is-ancestor", here, there)
    if answer is None:
        return False
    return answer.returncode == 0 if answer.returncode in (0, 1) else None
