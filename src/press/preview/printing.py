"""One print of a preview: stage the book, let Sphinx write what changed, finish those pages."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from portfolio.errors import PortfolioError
from press.build.plan import Plan, plan
from press.build.publish import CHECKS_MARK
from press.build.site_state import FILE, navigation_digest, press_digest, read_state
from press.execute.reports import run_rows
from press.files import write_whole
from press.finish.asset_bundle import SCRIPT, STATIC, STYLE, Assets, is_themed, lean_page, make_assets
from press.finish.cv_pdf import without_link
from press.finish.finish import finished
from press.gate import gate
from press.gate.listing import checks_markdown
from press.git import commit_of
from press.pages.stage_book import assemble
from press.pages.staging import Stage
from press.preview.choosing import Shown, due_runs, shown_runs
from press.preview.folder import PreviewProject
from press.preview.wire import in_words
from press.releases.swap import LEFT_OUT
from press.settings.book_config import read_config, sphinx_config
from press.sphinx_ext.run_sphinx import forget, opened, refuse_problems

NONE = ("no notebook yet",)
MEMORY, FRESH = "shown.pickle", "fresh.json"


@dataclass(frozen=True)
class Printed:
    """What a print came to."""

    pages: tuple[str, ...] = ()  # names of the pages that say something new
    due: Mapping[str, str] = field(default_factory=dict)  # the runs that must be executed, with their keys
    error: str = ""  # why nothing was printed, for people; the pages that are shown stay
    # settings or contents differ from those that Sphinx was started with: nothing was printed
    stale: bool = False


@dataclass(frozen=True)
class Press:
    """All that a print needs and that takes long to get; every print has a copy of its own, by a fork."""

    project: PreviewProject  # the project
    # lets Sphinx write what changed, or everything, and returns the problems
    write: Callable[[bool], list[str]]
    begun_with: str  # settings and contents that Sphinx was started with
    assets: Assets | None  # style sheet and script of the site; None before the first print
    moment: str  # when the preview began: a date that changed with each print would make pages new

    def print(self) -> Printed:
        """Print what changed.

        Raises
        ------
        PortfolioError
            It cannot even be said what is to be done.
        """
        planned = plan(self.project)
        due = due_runs(planned)
        try:
            return replace(self._printed(planned), due=due)
        except PortfolioError as error:
            return Printed(due=due, error=in_words(error))

    def _printed(self, planned: Plan) -> Printed:
        shown = shown_runs(planned, remembered(self.project))
        if not shown and planned.published:
            return Printed()  # the first of its runs is being executed
        gate.allowances(self.project)  # asked again after the print, where it would be too late
        gate.refuse(gate.check_sources(self.project, planned.notebooks))
        gate.refuse(
            gate.check_outputs([run for _, runs in shown.values() for run in runs], _notebooks(shown))
        )
        stage = staged(self.project, planned, shown, self.moment)
        if _begun_with(stage, sphinx_config(read_config(self.project), stage)) != self.begun_with:
            return Printed(stale=True)
        pages = self._written(stage)
        write_whole(self.project.build / MEMORY, pickle.dumps(shown), durable=False)
        write_whole(self.project.build / FRESH, json.dumps(pages), durable=False)
        return Printed(tuple(pages))

    def _written(self, stage: Path) -> list[str]:
        """Return the pages that Sphinx wrote, finished; if it has problems, it is made to forget them."""
        project, pages = self.project, self.project.build / "pages"
        state = {"press": press_digest(project), "navigation": navigation_digest(stage)}
        memory = project.build / "doctrees" / "environment.pickle"
        known, before = memory.read_bytes() if memory.exists() else b"", _stamps(pages)
        with unfinished(project):
            problems = self.write(read_state(project).get("navigation") != state["navigation"])
            fresh = [name for name, stamp in _stamps(pages).items() if before.get(name) != stamp]
            if problems:
                write_whole(memory, known, durable=False)
            done = [] if problems else finish_pages(pages, project.site, fresh, self.assets)
        refuse_problems(problems)
        write_whole(project.build / FILE, json.dumps(state), durable=False)
        return done


@contextmanager
def made_ready(project: PreviewProject, moment: str) -> Iterator[Press]:
    """Do all that can be done before it is known what will be printed."""
    stage, pages, doctrees = (project.build / name for name in ("stage", "pages", "doctrees"))
    planned = plan(project)
    # What these two read now they remember.
    gate.check_sources(project, planned.notebooks)
    navigation_digest(staged(project, planned, shown_runs(planned, remembered(project)), moment))
    if _mark(project).exists() or read_state(project).get("press", "") != press_digest(project):
        forget(pages, doctrees)
        (project.build / FILE).unlink(missing_ok=True)
    settings = sphinx_config(read_config(project), stage)
    printed = {name: (pages / name).read_text(encoding="utf-8") for name in _stamps(pages)}
    assets = _assets(pages, printed) if printed else None
    begun_with = _begun_with(stage, settings)
    with opened(stage, pages, doctrees, settings, hurried=True) as write:
        yield Press(project, write, begun_with, assets, moment)


def staged(project: PreviewProject, planned: Plan, shown: Shown, moment: str) -> Path:
    """Stage the book with what can be shown, and return the folder."""
    stage = project.build / "stage"
    missing = {run.notebook for run, _ in planned.published} - shown.keys()
    limited = replace(project, only=tuple(shown) or NONE) if missing else project
    runs = [run for _, mine in shown.values() for run in mine]
    commit, marks = commit_of(project.root), {CHECKS_MARK: checks_markdown}
    assemble(limited, runs, _notebooks(shown), Stage(stage), commit=commit, built_at=moment, marks=marks)
    return stage


def finish_pages(pages: Path, site: Path, fresh: list[str], assets: Assets | None) -> list[str]:
    """Make printed pages light and put them into the site; return those that differ from what stood there.

    What stands beside the pages is linked to, whatever it is: a look at the whole would take too long.
    """
    texts = {name: without_link(finished(pages / name).decode()) for name in fresh}
    themed = {name for name, text in texts.items() if is_themed(text)}
    if assets is None and themed:
        assets = _assets(pages, {name: texts[name] for name in themed})
    for path in pages.rglob("*"):
        beside = path.relative_to(pages)
        is_page = path.suffix == ".html" and not beside.as_posix().startswith(STATIC)
        if path.is_file() and not is_page and not LEFT_OUT & set(beside.parts):
            _link(path, site / beside)
    done = []
    for name, text in texts.items():
        light = lean_page(text, assets.versions) if assets and name in themed else text
        if not (site / name).exists() or (site / name).read_text(encoding="utf-8") != light:
            write_whole(site / name, light, durable=False)
            done.append(name)
    if assets:
        write_whole(site / STYLE, assets.style, durable=False)
        write_whole(site / SCRIPT, assets.script, durable=False)
    return done


def findings(project: PreviewProject) -> list[str]:
    """Return what the checks of single files say of the pages of the last print."""
    runs = [run for _, mine in remembered(project).values() for run in mine]
    context = gate.context_of(project, run_rows(runs))
    pages = json.loads((project.build / FRESH).read_text(encoding="utf-8"))
    return [str(finding) for finding in gate.check_files(project.site, pages, context, project)]


def remembered(project: PreviewProject) -> Shown:
    """Return what the pages showed at the last print, as far as it is still there."""
    with suppress(Exception):  # of another version of the press, or cut off: then nothing was shown
        shown: Shown = pickle.loads((project.build / MEMORY).read_bytes())
        return {
            name: (notebook, runs)
            for name, (notebook, runs) in shown.items()
            if all(run.executed is not None and run.executed.exists() for run in runs)
        }
    return {}


@contextmanager
def unfinished(project: PreviewProject) -> Iterator[None]:
    """Mark the folder while Sphinx writes: what a killed print left is not trusted."""
    _mark(project).touch()
    yield
    _mark(project).unlink()


def _mark(project: PreviewProject) -> Path:
    return project.build / "unfinished"


def _notebooks(shown: Shown) -> dict[str, Any]:
    return {name: notebook for name, (notebook, _) in shown.items()}


def _begun_with(stage: Path, settings: Mapping[str, Any]) -> str:
    contents = (stage / "_toc.yml").read_text(encoding="utf-8")
    return json.dumps([settings, contents], sort_keys=True, default=repr)


def _stamps(pages: Path) -> dict[str, int]:
    """Return when each page was written; the theme's own templates stand among its static files."""
    found = {path.relative_to(pages).as_posix(): path.stat().st_mtime_ns for path in pages.rglob("*.html")}
    return {name: stamp for name, stamp in found.items() if not name.startswith(STATIC)}


def _assets(pages: Path, printed: Mapping[str, str]) -> Assets:
    themed = {name: page for name, page in printed.items() if is_themed(page)}
    return make_assets(themed, lambda name: (pages / name).read_text(encoding="utf-8"), purged=False)


def _link(path: Path, place: Path) -> None:
    if place.exists() and place.samefile(path):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    os.link(path, place)
