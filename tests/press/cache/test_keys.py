"""The cache key of a run."""

from __future__ import annotations

import copy
import datetime
import json
import math
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.cache import keys
from press.cache.imports import follow_imports
from press.cache.keys import WORKER, WORKER_PACKAGES, Key, canonical, digest_of, run_key
from press.project import Project
from press.runs.notebook import Notebook
from press.runs.processor import PROFILES, under
from press.runs.scenarios import Run

TREE = {
    "portfolio/__init__.py": "",
    "portfolio/results/run_log.py": "",
    "press/__init__.py": "",
    "press/execute/__init__.py": "",
    "press/execute/worker.py": "def main():\n    from press.execute import kernel_environment\n",
    "press/execute/kernel_environment.py": "",
    "portfolio/eda/__init__.py": "from portfolio.eda import bounds\n",
    "portfolio/eda/bounds.py": "",
    "portfolio/scoring/__init__.py": "import portfolio.shared\n",
    "portfolio/shared.py": "",
}
CELLS = [
    {"cell_type": "markdown", "metadata": {}, "source": "# Title", "id": "a"},
    {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": "seed: int = 0\n",
        "id": "b",
        "outputs": [],
    },
    {
        "cell_type": "code",
        "metadata": {},
        "source": ["import pandas\n", "from portfolio import eda"],
        "id": "c",
    },
]


def book(root: Path) -> Project:
    for name, text in TREE.items():
        path = root / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "requirements.txt").write_text("pandas==1.0\nnumpy==1.0\n    # via pandas\n")
    return Project(root)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return book(tmp_path / "book")


def notebook(cells: list[dict[str, Any]], **metadata: Any) -> Notebook:
    document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return Notebook("study", Path("study.ipynb"), document)


def run(**parameters: Any) -> Run:
    return Run("study", "default", "Study", parameters)


def key(project: Project, cells: list[dict[str, Any]] = CELLS, **parameters: Any) -> Key:
    return run_key(run(**parameters), notebook(cells), project)


def edited(number: int, **changes: Any) -> list[dict[str, Any]]:
    cells = copy.deepcopy(CELLS)
    cells[number].update(changes)
    return cells


@pytest.mark.parametrize(
    "cells",
    [
        edited(0, source="# Another title\n\nMore prose."),
        edited(1, metadata={"tags": ["parameters", "hide-input", "nbval-check-output"]}),
        edited(2, metadata={"caption": "Delays", "alt": "Bars", "collapsed": True}),
        edited(2, id="z", outputs=[{"output_type": "stream", "text": "x"}], execution_count=7),
        edited(2, source="import pandas\r\nfrom portfolio import eda\n\n  "),
        [*CELLS, {"cell_type": "markdown", "metadata": {}, "source": "The end.", "id": "d"}],
    ],
    ids=["prose", "display tag", "caption", "outputs and id", "line ends", "new prose"],
)
def test_edits_that_cannot_change_results_keep_the_digest(
    project: Project, cells: list[dict[str, Any]]
) -> None:
    """Prose, captions and display tags are republished on top of the cached outputs."""
    assert key(project, cells).digest == key(project).digest


@pytest.mark.parametrize(
    "cells",
    [
        edited(1, source="seed: int = 1"),
        edited(2, source="import pandas\nfrom portfolio import eda\nx = 1"),
        edited(2, source=["import pandas \n", "from portfolio import eda"]),
        edited(2, metadata={"tags": ["raises-exception"]}),
        edited(2, metadata={"tags": ["skip-execution"]}),
        edited(1, metadata={}),
        CELLS[:2],
        [CELLS[0], CELLS[2], CELLS[1]],
    ],
    ids=["default", "code", "blank inside", "raises", "skip", "no parameters", "cell gone", "order"],
)
def test_edits_that_may_change_results_change_the_digest(
    project: Project, cells: list[dict[str, Any]]
) -> None:
    """Code, the order of cells and the tags that steer execution count."""
    assert key(project, cells).digest != key(project).digest


def test_a_default_that_changed_counts_even_if_overridden(project: Project) -> None:
    """The cell is executed before the injected one."""
    assert key(project, edited(1, source="seed: int = 1"), seed=3).digest != key(project, seed=3).digest


def test_a_tag_moved_to_another_cell_counts(project: Project) -> None:
    """Tags belong to their cell."""
    moved = edited(1, metadata={})
    moved[2]["metadata"] = {"tags": ["parameters"]}
    assert key(project, moved).digest != key(project).digest


@given(st.permutations([("a", 1), ("b", "x"), ("c", 2.5), ("d", True)]))
def test_the_order_of_parameters_does_not_count(order: list[tuple[str, Any]]) -> None:
    """The same values in another order are the same run."""
    empty = Project(Path("absent"))
    assert key(empty, [], **dict(order)).digest == key(empty, [], a=1, b="x", c=2.5, d=True).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1, True), (0, False), (1.0, True), (1, "1"), (0.0, -0.0), (None, "None"), ("é", "e\u0301")],
)
def test_values_of_another_type_are_other_parameters(project: Project, one: object, other: object) -> None:
    """What Python calls equal is not always the same input."""
    assert key(project, n=one).digest != key(project, n=other).digest


