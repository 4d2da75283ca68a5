"""The table of tools and chapters."""

from __future__ import annotations

from press.pages.tool_matrix import tool_matrix, tools_by_chapter
from press.runs.notebook import read_notebooks
from tests_support import TinyBook

TITLES = {"one": "First", "two": "Second & last"}


def test_each_tool_tells_the_chapters_that_use_it():
    """A tool that no chapter uses has no row."""
    used = {"one": {"pandas"}, "two": {"pandas", "torch"}}
    text = tool_matrix({"pandas": "pandas", "PyTorch": "torch", "SHAP": "shap"}, used, TITLES)
    assert '<a href="notebooks/two.html">Second &amp; last</a>' in text
    assert "| pandas | yes | yes |\n| PyTorch |  | yes |\n:::" in text
    assert "SHAP" not in text


def test_a_book_without_tools_has_no_table():
    """Neither an empty one."""
    assert tool_matrix({}, {"one": {"pandas"}}, TITLES) == ""
    assert tool_matrix({"SHAP": "shap"}, {"one": {"pandas"}}, TITLES) == ""


def test_what_the_library_imports_counts_for_the_chapter_that_calls_it(tmp_path):
    """The package itself is not a tool."""
    book = TinyBook(tmp_path)
    book.notebook("one", "import seaborn", "from portfolio.language import clustering")
    book.notebook("two", "1 + 1")
    found = tools_by_chapter(list(read_notebooks(book.project.notebooks).values()), book.project)
    assert {"seaborn", "sklearn"} <= found["one"]
    assert "portfolio" not in found["one"]
    assert not found["two"]
