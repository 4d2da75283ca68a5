"""The page of one run: today's prose around the outputs of its execution."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finished_runs import run_of
from portfolio.errors import PublishError
from portfolio.results.value import Value
from press.pages.notebook_page import labels_of, page_of, with_values
from press.runs.notebook import Notebook
from pretend_kernel import error, stream
from tests_support import cell, document

BANNER = ":::{div} run-banner\nRun it\n:::\n"
VALUES = {"one/default": {"n": Value("n", 3, digits=0)}, "one/jfk": {"n": Value("n", 7, digits=0)}}
PARAMETERS = 'origin: str = "all"  # airport [all, JFK]\nseed: int = 0  # chance [0..]'


def notebook(*cells: dict[str, Any], title: str = "# Title\n\nText.") -> Notebook:
    """Return a notebook: title, parameters, the cells given."""
    opening = [cell(title, kind="markdown"), cell(PARAMETERS, "parameters")]
    return Notebook("one", Path("notebooks/one.ipynb"), document([*opening, *cells]))


def page(
    made: Notebook, *outputs: list[dict[str, Any]], scenario: str = "default", **changed: Any
) -> list[dict[str, Any]]:
    """Return the cells of the page; `outputs` are those of the code cells behind the parameters."""
    given_outputs = iter([[], *outputs])
    executed = {
        "cells": [
            {**one, "outputs": next(given_outputs, [])} if one["cell_type"] == "code" else one
            for one in made.cells
        ]
    }
    run = run_of(f"one/{scenario}", title="From JFK" if scenario != "default" else "", **changed)
    return list(page_of(run, made, executed, VALUES, BANNER)["cells"])


def test_prose_is_todays_and_outputs_are_those_of_the_execution():
    """The kernel's counts and the cells' ids are not published."""
    made = notebook(cell("print(1)"), cell("Today.", kind="markdown"))
    executed = {"cells": [cell("old"), {**cell("print(1)"), "outputs": [stream("1")]}]}
    shown = page_of(run_of("one/default"), made, executed, VALUES, BANNER)["cells"]
    assert shown[2]["outputs"] == [stream("1")]
    assert shown[2]["execution_count"] is None
    assert [one["id"] for one in shown] == ["cell-0", "cell-1", "cell-2", "cell-3"]
    assert shown[3]["source"] == "Today."


def test_outputs_that_do_not_fit_are_an_error():
    """The notebook gained a cell since."""
    with pytest.raises(PublishError, match="one/default: the executed notebook has other code cells"):
        page_of(run_of(), notebook(cell("1")), {"cells": [cell("x")]}, VALUES, BANNER)


def test_what_a_page_hides_is_not_in_its_file():
    """Hidden cells, hidden outputs, and standard error."""
    made = notebook(cell("a", "remove-cell"), cell("b", "remove-output"), cell("c"), cell("d", "hide-output"))
    shown = page(made, [stream("A")], [stream("B")], [stream("C"), stream("E", "stderr")], [stream("D")])
    assert [(one["source"], one["outputs"]) for one in shown[2:]] == [
        ("b", []),
        ("c", [stream("C")]),
        ("d", [stream("D")]),
    ]


def test_code_that_shows_nothing_has_no_bar_unless_prose_leads_to_it():
    """The label of each fold names what its cell calls."""
    made = notebook(cell("f(1)"), cell("By hand:", kind="markdown"), cell("x = 1"), cell("y = 2"))
    shown = page(made, [stream("1")])
    silent = ["silent" in one["metadata"]["tags"] for one in shown if one["cell_type"] == "code"][1:]
    assert silent == [False, False, True]
    assert shown[2]["metadata"]["mystnb"]["code_prompt_show"] == "Code: f"


def test_code_that_is_the_lesson_has_its_bar():
    """Whatever the prose before it ends with."""
    shown = page(notebook(cell("class Node: ..."), cell("class Leaf: ...", "lesson")), [])
    silent = ["silent" in one["metadata"]["tags"] for one in shown if one["cell_type"] == "code"][1:]
    assert silent == [True, False]
    assert shown[-1]["metadata"]["mystnb"]["code_prompt_show"] == "Code: Leaf"


def test_an_expected_error_is_shown():
    """A lesson may need one."""
    raised = error("ValueError", "x")
    assert page(notebook(cell("f()", "raises-exception")), [raised])[2]["outputs"] == [raised]


def test_the_banner_stands_under_the_title():
    """Then comes the rest of the cell."""
    assert page(notebook())[0]["source"] == f"# Title\n\n{BANNER}\n\nText."


@pytest.mark.parametrize("fence", ["```", "~~~", ":::", "````"])
def test_a_comment_in_a_code_fence_is_no_title(fence):
    """The banner would break the code."""
    text = f"{fence}python\n# a comment\n{fence}\n\n# Title\nText."
    assert (
        page(notebook(title=text))[0]["source"]
        == f"{fence}python\n# a comment\n{fence}\n\n# Title\n\n{BANNER}\nText."
    )


def test_a_title_may_stand_in_a_later_cell_stored_as_lines():
    """What stands before it stays before it."""
    made = notebook(cell("## No title", kind="markdown"), title="Before.")
    made.document["cells"].append(cell(["# Late\n", "\n", "Text."], kind="markdown"))  # type: ignore[arg-type]
    shown = page(made)
    assert shown[0]["source"] == "Before."
    assert shown[3]["source"] == f"# Late\n\n{BANNER}\n\nText."


def test_a_page_without_title_is_an_error():
    """As when its cell is removed from the page."""
    with pytest.raises(PublishError, match="one/default: no title"):
        page(notebook(title="None."))


def test_a_scenario_has_its_title_and_its_parameters():
    """The page shows what ran."""
    shown = page(notebook(), scenario="jfk", origin="JFK")
    assert shown[0]["source"].startswith("# Title \N{EN DASH} From JFK\n")
    assert shown[1]["source"] == PARAMETERS.replace('"all" ', "'JFK' ")


LABELLED = """(intro)=
## Intro

