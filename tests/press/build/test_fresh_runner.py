"""A build on a fresh runner of the Actions: a checkout, and what the workflow kept of the build before."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from portfolio.errors import PublishError
from press.build import publish as publish_module
from press.build.build import build as build_book
from press.execute.progress import TextDisplay
from press.gate import gate
from press.gate.book.whole import MassDeletion
from press.gate.context import SiteContext
from press.gate.facts import FileFacts, Site
from press.releases.releases import chosen_release, releases
from tests_support import RECORDS, ROOT, TinyBook

CHAPTERS = ("one", "two", "three", "four", "five", "six")


def kept_paths() -> list[str]:
    """Return what the workflow keeps of the folder of everything that is made."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/book.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    caches = [step["with"]["path"] for step in steps if "actions/cache@" in str(step.get("uses"))]
    return [path for listed in caches for path in listed.split() if path.startswith("_build/")]


def judged(_project: Any, folder: Path, published: Any, _finished: Any, deletions: bool) -> dict[str, int]:
    """Hold the next site against the check of deletions alone."""
    pages = [path.relative_to(folder).as_posix() for path in folder.rglob("*.html")]
    site = Site({name: FileFacts(1) for name in pages})
    context = SiteContext(published=tuple(published), allow_deletions=deletions)
    gate.refuse_site(list(MassDeletion().findings(site, context)))
    return {}


@pytest.fixture
def runner(book: TinyBook, quick: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that builds some chapters, each time in a fresh checkout with what was kept."""
    monkeypatch.setattr(publish_module, "admit", judged)
    last: list[Path] = []

    def build(*chapters: str, kept: bool = True, **options: Any) -> Any:
        fresh = TinyBook(tmp_path / f"runner {len(last)}")
        for name in chapters:
            fresh.notebook(name, RECORDS)
        for path in kept_paths() if last and kept else []:
            source = last[-1] / path
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, fresh.root / path)
        last.append(fresh.root)
        built = build_book(fresh.project, display=TextDisplay, workers=1, **options)
        return built, fresh.project

    return build


def test_a_page_that_is_deleted_on_a_fresh_runner_is_told_and_can_be_brought_back(runner):
    """The published site came with the cache, and so did its release."""
    runner(*CHAPTERS)
    _, project = runner(*CHAPTERS[:-1])
    assert not (project.site / "notebooks/six.html").exists()
    assert "six" in (project.build / "changes.md").read_text(encoding="utf-8")
    assert [one.sequence for one in releases(project.build)] == [1, 2]
    assert "notebooks/six.html" in chosen_release(project.build, project.site, None).files


def test_most_pages_deleted_on_a_fresh_runner_stop_the_build(runner):
    """Unless that is meant; the published site is the one from before."""
    runner(*CHAPTERS)
    with pytest.raises(PublishError, match=r"would delete 5 of 7 pages"):
        runner(*CHAPTERS[:1])
    _, project = runner(*CHAPTERS[:1], allow_deletions=True)
    assert not (project.site / "notebooks/six.html").exists()


def test_a_runner_on_which_nothing_was_kept_notices_no_deletion(runner):
    """So what the tests above see comes from what the workflow keeps."""
    runner(*CHAPTERS)
    _, project = runner(*CHAPTERS[:1], kept=False)
    assert len(releases(project.build)) == 1
