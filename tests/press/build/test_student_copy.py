"""The student's copy of a chapter."""

from __future__ import annotations

import json
import signal

import pytest

from portfolio.errors import UsageError
from press.build.student_copy import NOTE, solutions, write_copy
from press.cli import main
from press.runs.notebook import read_notebook, source
from tests_support import TinyBook, cell, document

QUESTION = (
    "## Exercises\n\n> **Exercise 1.** Write `double(x)`, see [one](two.ipynb) and [a page](https://x.org)."
)
SOLUTION = '''# twice is the sum with itself
def double(x):
    # not for a student's eyes
    """Return twice x."""
    return 2 * x


exercises.check(double)
assert double(2) == 4
double(
    21
)
'''
SECOND = "def half(\n    x,\n):\n    return x / 2\n\nexercises.check(half)"


@pytest.fixture
def chapter(book: TinyBook):
    """Return a book with a chapter of two exercises, and what follows them."""
    cells = [
        cell("# One\n\nSee [two](two.ipynb#part).", kind="markdown"),
        cell("seed: int = 0  # chance [0..]", "parameters"),
        {**cell("print(1)"), "outputs": [{"output_type": "stream", "name": "stdout", "text": "1\n"}]},
        cell(QUESTION, kind="markdown"),
        cell(SOLUTION, "hide-cell"),
        cell("> **Exercise 2.** Write `half(x)`.", kind="markdown"),
        cell(SECOND, "hide-cell"),
        cell("## What was learnt", kind="markdown"),
    ]
    book.write("notebooks/one.ipynb", json.dumps(document(cells), indent=1))
    book.contents()
    before = signal.getsignal(signal.SIGTERM)
    yield book
    signal.signal(signal.SIGTERM, before)  # the command takes it


def written(book, **options):
    """Return the path and the cells of a copy."""
    path = write_copy(book.project, "one", book.root / "mine", **options)
    return path, json.loads(path.read_text())["cells"]


def test_solutions_become_empty_functions_with_a_check_below(chapter):
    """The docstring stays; comments, asserts and what follows the exercises go; the application stays."""
    _, cells = written(chapter)
    texts = [source(one) for one in cells]
    assert texts[4:] == [
        NOTE,
        'def double(x):\n    """Return twice x."""\n    ...',
        "exercises.check(double)\ndouble(\n    21\n)",
        "> **Exercise 2.** Write `half(x)`.",
        "def half(\n    x,\n):\n    ...",
        "exercises.check(half)",
    ]
    assert texts[2] == "print(1)"
    assert all(one["outputs"] == [] for one in cells if one["cell_type"] == "code")
    assert not any("hide-cell" in one["metadata"].get("tags", []) for one in cells)


def test_links_to_other_chapters_lead_there(chapter):
    """From the folder of the copy; other links are left as they are."""
    _, cells = written(chapter)
    assert "(../notebooks/two.ipynb#part)" in source(cells[0])
    assert "(../notebooks/two.ipynb)" in source(cells[3])
    assert "(https://x.org)" in source(cells[3])


def test_a_copy_is_a_notebook(chapter):
    """With valid ids, each once."""
    path, _ = written(chapter)
    assert read_notebook(path).title == "One"


def test_a_copy_that_was_worked_in_is_kept(chapter):
    """Unless it is said; one that was only executed and saved is as good as new."""
    path, cells = written(chapter)
    saved = json.loads(path.read_text())
    saved["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    saved["cells"][5]["source"] = saved["cells"][5]["source"].splitlines(keepends=True)
    path.write_text(json.dumps(saved))
    assert written(chapter)[1] == cells
    saved["cells"][5]["source"] = "def double(x):\n    return x + x"
    path.write_text(json.dumps(saved))
    with pytest.raises(UsageError, match=r"was changed since it was written.*--overwrite"):
        written(chapter)
    assert "x + x" in path.read_text()
    assert written(chapter, overwrite=True)[1] == cells


@pytest.mark.parametrize("text", ["", "{}", "[1]", "no JSON"])
def test_a_file_that_is_no_copy_is_kept(chapter, text):
    """Somebody's own."""
    chapter.write("mine/one.ipynb", text)
    with pytest.raises(UsageError, match="was changed"):
        written(chapter)


def test_the_chapter_itself_is_never_overwritten(chapter):
    """Whatever is said."""
    with pytest.raises(UsageError, match="is the chapter itself"):
        write_copy(chapter.project, "one", chapter.project.notebooks, overwrite=True)


@pytest.mark.parametrize(
    "code",
    [
        "print(1)",
        "def f():\n    pass",
        "def f():\n    pass\ndef g():\n    pass\nexercises.check(f)",
        "def f():\n    pass\nexercises.check(g)",
    ],
)
def test_an_exercise_without_a_check_is_named(chapter, code):
    """With what is expected."""
    cells = [cell("# One", kind="markdown"), cell(QUESTION, kind="markdown"), cell(code)]
    path = chapter.write("notebooks/bare.ipynb", json.dumps(document(cells)))
    with pytest.raises(UsageError, match=r"notebooks/bare.ipynb: Exercise 1 has no check; expected a cell"):
        solutions(read_notebook(path, parameters_required=False))


def test_two_questions_in_one_cell_have_no_check_of_their_own(chapter):
    """The second one has no cell after it."""
    cells = [cell("# One", kind="markdown"), cell(QUESTION, kind="markdown")]
    path = chapter.write("notebooks/last.ipynb", json.dumps(document(cells)))
    with pytest.raises(UsageError, match="Exercise 1 has no check"):
        solutions(read_notebook(path, parameters_required=False))


def test_the_command_tells_where_the_copy_lies(chapter, capsys):
    """In the folder that JupyterLab shows."""
    assert main(["--project", str(chapter.root), "exercises", "one"]) == 0
    told = capsys.readouterr()
    assert told.out == "notebooks/exercises/one.ipynb\n"
    assert told.err.startswith("portfolio: the exercises of one are written.")
    assert (chapter.root / "notebooks/exercises/one.ipynb").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [("on", "no notebook notebooks/on.ipynb. Did you mean 'one'?"), ("bare", "has no exercises")],
)
def test_the_command_refuses_with_one_message(chapter, capsys, words, message):
    """And the code of a wrong use."""
    chapter.notebook("bare")
    assert main(["--project", str(chapter.root), "exercises", words]) == 2
    assert message in capsys.readouterr().err
