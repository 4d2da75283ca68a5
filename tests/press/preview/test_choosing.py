"""From what was saved to what is to be done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from finished_runs import run_of, verdict_of
from press.preview.choosing import Need, due_runs, need_of, ready_notebooks, shown_runs
from press.project import Project

ROOT = Path("/p")


@pytest.mark.parametrize(
    ("name", "need"),
    [
        ("book/about.md", Need.PRINT),
        ("book/chapters.yml", Need.PRINT),
        ("notebooks/one.ipynb", Need.PRINT),
        ("notebooks/scenarios.yml", Need.PRINT),
        ("src/portfolio/scoring/woe.py", Need.ANEW),
        ("src/portfolio/datasets/cards/lee.yml", Need.ANEW),
        ("book/references.bib", Need.ANEW),
        ("book/locale/fr/LC_MESSAGES/index.po", Need.ANEW),
        ("_toc.yml", Need.ANEW),
        ("_config.yml", Need.ANEW),
        ("README.md", Need.NOTHING),
        ("_build/preview/stage/about.md", Need.NOTHING),
        ("book/.about.md.swp", Need.NOTHING),
        ("book/about.md~", Need.NOTHING),
        ("notebooks/.ipynb_checkpoints/one-checkpoint.ipynb", Need.NOTHING),
        ("src/portfolio/__pycache__/errors.cpython-311.pyc", Need.NOTHING),
    ],
)
def test_each_file_asks_for_what_depends_on_it(name, need):
    """Prose is printed; code and settings are read by a new process; what editors leave is no change."""
    assert need_of([ROOT / name], Project(ROOT)) is need


def test_of_several_files_the_one_that_needs_most_counts():
    """They were saved in one moment."""
    changed = [ROOT / "book/about.md", ROOT / "_toc.yml", ROOT / "README.md"]
    assert need_of(changed, Project(ROOT)) is Need.ANEW
    assert need_of([], Project(ROOT)) is Need.NOTHING


def planned(*cached: str, runs: tuple[str, ...] = ("one/default", "one/jfk", "two/default")) -> Any:
    """Return a plan in which the runs named are in the cache."""
    verdicts = []
    for name in runs:
        run = run_of(name)
        verdict = verdict_of(run)
        entry = SimpleNamespace(notebook=Path(f"{name}.ipynb"), record={"seconds": 1.0, "peak_mib": 1.0})
        verdicts.append((run, replace(verdict, entry=entry) if name in cached else verdict))
    notebooks = dict.fromkeys(name.partition("/")[0] for name in runs)
    return SimpleNamespace(
        published=tuple(verdicts), notebooks={name: f"today's {name}" for name in notebooks}
    )


def test_runs_that_are_not_in_the_cache_are_due():
    """With their keys, so that a later change of the code is noticed."""
    assert due_runs(planned("one/jfk")) == {"one/default": "0" * 64, "two/default": "0" * 64}


def test_a_notebook_is_shown_when_all_of_its_runs_are_there():
    """Its pages link to each other."""
    shown = shown_runs(planned("one/default", "one/jfk"), {})
    assert list(shown) == ["one"]
    notebook, runs = shown["one"]
    assert notebook == "today's one"
    assert [(run.run.name, run.status) for run in runs] == [("one/default", "reused"), ("one/jfk", "reused")]


def test_until_its_runs_are_executed_a_notebook_shows_what_it_last_showed():
    """The old prose with the old numbers: both were true together."""
    before = {"one": ("yesterday's one", ()), "gone": ("a notebook that was removed", ())}
    shown = shown_runs(planned("one/default", "two/default"), before)
    assert {name: notebook for name, (notebook, _) in shown.items()} == {
        "one": "yesterday's one",
        "two": "today's two",
    }


@pytest.mark.parametrize(
    ("ended", "ready"),
    [
        ((), set()),
        (("one/default",), set()),
        (("one/jfk", "one/default"), {"one"}),
        (("two/default",), {"two"}),
    ],
)
def test_a_notebook_is_ready_when_its_last_run_has_ended(ended, ready):
    """Its pages are printed while others are executed."""
    due = dict.fromkeys(("one/default", "one/jfk", "two/default"), "key")
    assert ready_notebooks(due, ended) == ready
