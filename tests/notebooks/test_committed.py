"""The committed notebooks are clean, checked and tagged with words that are known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from portfolio.results.value import check_short
from press.build.quoting import misquoted, published_values
from press.build.refresh_outputs import CHECKED
from press.gate.gate import check_sources
from press.project import Project
from press.releases.results_lock import read_lock
from press.runs.notebook import Notebook, read_notebook, read_notebooks, source, tags
from press.settings.scenarios import load_scenarios
from tests_support import ROOT

PROJECT = Project(ROOT)
LOCK = read_lock(PROJECT.notebooks)
PATHS = sorted(PROJECT.notebooks.glob("*.ipynb"))
LONGEST_CELL = 13  # a method taught in plain lines, such as differentiation, takes that many
KNOWN_TAGS = {
    "parameters",
    CHECKED,
    "lesson",  # the code itself is the lesson: it has a bar on the page, and may define what it teaches
    "hide-cell",
    "hide-input",
    "hide-output",
    "remove-cell",
    "remove-input",
    "remove-output",
    "raises-exception",
}


@pytest.fixture(params=PATHS, ids=[path.stem for path in PATHS])
def notebook(request: pytest.FixtureRequest) -> Notebook:
    """Return each committed notebook in turn."""
    return read_notebook(request.param)


def test_there_are_notebooks():
    """An empty folder would make every other test pass."""
    assert PATHS


def test_a_notebook_has_checked_cells_with_something_to_compare(notebook):
    """nbval compares nothing, and passes, where nothing is stored."""
    checked = [cell for _, cell in notebook.code_cells if CHECKED in tags(cell)]
    assert checked
    assert all(cell["outputs"] for cell in checked)


def test_only_checked_cells_keep_outputs_and_these_are_short_text(notebook):
    """Everything else is made by a build."""
    for _, cell in notebook.code_cells:
        if CHECKED not in tags(cell):
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
        assert len(json.dumps(cell["outputs"])) < 4000


FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
PRESS_MARKUP = re.compile(r"\{[a-z][\w:-]*\}|:::|\]\(|^\([\w-]+\)=$|\(fact:|\(cite:|\(result:", re.MULTILINE)


def test_prose_reads_well_wherever_a_notebook_is_opened(notebook):
    """A plain renderer of CommonMark leaves no markup of the press over, and no link without a text."""
    renderer = MarkdownIt("commonmark").enable("table")
    for number, cell in enumerate(notebook.cells):
        if cell["cell_type"] == "markdown":
            html = renderer.render(FORMULA.sub("", source(cell)))
            html = re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)
            assert not PRESS_MARKUP.findall(re.sub(r"<[^>]*>", "", html)), number
            assert not re.findall(r"<a [^>]*></a>", html), number


def test_no_published_text_but_a_name_holds_a_digit():
    """A number in a text would have no tolerance; what is told in words is a name or a short wording."""
    values = {f"{run}.{name}": kept for run, of in LOCK.items() for name, kept in of.items()}
    texts = {name: kept for name, kept in values.items() if isinstance(kept.get("value"), str)}
    assert texts
    for name, kept in texts.items():
        check_short(name, kept["value"], from_data=kept["type"] == "data name")


def test_the_numbers_in_prose_are_the_published_ones():
    """In notebooks, pages and cards."""
    assert misquoted(PROJECT, read_notebooks(PROJECT.notebooks), published_values(PROJECT)) == []


def test_tags_are_known(notebook):
    """A misspelt tag does nothing, in silence."""
    for cell in notebook.cells:
        unknown = [tag for tag in tags(cell) if tag not in KNOWN_TAGS and not tag.startswith("shows-")]
        assert unknown == [], source(cell)[:60]


def test_a_notebook_composes_and_the_library_computes(notebook):
    """Nothing is defined but the answer to an exercise and what a cell teaches; none is long."""
    for _, cell in notebook.code_cells:
        lines = [line for line in source(cell).splitlines() if line.strip() and not line.startswith("#")]
        checks = [number for number, line in enumerate(lines) if line.startswith("exercises.check(")]
        defined = [line for line in lines if line.startswith(("def ", "class "))]
        assert len(defined) == len(checks) < 2 or (defined and not checks and "lesson" in tags(cell))
        if not {"hide-input", "parameters"} & set(tags(cell)):
            at = checks[0] if checks else 0  # the answer, then what it says of the chapter's data
            assert max(at, len(lines) - at) <= LONGEST_CELL, source(cell)


def test_a_notebook_closes_with_prose(notebook):
    """What was learnt, limits, what next."""
    assert notebook.cells[-1]["cell_type"] == "markdown"


def test_every_scenario_is_valid_and_no_number_is_typed_by_hand():
    """Scenario parameters fit their declarations; prose holds computed numbers only."""
    notebooks = read_notebooks(PROJECT.notebooks)
    runs = load_scenarios(PROJECT, notebooks)
    assert {run.notebook for run in runs} == set(notebooks)
    assert check_sources(PROJECT, notebooks) == []


def test_nothing_of_this_machine_is_committed_in_a_notebook():
    """No absolute path of this checkout or of the home folder."""
    for path in PATHS:
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert str(Path.home()) + "/" not in text
