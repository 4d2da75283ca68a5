"""What the stage of a book lists in navigation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import yaml

from finished_runs import finished_run
from press.pages.stage_book import assemble
from press.pages.staging import Stage
from press.pages.status_page import LISTED
from press.runs.notebook import read_notebooks
from press.settings.scenarios import load_scenarios
from press.sphinx_ext.translation import include_unlisted
from tests_support import TinyBook


def stage_of(book: TinyBook, runs: int) -> Path:
    """Return the stage of a book whose only notebook has so many runs."""
    others = {f"seed-{n}": {"title": f"Seed {n}", "parameters": {"seed": n}} for n in range(1, runs)}
    book.notebook("one", "seed", parameters="seed: int = 0  # of a draw [0..]")
    book.write("notebooks/one.yml", yaml.safe_dump({"scenarios": {"default": {"title": "Seed 0"}, **others}}))
    project = book.project
    notebooks = read_notebooks(project.notebooks)
    finished = [
        replace(finished_run(run.name, executed=project.notebooks / "one.ipynb"), run=run)
        for run in load_scenarios(project, notebooks)
    ]
    stage = Stage(book.root / "stage")
    assemble(project, finished, notebooks, stage, commit="abcdef0123", built_at="2026-01-02T03:04:05Z")
    return stage.folder


def test_a_few_runs_stand_in_the_navigation(book: TinyBook) -> None:
    """Beneath their notebook."""
    stage = stage_of(book, LISTED)
    assert (stage / "_toc.yml").read_text(encoding="utf-8").count("one-seed-") == LISTED - 1
    assert json.loads((stage / "_results/unlisted.json").read_text(encoding="utf-8")) == []


def test_hundreds_are_printed_and_not_listed(book: TinyBook) -> None:
    """Each page would list each other: the page that compares them does."""
    stage = stage_of(book, LISTED + 1)
    contents = (stage / "_toc.yml").read_text(encoding="utf-8")
    assert "one-seed-" not in contents
    assert "one-compare" in contents
    assert (stage / "notebooks/one-compare.md").read_text(encoding="utf-8").count("one-seed-") >= LISTED
    config = SimpleNamespace(exclude_patterns=["drafts/a.md", "fr/one.md", "notebooks/one-seed-3.ipynb"])
    include_unlisted(SimpleNamespace(srcdir=str(stage)), config)
    assert config.exclude_patterns == ["drafts/a.md"]
    page = json.loads((stage / "notebooks/one-seed-3.ipynb").read_text(encoding="utf-8"))
    assert page["metadata"]["orphan"] is True