@pytest.mark.parametrize("value", [math.nan, math.inf, datetime.date(2013, 1, 1), (1, [2]), {"a": {"b": 1}}])
def test_any_parameter_can_be_part_of_a_key(project: Project, value: object) -> None:
    """Parts are plain JSON whatever the type of a value."""
    parts = key(project, n=value).parts
    assert json.loads(canonical(parts)) == parts
    assert key(project, n=value).digest == key(project, n=value).digest


def test_one_changed_module_changes_exactly_the_notebooks_that_import_it(project: Project) -> None:
    """Others keep their digest."""
    sources = {name: f"from portfolio import {name}" for name in ("eda", "scoring", "results")}

    def digests() -> dict[str, str]:
        return {name: key(project, edited(2, source=code)).digest for name, code in sources.items()}

    before = digests()
    (project.source / "portfolio" / "shared.py").write_text("x = 1\n")
    after = digests()
    assert [name for name in sources if before[name] != after[name]] == ["scoring"]


@pytest.mark.parametrize(
    "name", ["press/execute/worker.py", "press/execute/kernel_environment.py", "press/__init__.py"]
)
def test_the_way_of_execution_counts(project: Project, name: str) -> None:
    """What the worker imports shapes an executed notebook, so it is part of every key."""
    before = key(project)
    path = project.source / name
    path.write_text(f"{path.read_text()}changed = 1\n")
    assert key(project).parts["press"] != before.parts["press"]
    assert key(project).digest != before.digest


def test_what_executes_a_notebook_is_what_its_worker_imports() -> None:
    """How it runs, where, what is kept: nobody lists these by hand."""
    modules = follow_imports([f"import {WORKER}"], Path(keys.__file__).parents[2], WORKER_PACKAGES)
    shaping = ("clean_outputs", "failure", "kernel_environment", "worker")
    assert {*(f"press.execute.{name}" for name in shaping), "portfolio.results.run_log"} <= modules.keys()
    assert not any(name.startswith(("press.gate", "press.pages", "press.build")) for name in modules)


def test_python_counts(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one executes again."""
    before = key(project).digest
    monkeypatch.setattr("sys.version_info", SimpleNamespace(major=3, minor=99))
    assert key(project).digest != before


def test_every_pin_counts(project: Project) -> None:
    """An upgrade executes again, whatever the notebook imports."""
    before = key(project)
    project.requirements.write_text(project.requirements.read_text() + "not-installed==1.0\n")
    assert key(project).parts["packages"] == {**before.parts["packages"], "not-installed": "1.0"}
    assert key(project).digest != before.digest


def test_the_kernel_counts(project: Project) -> None:
    """Another interpreter gives other results."""
    other = run_key(run(), notebook(CELLS, kernelspec={"name": "other"}), project)
    assert other.digest != key(project).digest


def test_no_absolute_path_is_in_a_key(project: Project, tmp_path: Path) -> None:
    """The same book elsewhere has the same keys."""
    elsewhere = tmp_path / "another place" / "ä"
    shutil.copytree(project.root, elsewhere)
    there = key(Project(elsewhere))
    assert there.digest == key(project).digest
    assert str(tmp_path) not in json.dumps(there.parts)


def test_a_book_without_a_library_uses_the_installed_one(tmp_path: Path) -> None:
    """Its notebooks import the package that is running."""
    found = key(Project(tmp_path), edited(2, source="import portfolio.errors")).parts["modules"]
    assert found.keys() == {"portfolio", "portfolio.errors"}


def test_the_digest_is_that_of_the_parts(project: Project) -> None:
    """Anybody can recompute it from the record."""
    found = key(project, origin="JFK")
    assert found.digest == digest_of(json.loads(json.dumps(found.parts)))
    assert found.run == "study/default"


def test_runs_of_one_content_share_a_digest(project: Project) -> None:
    """Names and titles shape no result."""
    other = Run("study", "again", "Another title", {})
    assert run_key(other, notebook(CELLS), project).digest == key(project).digest


def test_each_profile_of_a_processor_has_keys_of_its_own(project: Project) -> None:
    """What one processor computed is not taken for what another would."""
    digests = set()
    for profile in PROFILES:
        with under(profile):
            digests.add(key(project).digest)
    assert len(digests) == len(PROFILES)


def test_an_ordinary_machine_adds_nothing_to_a_key(project: Project) -> None:
    """Its keys do not depend on which variables the press knows."""
    with under("native"):
        assert "processor" not in key(project).parts
    with under("mkl-sse"):
        assert key(project).parts["processor"] == {"MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}
