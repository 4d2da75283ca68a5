"""The box that says how to run a chapter oneself."""

from __future__ import annotations

from pathlib import Path

import pytest

from finished_runs import run_of
from press.execute.finished import Record
from press.pages.run_it_yourself import launch_links, run_box
from press.runs.notebook import Notebook
from tests_support import cell, document

PARAMETERS = """origin: str = "all"  # airport, or * [all, JFK]
seed: int = 0  # chance [0..]
drop: str = ""  # nothing | x"""
NOTEBOOK = Notebook("one", Path("notebooks/one.ipynb"), document([cell(PARAMETERS, "parameters")]))
RECORD = Record(12.6, 1234.4)


def box(name: str = "one/default", repository: str = "", **parameters: object) -> str:
    """Return the box of a run."""
    return "\n".join(run_box(run_of(name, **parameters), NOTEBOOK, RECORD, repository))


def test_the_box_holds_command_and_measured_cost():
    """The cost is declared to differ between builds."""
    assert "\n$ portfolio run one\n" in box()
    assert "{volatile}`13 s` and at most {volatile}`1,234 MiB` of memory" in box()


def test_each_parameter_has_type_default_range_and_help():
    """As the parameters cell declares them, with nothing read as markup."""
    assert "| Parameter | Meaning | Type | Default | Accepts |" in box()
    assert r"| `origin` | airport, or \* | str | `all` | all or JFK |" in box()
    assert "| `seed` | chance | int | `0` | at least 0 |" in box()
    assert r"| `drop` | nothing \| x | str | empty | any text |" in box()


def test_a_scenario_shows_its_own_values_beside_the_defaults():
    """What it leaves alone is said to be the default."""
    shown = box("one/x", origin="JFK")
    assert "| Default | Here | Accepts |" in shown
    assert "| str | `all` | **`JFK`** | all or JFK |" in shown
    assert "| int | `0` | the default | at least 0 |" in shown


def test_a_notebook_without_parameters_has_no_table():
    """Only the command."""
    bare = Notebook("one", Path("notebooks/one.ipynb"), document([cell("1")]))
    assert "wide-table" not in "\n".join(run_box(run_of(), bare, RECORD))


def test_buttons_stand_only_where_the_owner_named_a_repository():
    """An address of nobody would lead nowhere."""
    assert "launch" not in box()
    assert "[Binder](https://mybinder.org/v2/gh/ann/book/HEAD?labpath=notebooks%2Fone.ipynb)" in box(
        repository="https://github.com/ann/book"
    )


@pytest.mark.parametrize(
    "repository", ["", "github.com/a/b", "https://example.org/a/b", "https://github.com/a"]
)
def test_services_know_no_other_address(repository: str):
    """No link rather than a broken one."""
    assert launch_links(repository, "one") == {}


@pytest.mark.parametrize(
    ("repository", "labels"),
    [
        ("https://github.com/ann/book.git", ["Binder", "Colab", "Source"]),
        ("https://github.com/ann/book/", ["Binder", "Colab", "Source"]),
        ("https://gitlab.com/ann/group/book", ["Binder", "Source"]),
    ],
)
def test_a_repository_is_opened_where_its_host_is_known(repository: str, labels: list[str]):
    """Colab reads GitHub only."""
    links = launch_links(repository, "one")
    assert list(links) == labels
    assert all(address.startswith("https://") and ".git/" not in address for address in links.values())