See {numref}`fig-a`, {numref}`Figure %s <fig-a>`, {ref}`here <intro>`, {ref}`intro`, {eq}`sum`,
[a link](#intro), [another](#fig-a), {ref}`elsewhere`, and (intro) in words.

$$ a = b $$ (sum)

```{figure} a.png
:name: fig-b
Text
```
"""


def test_a_scenario_has_labels_of_its_own_and_refers_to_them():
    """A label must be unique in a book; those of other notebooks are left alone."""
    figure = cell("plot()", mystnb={"figure": {"name": "fig-a", "caption": "A."}})
    made = notebook(cell(LABELLED, kind="markdown"), figure)
    assert labels_of(made) == {"intro", "sum", "fig-a", "fig-b"}
    shown = page(made, scenario="jfk")
    assert shown[2]["source"] == (
        LABELLED.replace("(intro)=", "(intro-jfk)=")
        .replace("`fig-a`", "`fig-a-jfk`")
        .replace("<fig-a>", "<fig-a-jfk>")
        .replace("<intro>", "<intro-jfk>")
        .replace("`intro`", "`intro-jfk`")
        .replace("`sum`", "`sum-jfk`")
        .replace("(#intro)", "(#intro-jfk)")
        .replace("(#fig-a)", "(#fig-a-jfk)")
        .replace("$$ (sum)", "$$ (sum-jfk)")
        .replace(":name: fig-b", ":name: fig-b-jfk")
    )
    assert shown[3]["metadata"]["mystnb"]["figure"] == {"name": "fig-a-jfk", "caption": "A."}
    assert page(made)[2]["source"] == LABELLED


def test_a_label_that_begins_like_another_is_left_alone():
    """`fig-a` is not `fig-ab`."""
    made = notebook(cell("(fig-a)=\n## A\n\n{ref}`fig-ab` {ref}`fig-a`", kind="markdown"))
    assert page(made, scenario="x")[2]["source"] == "(fig-a-x)=\n## A\n\n{ref}`fig-ab` {ref}`fig-a-x`"


def test_a_text_alternative_holds_the_values_of_its_own_run():
    """Without changing the notebook."""
    figure = cell("plot()", mystnb={"image": {"alt": "{result}`n` flights."}})
    made = notebook(figure)
    assert page(made)[2]["metadata"]["mystnb"]["image"]["alt"] == "3 flights."
    assert page(made, scenario="jfk")[2]["metadata"]["mystnb"]["image"]["alt"] == "7 flights."
    assert figure["metadata"]["mystnb"]["image"]["alt"] == "{result}`n` flights."


def test_a_text_alternative_with_an_unknown_result_is_an_error():
    """As in prose."""
    made = notebook(cell("plot()", mystnb={"image": {"alt": "{result}`lost` flights."}}))
    with pytest.raises(PublishError, match="one/default records no 'lost'"):
        page(made)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("it's", 'a: str = "it\'s"  # help # more'),
        ('say "x"', "a: str = 'say \"x\"'  # help # more"),
        ("# no comment", "a: str = '# no comment'  # help # more"),
        ("two\nlines\\", "a: str = 'two\\nlines\\\\'  # help # more"),
        ("数 – é", "a: str = '数 – é'  # help # more"),
        (-1.5, "a: str = -1.5  # help # more"),
        (True, "a: str = True  # help # more"),
    ],
)
def test_a_value_is_written_as_python_reads_it(value, line):
    """Quotes, comment signs and line breaks do no harm."""
    assert with_values('a: str = "é"  # help # more', {"a": value}) == line


@given(st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans())
def test_every_value_survives_and_nothing_else_changes(value):
    """The cell is Python again, with the value in its place."""
    code = "é: str = 'x'  # é = x\na: str = \"é\"  # help\nb: int = (-2)  # a\n"
    lines = with_values(code, {"a": value, "lost": 1}).split("\n")
    assert [lines[0], *lines[2:]] == ["é: str = 'x'  # é = x", "b: int = (-2)  # a"]
    (statement,) = ast.parse(lines[1]).body
    assert isinstance(statement, ast.AnnAssign)
    assert statement.value is not None
    assert repr(ast.literal_eval(statement.value)) == repr(value)
    assert lines[1].endswith("  # help")
