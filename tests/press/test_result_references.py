"""References to recorded values."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from finished_runs import value
from portfolio.errors import PublishError
from portfolio.results.value import Value
from press.pages.staging import Stage
from press.result_references import (
    filled,
    read_values,
    results_file,
    shown,
    split_reference,
    values_from,
    with_anchors,
)

DELAY = Value("delay", 12.44, "min", 1, (11.9, 12.8), label="Delay")
VALUES = {
    "one/default": {"delay": DELAY},
    "one/jfk": {"delay": Value("delay", -3.0, digits=0), "city": Value("city", "JFK", type="name")},
}
NBSP = "\N{NO-BREAK SPACE}"


def test_plain_text_takes_no_time_of_the_machine():
    """An alternative text has no markup that could declare it."""
    values = {"one/default": {"took": Value("took", 3.2, "s", measured=True)}}
    with pytest.raises(PublishError, match=r"`took`: one/default\.took is a time of the machine; expected"):
        filled("It took {result}`took`.", "one/default", values)


@pytest.mark.parametrize(
    ("reference", "own", "parts"),
    [
        ("delay", "one/jfk", ("one/jfk", "delay", "text")),
        ("delay|full", "one/jfk", ("one/jfk", "delay", "full")),
        (" delay | full ", "one/jfk", ("one/jfk", "delay", "full")),
        ("one.delay", None, ("one/default", "delay", "text")),
        ("one/jfk.delay|bounds", None, ("one/jfk", "delay", "bounds")),
        ("two.delay", "one/jfk", ("two/default", "delay", "text")),
        ("delay|", "one/jfk", ("one/jfk", "delay", "text")),
    ],
)
def test_a_reference_is_run_name_and_form(reference, own, parts):
    """What is left out is the page's own run, its default scenario, the short form."""
    assert split_reference(reference, own) == parts


@pytest.mark.parametrize(
    ("reference", "own", "message"),
    [
        ("delay", None, "this page has no run of its own; expected notebook.name"),
        ("delay|ful", "one/jfk", r"unknown form 'ful'. Did you mean 'full'\?"),
        ("ona.delay", None, r"no published run 'ona/default'. Did you mean 'one/default'\?"),
        ("delai", "one/default", r"one/default records no 'delai'. Did you mean 'delay'\?"),
        ("one.", None, "one/default records no ''"),
    ],
)
def test_a_wrong_reference_is_an_error_that_shows_it(reference, own, message):
    """With the nearest name."""
    with pytest.raises(PublishError, match=message) as caught:
        shown(reference, own, VALUES)
    assert f"{{result}}`{reference}`" in str(caught.value)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("one.delay", f"12.4{NBSP}min"),
        ("one.delay|number", "12.4"),
        ("one.delay|bounds", f"11.9 to 12.8{NBSP}min"),
        ("one.delay|full", f"12.4{NBSP}min (11.9 to 12.8{NBSP}min)"),
        ("one/jfk.delay", "\N{MINUS SIGN}3"),
        ("one/jfk.delay|bounds", ""),
        ("one/jfk.city|full", "JFK"),
    ],
)
def test_a_reference_shows_its_value_in_its_form(reference, text):
    """With the value and the run behind it."""
    found, behind, run = shown(reference, None, VALUES)
    assert found == text
    assert VALUES[run][behind.name] is behind


def test_a_fact_in_plain_text_is_its_number():
    """A search excerpt and an alternative text have no place for a source, and none for a role."""
    text = 'A published R² of [0.57](fact:published-r2 "Candanedo 2017, abstract"), against {fact}`1/34|Jin`.'
    assert filled(text, "one/default", VALUES) == "A published R² of 0.57, against 1/34."


def test_references_in_plain_text_are_filled():
    """In a text alternative, where no role is read."""
    text = "Half wait {result}`delay|number` minutes, {result}`one/jfk.city` less; 100 `code`."
    assert filled(text, "one/default", VALUES) == "Half wait 12.4 minutes, JFK less; 100 `code`."
    with pytest.raises(PublishError, match="records no 'lost'"):
        filled("{result}`lost`", "one/default", VALUES)


def test_recorded_rows_become_values_again():
    """Whatever else a row holds."""
    rows = [
        value("delay", 12.44, unit="min", interval=[11.9, 12.8], label="Delay"),
        {**value("n", 3), "notebook": "one"},
    ]
    assert values_from(rows) == {"delay": DELAY, "n": Value("n", 3, digits=1)}


def test_staged_values_are_read_back(tmp_path):
    """From a file of their own for each run."""
    path = results_file(tmp_path, "one/jfk")
    Stage(tmp_path).write_json(path.relative_to(tmp_path).as_posix(), [DELAY.as_dict()])
    assert read_values(path) == ({"delay": DELAY}, {})


def test_a_value_is_staged_with_the_anchor_of_its_cell():
    """Where the page shows that cell; a value of an earlier release has none."""
    cells = [{"cell_type": "code", "metadata": {"tags": tags}} for tags in ([], ["remove-cell"])]
    notebook = SimpleNamespace(cells=cells)
    rows = [{"name": "a", "cell": 1}, {"name": "b", "cell": 2}, {"name": "c"}, {"name": "d", "cell": 9}]
    assert with_anchors(rows, notebook) == [
        {"name": "a", "anchor": "cell-0"},
        {"name": "b"},
        {"name": "c"},
        {"name": "d"},
    ]


def test_no_two_runs_share_a_file():
    """Scenario `b` of `a` is not the notebook `a-b`."""
    names = ["a/b-default", "a-b/default", "a-b-default/default", "a/b"]
    assert len({results_file(Path("stage"), name) for name in names}) == len(names)
