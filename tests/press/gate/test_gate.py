"""What must hold before a site is made."""

from __future__ import annotations

import json

import pytest

from finished_runs import finished_run
from portfolio.errors import PublishError
from press.execute.failure import Failure
from press.gate.gate import check_outputs, check_sources, context_of, refuse
from press.runs.notebook import Notebook, read_notebooks
from pretend_kernel import executed_cell
from tests_support import cell

PICTURE = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "aGk="}}


def sources(book) -> list[str]:
    """Return the problems of a book's sources."""
    return check_sources(book.project, read_notebooks(book.project.notebooks))


def test_a_book_whose_numbers_are_computed_passes(book):
    """Roles, code and whole numbers are no numbers typed by hand."""
    book.notebook("one", prose="{result}`answer`, {fact}`28 %|a source`, `1.5`, 12 airports in 2013.")
    assert sources(book) == []


def test_each_number_typed_by_hand_is_named_with_its_place(book):
    """In notebooks by cell and line, in pages by line, at any depth."""
    book.notebook("two", prose="Fine.\n\nAbout 41 %.")
    book.notebook("one", prose="It was 1.5.")
    book.write("book/deep/page.md", "# Page\n\nOf 336,776 flights.\n")
    assert sources(book) == [
        "notebooks/one.ipynb, cell 3, line 1: '1.5' is typed by hand",
        "notebooks/two.ipynb, cell 3, line 3: '41 %' is typed by hand",
        "book/deep/page.md, line 3: '336,776' is typed by hand",
    ]


def outputs(tmp_path, name="one/default", **options) -> list[str]:
    """Return the problems of a run that shows a picture without words."""
    path = tmp_path / "executed.ipynb"
    path.write_text(json.dumps({"cells": [executed_cell("plot()", PICTURE)]}))
    committed = Notebook("one", path, {"cells": [cell("plot()")]})
    return check_outputs([finished_run(name, executed=path, **options)], {"one": committed})


def test_a_figure_without_words_is_named_with_its_run(tmp_path):
    """Caption and text alternative are both missed."""
    problems = outputs(tmp_path, "one/jfk")
    assert len(problems) == 2
    assert all(problem.startswith("one/jfk, cell 1: the figure has no ") for problem in problems)


def test_a_run_that_no_page_shows_is_not_looked_at(tmp_path):
    """Nor one that failed."""
    assert outputs(tmp_path, published=False) == []
    assert outputs(tmp_path, failure=Failure("cell", "x")) == []


def test_without_problems_nothing_is_refused():
    """The build goes on."""
    refuse([])


@pytest.mark.parametrize("number", [1, 20, 21, 100])
def test_the_first_problems_are_told_and_the_others_counted(number):
    """A terminal is not flooded; what to do is said last."""
    with pytest.raises(PublishError, match=f"^{number} checks fail") as caught:
        refuse([f"problem-{n:03}" for n in range(number)])
    text = str(caught.value)
    assert text.count("problem-") == min(number, 20)
    assert (f"... and {number - 20} more" in text) == (number > 20)
    assert text.endswith("in the cell's metadata.")


def test_the_checks_are_told_of_the_runs_that_have_a_page(book):
    """Which scenario a page shows and what it reads; where the project lies; what would be replaced."""
    rows = [
        {
            "notebook": "one",
            "scenario": "default",
            "published": True,
            "status": "ok",
            "datasets": {"flights": "x"},
        },
        {"notebook": "one", "scenario": "oslo", "published": True, "status": "ok", "datasets": {}},
        {"notebook": "one", "scenario": "quick", "published": False, "status": "ok"},
        {"notebook": "two", "scenario": "default", "published": True, "status": "failed"},
    ]
    told = context_of(book.project, rows, published=["index.html"])
    assert told.scenarios == {"notebooks/one.html": "default", "notebooks/one-oslo.html": "oslo"}
    assert told.datasets == {"notebooks/one.html": ("flights",), "notebooks/one-oslo.html": ()}
    assert str(book.root) in told.own_folders
    assert (told.published, told.drift, told.listed) == (("index.html",), (), None)


def test_a_pasted_picture_that_is_not_there_is_named_before_anything_is_executed(book):
    """It was lost when the cell was copied; one that is held is no problem."""
    held = cell("![a](attachment:a.png)", kind="markdown")
    held["attachments"] = {"a.png": {"image/png": ""}}
    lost = cell("Text.\n\n![b](attachment:b%20c.png)", kind="markdown")
    book.notebook("one", held, lost)
    assert sources(book) == ["notebooks/one.ipynb, cell 4: no picture 'b c.png' is attached: paste it"]
