"""Print the book, let it pass the gate, and publish it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from press.build.drift import Drift
from press.build.plan import Plan
from press.build.site_state import navigation_digest, press_digest, read_state, write_state
from press.cache.keys import digest_of
from press.execute.finished import Finished
from press.execute.reports import run_rows
from press.files import write_whole
from press.finish.cv_pdf import add_pdfs
from press.git import commit_of, committed_at
from press.moments import now
from press.pages.staging import Stage
from press.project import Project
from press.releases.changes import changes_text
from press.releases.releases import keep_release, live_release
from press.releases.swap import lay_out, swap, tree_digests
from press.settings.profile import read_profile
from press.translation.numbers import MARKS

FINISHED = "finished.json"  # what is known of the printed pages
CHECKS_MARK = "<!-- portfolio: checks -->"


def publish(
    project: Project,
    planned: Plan,
    finished: Sequence[Finished],
    config: dict[str, Any],
    drift: Drift,
    *,
    allow_deletions: bool = False,
) -> dict[str, Any]:
    """Print the pages of all runs and swap the new site for the published one.

    Parameters
    ----------
    allow_deletions
        Publish though most of the published pages would disappear.

    Returns
    -------
    dict
        `published`, `pages`, `rewritten` (how many files are new), `seconds`, `release` (its number; None
        for a book of some chapters) and `notes`, what a reader of the site would miss.

    Raises
    ------
    PublishError
        Sphinx warns or the gate refuses; the published site is the one from before.
    """
    from press.releases.snapshot import changes_since, runs_told, weights_told

    started = time.monotonic()
    commit, moment = commit_of(project.root), now()
    shaped = _print(project, planned, finished, config, drift, commit, moment)
    following, old = project.build / "html.next", {}
    if project.site.exists():
        old = tree_digests(project.site)
    lay_out(project.build / "pages", project.site, following, project.build / FINISHED)
    notes = _add_pdfs(project, following)
    before = live_release(project.build, project.site, old)
    told = {
        "commit": commit,
        "committed_at": committed_at(project.root),
        "published_at": moment,
        "runs": runs_told(project, finished, planned.notebooks),
        "weights": weights_told(following),
    }
    changes = changes_since(before, told, finished)
    write_whole(project.build / "changes.md", changes_text(changes))
    told["checks"] = admit(project, following, _pages(old), finished, allow_deletions)
    changes = changes_since(before, told, finished)
    digests = tree_digests(following)
    swap(following, project.site)
    # a book of some chapters is no release: it is made to be looked at here
    release = None if project.only else keep_release(project.build, project.site, digests, told)
    write_whole(project.build / "changes.md", changes_text(changes))
    chosen = [(item.run, item.verdict) for item in finished]
    write_state(project, shaped, chosen, digest_of(digests))
    return {
        "published": True,
        "pages": len(_pages(digests)),
        "rewritten": sum(old.get(name) != found for name, found in digests.items()),
        "seconds": round(time.monotonic() - started, 2),
        "release": release.sequence if release else None,
        "notes": notes,
    }


def _add_pdfs(project: Project, following: Path) -> list[str]:
    """Print the CV of each language; return what went wrong."""
    profile = read_profile(project)
    pages = [f"{folder}cv.html" for folder in ("", *(f"{language}/" for language in MARKS))]
    return add_pdfs(following, pages, project.build / "cv", profile.url if profile else "")


def admit(
    project: Project, folder: Path, published: Sequence[str], finished: Sequence[Finished], deletions: bool
) -> dict[str, int]:
    """Let the next site pass, or refuse it: the last place where a build can be refused.

    All that may become public lies in `folder` by then, and nothing of it is public yet.

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

    context = gate.context_of(project, run_rows(finished), published=published, allow_deletions=deletions)
    report = gate.check_site(folder, context, project=project)
    gate.refuse_site(report.findings)
    return {"findings allowed": report.allowed}


def _print(
    project: Project,
    planned: Plan,
    finished: Sequence[Finished],
    config: dict[str, Any],
    drift: Drift,
    commit: str,
    moment: str,
) -> dict[str, str]:
    """Print the pages and return the digests of what shapes all of them."""
    from press.gate.listing import checks_markdown
    from press.pages.stage_book import assemble
    from press.settings.book_config import sphinx_config
    from press.sphinx_ext.run_sphinx import forget, print_pages

    stage, pages, doctrees = (project.build / name for name in ("stage", "pages", "doctrees"))
    marks = {CHECKS_MARK: checks_markdown}
    assemble(
        project,
        finished,
        planned.notebooks,
        Stage(stage),
        commit=commit,
        built_at=moment,
        marks=marks,
        drift=drift.values,
        outdated=drift.outdated,
    )
    before = read_state(project)
    shaped = {"press": press_digest(project), "navigation": navigation_digest(stage)}
    if before.get("press") != shaped["press"]:
        forget(pages, doctrees)
    print_pages(
        stage,
        pages,
        doctrees,
        sphinx_config(config, stage),
        rewrite_all=before.get("navigation") != shaped["navigation"],
    )
    return shaped


def _pages(names: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.endswith(".html"))
