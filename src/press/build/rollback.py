"""Publish an earlier release again, byte for byte."""

from __future__ import annotations

from press.build.folder_lock import locked
from press.project import Project
from press.releases.releases import Release, chosen_release, restore
from press.releases.swap import recover, swap


def rollback(project: Project, sequence: int | None = None) -> Release:
    """Put release `sequence` in the place of the published site; the one before it when absent.

    The next build publishes today's book again.

    Raises
    ------
    UsageError
        No such release is kept.
    EnvironmentFaultError
        The kept release is damaged, or the disk refuses; the published site is untouched.
    LockHeldError
        A build works here.
    """
    with locked(project):
        recover(project.site)
        release = chosen_release(project.build, project.site, sequence)
        following = project.build / "html.next"
        restore(release, following)
        swap(following, project.site)
        return release
