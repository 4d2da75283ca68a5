"""Put the staged book together: prose, executed notebooks, generated pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from portfolio.config import Project
from portfolio.datasets import card, names
from portfolio.errors import PublishError
from portfolio.pipeline.kept import read_kept
from portfolio.pipeline.notebook import Notebook
from portfolio.pipeline.report import run_rows
from portfolio.pipeline.scenarios import Run
from portfolio.pipeline.schedule import Finished
from portfolio.results.value import Value
from portfolio.site.card_pages import card_markdown, catalogue_markdown
from portfolio.site.comparison import comparison
from portfolio.site.generated import banner, compare_path, page_path, page_title, status
from portfolio.site.notebook_page import page_of
from portfolio.site.result_tables import tables_file
from portfolio.site.roles import RESULTS_FOLDER, values_from
from portfolio.site.staging import Stage
from portfolio.site.toc import expanded, read_toc

STATUS_MARK = "<!-- portfolio: status -->"
CATALOGUE_MARK = "<!-- portfolio: catalogue -->"
IGNORED = {".DS_Store", ".gitkeep"}


def assemble(
    project: Project,
    finished: Sequence[Finished],
    notebooks: Mapping[str, Notebook],
    stage: Stage,
    *,
    commit: str,
    built_at: str,
) -> None:
    """Stage the whole book; files that say the same as before are left untouched.

    Raises
    ------
    PublishError
        A page cannot be made from what was executed.
    UsageError
        The table of contents is wrong.
    """
    toc = read_toc(project)
    shown = [item for item in finished if item.run.published and item.failure is None]
    values = {item.run.name: values_from(list(item.record.get("values", ()))) for item in shown}
    for item in shown:
        rows = [dict(value) for value in item.record.get("values", ())]
        stage.write_json(f"{RESULTS_FOLDER}/{item.run.name}.json", rows)
        tables = [dict(table) for table in item.record.get("tables", ())]
        stage.write_json(tables_file(Path(), item.run.name).as_posix(), tables)
    values |= _kept_values(project, stage)
    titles = {item.run.name: page_title(notebooks[item.run.notebook].title, item.run) for item in finished}
    marks = {
        STATUS_MARK: lambda: status(run_rows(finished), titles, commit, built_at),
        CATALOGUE_MARK: lambda: _catalogue(stage),
    }
    _prose(project, stage, marks)
    added = _chapters(shown, notebooks, values, stage)
    added["book/data"] = [{"file": f"data/{name}"} for name in names()]
    stage.write("_toc.yml", yaml.safe_dump(expanded(toc, added), sort_keys=False))
    stage.finish()


def _prose(project: Project, stage: Stage, marks: Mapping[str, Callable[[], str]]) -> None:
    """Stage the pages of prose; a mark is replaced by what is generated for it."""
    for path in sorted(project.book.rglob("*")):
        if not path.is_file() or path.name in IGNORED:
            continue
        name = path.relative_to(project.book).as_posix()
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            for mark, generate in marks.items():
                if mark in text:
                    text = text.replace(mark, generate())
            stage.write(name, text)
        else:
            stage.write(name, path.read_bytes())


def _catalogue(stage: Stage) -> str:
    cards = [card(name) for name in names()]
    for one in cards:
        stage.write(f"data/{one.name}.md", card_markdown(one))
    return catalogue_markdown(cards)


def _chapters(
    shown: Sequence[Finished],
    notebooks: Mapping[str, Notebook],
    values: Mapping[str, Mapping[str, Value]],
    stage: Stage,
) -> dict[str, list[dict[str, str]]]:
    """Stage the pages of all runs; return the entries to list under each notebook."""
    added: dict[str, list[dict[str, str]]] = {}
    for name, notebook in notebooks.items():
        mine = [item for item in shown if item.run.notebook == name]
        if not mine:
            continue
        runs = [item.run for item in mine]
        for item in mine:
            page = page_of(item.run, notebook, _executed(item), values, _banner(item, runs))
            stage.write_json(page_path(item.run) + ".ipynb", page)
        stage.write(f"_files/{name}.ipynb", _for_download(notebook))
        pages = [{"file": page_path(run), "title": run.title} for run in runs if run.scenario != "default"]
        if len(mine) > 1:
            rows = [(item.run, list(item.record.get("values", ()))) for item in mine]
            stage.write(compare_path(name) + ".md", comparison(notebook.title, rows))
            pages.append({"file": compare_path(name), "title": "All compared"})
        added[f"notebooks/{name}"] = pages
    return added


def _banner(item: Finished, runs: Sequence[Run]) -> str:
    return banner(item.run, runs, item.record["seconds"])


def _executed(item: Finished) -> dict[str, Any]:
    if item.executed is None:
        raise PublishError(f"{item.run.name}: nothing was executed")
    document: dict[str, Any] = json.loads(item.executed.read_text(encoding="utf-8"))
    return document


def _for_download(notebook: Notebook) -> str:
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
        for cell in notebook.cells
    ]
    return json.dumps({**notebook.document, "cells": cells}, ensure_ascii=False, indent=1) + "\n"
