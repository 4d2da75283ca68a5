"""Which of two commits is the older: an older book must not take the place of a newer one unasked."""

from __future__ import annotations

from portfolio.errors import PublishError
from press.git import DIRTY, UNKNOWN, commit_of, committed_at, is_ancestor
from press.project import Project
from press.releases.releases import live_release


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


def _is_before(project: Project, here: str, there: str, made: object) -> bool:
    before = is_ancestor(project.root, here, there)
    if before is not None:
        return before
    own = committed_at(project.root)
    return own is not None and isinstance(made, int) and own < made
