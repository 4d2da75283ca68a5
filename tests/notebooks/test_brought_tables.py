"""The notebooks that take a reader's table run whole on small ones: one here, all fifteen in the bench."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from brought_tables import TABLES
from portfolio.datasets.catalogue import OWN_FILE
from press.runs.notebook import read_notebooks
from tests_support import ROOT
from whole_notebooks import run_cells


def of_this_commit() -> list[tuple[str, str]]:
    """Return one table for one notebook: each commit has another, so that all have their turn."""
    git = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    names = _shuffled(sorted(TABLES), commit)[:1]
    return [(name, _shuffled(sorted(TABLES[name]), commit)[0]) for name in names]


def _shuffled(names: list[str], commit: str) -> list[str]:
    return sorted(names, key=lambda name: hashlib.sha256(f"{commit} {name}".encode()).hexdigest())


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # a kernel tells them and goes on; a missing glyph is one
@pytest.mark.parametrize(("name", "table"), of_this_commit())
def test_a_notebook_runs_whole_on_a_brought_table(name: str, table: str, tmp_path: Path):
    """From the first cell to the last, every figure drawn."""
    run_cells(name, TABLES[name][table].given(tmp_path))


def test_every_notebook_that_takes_a_table_has_five():
    """A new one is noticed."""
    taking = {
        name
        for name, notebook in read_notebooks(ROOT / "notebooks").items()
        if f"{OWN_FILE}*" in str(notebook.document)
    }
    assert taking == set(TABLES)
    assert all(len(tables) == 5 for tables in TABLES.values())
