"""The page that tells what changed since the release before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from press.execute.finished import Finished
from press.pages.status_page import drifted
from press.project import Project
from press.releases.changes import Changes, sections
from press.releases.releases import live_release
from press.releases.results_lock import Difference
from press.releases.snapshot import changes_since, runs_told
from press.runs.notebook import Notebook

WEIGHT = "Page weight"  # not known before the page itself is printed


def changes_markdown(
    project: Project,
    finished: Sequence[Finished],
    notebooks: Mapping[str, Notebook],
    drift: Sequence[Difference] = (),
) -> str:
    """Return the body of the page: this build against the published release, and against the lock.

    All of it depends on what was published before, so it stands in a block that a normalised digest of the
    site leaves out.
    """
    before = live_release(project.build, project.site)
    told = {"runs": runs_told(project, finished, notebooks)}
    return changes_block(changes_since(before, told, finished)) + "\n".join(["", *drifted(drift)])


def changes_block(changes: Changes) -> str:
    """Return the differences as MyST, in one volatile block."""
    if not changes.since:
        body = ["This is the first release that was published from this folder."]
    else:
        body = [f"The release before was made from {changes.since}.", ""]
        for title, told in sections(changes):
            if not title.startswith(WEIGHT):
                body += [f"**{title}**", "", *told, ""]
    return "\n".join([":::{div} volatile-block", *body, ":::"]) + "\n"
