"""Put the staged book together: prose, executed notebooks, generated pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from portfolio.datasets import card, names
from portfolio.errors import PublishError
from portfolio.results.value import Value
from press.execute.finished import Finished, executed_document
from press.execute.pinned_results import Kept, read_kept
from press.execute.reports import run_rows
from press.pages.changes_page import changes_markdown
from press.pages.claims_page import claims_page
from press.pages.comparison import comparison
from press.pages.dataset_pages import card_markdown, catalogue_markdown
from press.pages.dataset_use import DatasetUse, dataset_uses
from press.pages.downloads import results_json
from press.pages.edition import Edition
from press.pages.fault_page import fault_page
from press.pages.home import LANGUAGES_MARK
from press.pages.home_pages import Around
from press.pages.notebook_page import page_of
from press.pages.own_data_page import own_data_page
from press.pages.own_pictures import staged_pictures, with_pictures
from press.pages.peers_page import peers_page
from press.pages.provenance_section import Imprint, closing
from press.pages.published_page import published_markdown, read_published
from press.pages.service_page import SERVICE_MARK, service_page
from press.pages.staging import Stage
from press.pages.standing_alone import page_without_links, quoted_values, without_links
from press.pages.status_page import LISTED, banner, status
from press.pages.tool_matrix import TOOLS_MARK, tool_matrix, tools_by_chapter
from press.project import Project
from press.releases.results_lock import Difference
from press.result_links import for_the_press
from press.result_references import RESULTS_FOLDER, anchor_of, values_from, with_anchors
from press.runs.notebook import Notebook
from press.runs.scenarios import Run, compare_path, page_path, page_title, sweep_path
from press.settings.book_config import CONF, read_config
from press.settings.competencies import read_tools
from press.settings.notebook_settings import NotebookSettings, read_all_settings
from press.settings.toc import chapters_of, expanded, narrowed, read_toc
from press.sphinx_ext.page_assets import anchored
from press.sphinx_ext.result_tables import tables_file
from press.sphinx_ext.translation import UNLISTED, split_page
from press.sweep.page import sweep_markdown
from press.sweep.swept_results import Sweep, sweep_json
from press.translation.findings import LANGUAGE
from press.translation.twins import has_language

STATUS_MARK = "<!-- portfolio: status -->"
CATALOGUE_MARK = "<!-- portfolio: catalogue -->"
CHANGES_MARK = "<!-- portfolio: changes -->"
FAULTS_MARK = "<!-- portfolio: faults -->"
CLAIMS_MARK = "<!-- portfolio: claims -->"
PEERS_MARK = "<!-- portfolio: peers -->"
PUBLISHED_MARK = "<!-- portfolio: published -->"
START = "start"  # the page that says how to begin
OWN_DATA_MARK = "<!-- portfolio: own data -->"
IGNORED = {".DS_Store", ".gitkeep"}


def assemble(
    project: Project,
    finished: Sequence[Finished],
    notebooks: Mapping[str, Notebook],
    stage: Stage,
    *,
    commit: str,
    built_at: str,
    marks: Mapping[str, Callable[[], str]] | None = None,
    drift: Sequence[Difference] = (),
    outdated: Sequence[Kept | Sweep] = (),
) -> None:
    """Stage the whole book; files that say the same as before are left untouched.

    `marks` are further marks in prose, each with what makes the text to stand in its place; `drift` and
    `outdated` are told on the pages that they concern.

    Raises
    ------
    PublishError
        A page cannot be made from what was executed.
    UsageError
        The table of contents is wrong.
    """
    toc = narrowed(read_toc(project), project.only)
    shown = [item for item in finished if item.run.published and item.failure is None]
    values = {item.run.name: values_from(item.record.values) for item in shown}
    for item in shown:
        rows = with_anchors(item.record.values, notebooks[item.run.notebook])
        stage.write_json(f"{RESULTS_FOLDER}/{item.run.name}.json", rows)
        tables = [dict(table) for table in item.record.tables]
        stage.write_json(tables_file(Path(), item.run.name).as_posix(), tables)
    values |= _kept_values(project, stage)
    if project.only:
        values |= _quoted_values(project, stage, values)
    chapters, documents = read_all_settings(project), {item.run.name: _executed(item) for item in shown}
    config = read_config(project)
    title, author = str(config.get("title") or ""), str(config.get("author") or "")
    cards = {name: one.card for name, one in chapters.items() if one.card}
    around = Around(project, toc, shown, documents, notebooks, cards, values, stage, title, author)
    short = {name: one.short for name, one in chapters.items() if one.short}
    named = {name: short.get(name, notebook.title) for name, notebook in notebooks.items()}
    titles = {item.run.name: page_title(named[item.run.notebook], item.run) for item in finished}
    uses = dataset_uses(shown, read_kept(project), _in_order(notebooks, toc), short)
    marks = {
        **(marks or {}),
        STATUS_MARK: lambda: status(run_rows(finished), titles, commit, built_at, drift),
        CATALOGUE_MARK: lambda: _catalogue(stage, uses),
        CHANGES_MARK: lambda: changes_markdown(project, finished, notebooks, drift),
        FAULTS_MARK: lambda: fault_page(project.book / "faults.yml"),
        CLAIMS_MARK: lambda: claims_page(project.book / "claims.yml"),
        PEERS_MARK: lambda: peers_page(project.book / "peers.yml"),
        PUBLISHED_MARK: lambda: published_markdown(read_published(project.book / "published.yml")),
        OWN_DATA_MARK: lambda: own_data_page(project.book / "own_data.yml"),
        SERVICE_MARK: lambda: service_page(project.book / "service.yml"),
        TOOLS_MARK: lambda: _tools(around, short),
        **around.marks(),
    }
    own = _own_pages(shown) if project.only else None
    _prose(around, marks, own)
    edition = Edition(around, chapters, LANGUAGE, own) if has_language(project, LANGUAGE) else None
    if edition:
        edition.write()
    around.write_beside(edition)
    stage.write("conf.py", CONF)
    added, unlisted = _chapters(around, chapters, _imprint(around, outdated), own)
    stage.write_json(UNLISTED, sorted(unlisted))
    added["book/data"] = [{"file": f"data/{name}"} for name in names()]
    in_navigation = {f"notebooks/{name}": text for name, text in short.items()}
    stage.write("_toc.yml", yaml.safe_dump(expanded(toc, added, in_navigation), sort_keys=False))
    stage.finish()


def _own_pages(shown: Sequence[Finished]) -> frozenset[str]:
    """Return the pages that notebooks have in a book of some chapters."""
    runs = {item.run.page for item in shown}
    return frozenset(runs | {Path(compare_path(item.run.notebook)).name for item in shown})


def _prose(around: Around, marks: Mapping[str, Callable[[], str]], own: Collection[str] | None) -> None:
    """Stage the pages of prose; a mark is replaced by what is generated for it.

    `own` are the pages of notebooks, in a book of some chapters.
    """
    book, stage = around.project.book, around.stage
    for path in sorted(book.rglob("*")):
        if not path.is_file() or path.name in IGNORED or split_page(path.relative_to(book).as_posix())[0]:
            continue
        name = path.relative_to(book).as_posix()
        if path.suffix == ".md":
            text = for_the_press(path.read_text(encoding="utf-8-sig"))
            text = staged_pictures(text, path.parent, around.project, stage)
            for mark, generate in marks.items():
                if mark in text:
                    text = text.replace(mark, generate())
            text = text if own is None else without_links(text, own, prose=True)
            stage.write(name, text.replace(LANGUAGES_MARK, ""))
        else:
            stage.write(name, path.read_bytes())


def _kept_values(project: Project, stage: Stage) -> dict[str, dict[str, Value]]:
    """Stage the results that no build repeats: prose names them like those of any run."""
    found = {}
    for kept in read_kept(project):
        rows = [{key: part for key, part in value.items() if key != "cell"} for value in kept.values]
        stage.write_json(f"{RESULTS_FOLDER}/{kept.name}.json", rows)
        stage.write_json(tables_file(Path(), kept.name).as_posix(), [dict(table) for table in kept.tables])
        found[kept.name] = values_from(rows)
    return found


def _quoted_values(project: Project, stage: Stage, known: Collection[str]) -> dict[str, dict[str, Value]]:
    """Stage the published results of the runs that this book leaves out."""
    found = quoted_values(project, known)
    for run, values in found.items():
        stage.write_json(f"{RESULTS_FOLDER}/{run}.json", [value.as_dict() for value in values.values()])
    return found


def _catalogue(stage: Stage, uses: Mapping[str, DatasetUse]) -> str:
    cards = [card(name) for name in names()]
    for one in cards:
        stage.write(f"data/{one.name}.md", card_markdown(one, uses.get(one.name)))
    return catalogue_markdown(cards, uses)


def _in_order(notebooks: Mapping[str, Notebook], toc: Mapping[str, Any]) -> dict[str, Notebook]:
    """Return the notebooks that the table of contents names, in its order."""
    return {name: notebooks[name] for name in chapters_of(toc) if name in notebooks}


def _tools(around: Around, short: Mapping[str, str]) -> str:
    chapters = [around.notebooks[name] for name in around.default_runs]
    titles = {one.name: short.get(one.name, one.title) for one in chapters}
    return tool_matrix(read_tools(around.project), tools_by_chapter(chapters, around.project), titles)


def _chapters(
    around: Around,
    chapters: Mapping[str, NotebookSettings],
    imprint: Imprint,
    own: Collection[str] | None,
) -> tuple[dict[str, list[dict[str, str]]], set[str]]:
    """Stage the pages of all runs; return the entries to list under each notebook, and the files not listed.

    Of a notebook with more than `LISTED` runs none is: a navigation of hundreds on each of hundreds of pages
    grows as the square. The page that compares them names all.
    """
    stage = around.stage
    added: dict[str, list[dict[str, str]]] = {}
    unlisted: set[str] = set()
    for name, notebook in around.notebooks.items():
        mine = [item for item in around.shown if item.run.notebook == name]
        if not mine:
            continue
        runs, own_words = [item.run for item in mine], chapters.get(name, NotebookSettings())
        for item in mine:
            page = _page(item, runs, around, own_words, imprint)
            page = page if own is None else page_without_links(page, own)
            page = with_pictures(page, notebook.where, around.project, stage)
            recording = {anchor_of(int(row["cell"]) - 1) for row in item.record.values if row.get("cell")}
            if len(mine) > LISTED and item.run.scenario != "default" and name in chapters_of(around.toc):
                page["metadata"] = {**page["metadata"], "orphan": True}
                unlisted.add(page_path(item.run) + ".ipynb")
            stage.write_json(page_path(item.run) + ".ipynb", anchored(page, recording))
            stage.write(f"_files/results/{item.run.page}.json", results_json(item.run, item.record))
        stage.write(f"_files/{name}.ipynb", _for_download(notebook))
        others = [run for run in runs if run.scenario != "default"] if len(mine) <= LISTED else []
        pages = [{"file": page_path(run), "title": run.title} for run in others]
        if len(mine) > 1:
            recorded = [(run, around.values[run.name]) for run in runs]
            headlines = around.chapters[name].headlines if name in around.chapters else ()
            stage.write(compare_path(name) + ".md", comparison(notebook.title, recorded, headlines))
            pages.append({"file": compare_path(name), "title": "All compared"})
        if name in around.sweeps:
            stage.write(sweep_path(name) + ".md", _sweep_page(around, name, imprint))
            pages.append({"file": sweep_path(name), "title": "A sweep"})
        added[f"notebooks/{name}"] = pages
    return added, unlisted


def _sweep_page(around: Around, name: str, imprint: Imprint) -> str:
    """Stage the table of a sweep and return its page."""
    swept = around.sweeps[name]
    address = f"_files/results/{name}-sweep.json"
    around.stage.write(address, sweep_json(swept))
    told = (
        f"{{download}}`The whole table, JSON </{address}>`; executed by `portfolio sweep`, not by each build."
    )
    return sweep_markdown(swept, outdated=swept.name in imprint.outdated, table=told)


def _page(
    item: Finished, runs: Sequence[Run], around: Around, own_words: NotebookSettings, imprint: Imprint
) -> dict[str, Any]:
    """Return the document of the page of a run; `runs` are all of its notebook."""
    notebook = around.notebooks[item.run.notebook]
    return page_of(
        item.run,
        notebook,
        around.documents[item.run.name],
        around.values,
        banner(item.run, runs, item.record.seconds),
        card=own_words.card,
        highlight=around.highlight(item.run.notebook, item.run.scenario),
        closing=closing(item.run, notebook, item.record, imprint),
    )


def _imprint(around: Around, outdated: Sequence[Kept | Sweep]) -> Imprint:
    """Return what the end of every page says alike; only datasets with a staged card are linked."""
    stage, owner = around.stage, around.profile
    cards = {path.stem for path in stage.written if path.parent == stage.folder / "data"}
    repository = owner.repository if owner else ""
    changed = {kept.name for kept in outdated}
    start = START if START in around.pages else ""
    kept = read_kept(around.project)
    return Imprint(around.author, around.title, repository, cards, kept, changed, start)


def _executed(item: Finished) -> dict[str, Any]:
    if item.executed is None:
        raise PublishError(f"{item.run.name}: nothing was executed")
    return executed_document(item.executed)


def _for_download(notebook: Notebook) -> str:
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in notebook.cells
    ]
    return json.dumps({**notebook.document, "cells": cells}, ensure_ascii=False, indent=1) + "\n"
