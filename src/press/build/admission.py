"""The gate between the next site and the published one: the last place where a build can be refused.

Everything that may become public lies in `NextSite.folder` by then, and nothing of it is public yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from press.project import Project


@dataclass(frozen=True)
class Allowed:
    """What a person has asked for in so many words, though a build refuses it by itself.

    Parameters
    ----------
    older
        Publish an older commit over a newer one.
    deletions
        Publish a site that lacks most pages of the published one.
    """

    older: bool = False
    deletions: bool = False


@dataclass(frozen=True)
class NextSite:
    """The site that would be published next, with what a check of it needs to know.

    Parameters
    ----------
    folder
        Where it lies.
    published_pages
        Names of the pages that are published now, `notebooks/one.html`; empty before the first publication.
    runs
        The rows of report.json.
    allowed
        What was asked for in so many words.
    """

    folder: Path
    published_pages: tuple[str, ...] = ()
    runs: Sequence[Mapping[str, Any]] = ()
    allowed: Allowed = field(default_factory=Allowed)


def admit(project: Project, site: NextSite) -> dict[str, int]:
    """Let the next site pass, or refuse it; it is called after it is laid out and before the swap.

    Returns
    -------
    dict
        For each check its number of findings that do not block, for the difference between two releases.

    Raises
    ------
    PublishError
        A check does not hold; the published site stays.
    """
    from press.gate import gate

    context = gate.context_of(
        project,
        site.runs,
        published=site.published_pages,
        allow_deletions=site.allowed.deletions,
    )
    report = gate.check_site(site.folder, context, project=project)
    gate.refuse_site(report.findings)
    return {"findings allowed": report.allowed}
