"""The notebooks that take a reader's table run whole on small ones: one here, all of them in the bench."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from bench.lender_tables import lender_table
from brought_data import OWN_DATA, OwnData, found, recorded, write_tenth
from brought_tables import TABLES, Brought
from brought_texts import VARIATIONS
from portfolio.datasets.catalogue import OWN_FILE
from portfolio.datasets.own_files import VARIABLE
from portfolio.errors import DataError
from press.runs.notebook import read_notebooks
from tests_support import ROOT
from whole_notebooks import run_cells

NOT_SMALL = {
    "recommendation",
    "sentiment",
}  # they refuse a small table; each was run whole on one of thousands of rows


def of_this_commit() -> list[tuple[str, str]]:
    """Return one table for one notebook: each commit has another, so that all have their turn."""
    commit = _commit()
    names = _shuffled(sorted(TABLES), commit)[:1]
    return [(name, _shuffled(sorted(tables_of(name)), commit)[0]) for name in names]


def tables_of(name: str) -> dict[str, Brought]:
    """Return the small tables of a notebook; for texts, also those of many habits that are not refused."""
    texts = {title: one.brought for title, one in VARIATIONS.items() if not one.refused}
    return {**TABLES[name], **(texts if name == "language" else {})}


def _commit() -> str:
    git = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()


def here() -> list[tuple[OwnData, dict[str, Path]]]:
    """Return one whole data set, another for each commit, of those whose files are here."""
    folder = os.environ.get(VARIABLE)
    all_files = {one.name: found(one, Path(folder)) if folder and not one.made[0] else {} for one in OWN_DATA}
    known = {one.name: one for one in OWN_DATA if one.made[0] or all_files[one.name]}
    return [(known[name], all_files[name]) for name in _shuffled(sorted(known), _commit())[:1]]


def _shuffled(names: list[str], commit: str) -> list[str]:
    return sorted(names, key=lambda name: hashlib.sha256(f"{commit} {name}".encode()).hexdigest())


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # a kernel tells them and goes on; a missing glyph is one
@pytest.mark.parametrize(("name", "table"), of_this_commit())
def test_a_notebook_runs_whole_on_a_brought_table(name: str, table: str, tmp_path: Path):
    """From the first cell to the last, every figure drawn."""
    run_cells(name, tables_of(name)[table].given(tmp_path))


def test_every_notebook_that_takes_a_table_has_five():
    """A new one is noticed."""
    taking = {
        name
        for name, notebook in read_notebooks(ROOT / "notebooks").items()
        if f"{OWN_FILE}*" in str(notebook.document)
    }
    assert taking == set(TABLES) | NOT_SMALL
    assert all(len(tables) == 5 for tables in TABLES.values())


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # as above
@pytest.mark.parametrize(("data", "files"), here(), ids=lambda one: getattr(one, "name", ""))
def test_a_notebook_runs_whole_on_a_tenth_of_a_brought_data_set(data, files, tmp_path, monkeypatch):
    """Or refuses it, as it refused the whole."""
    if data.made[0]:
        lender_table(data.made[0] // 10, data.made[1]).to_csv(tmp_path / data.file, index=False)
    write_tenth(data, files, tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    parameters: dict[str, object] = {
        name: value.replace("FILE", data.file.removesuffix(".gz")) for name, value in data.parameters.items()
    }
    if recorded().get(data.name, {}).get("code") == 3:
        with pytest.raises(DataError):
            run_cells(data.notebook, parameters)
    else:
        run_cells(data.notebook, parameters)
