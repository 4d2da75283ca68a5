"""What the book tells of its chapters."""

from __future__ import annotations

from pathlib import Path

import pytest

from portfolio.errors import UsageError
from press.gate.numbers import typed_numbers
from press.project import Project
from press.settings.chapters import TEXTS, Chapter, read_chapters
from tests_support import ROOT, TinyBook

ENTRY = "\n".join(f"  {name}: Some words." for name in TEXTS if name != "answer")
ANSWER = "  answer: About {result}`one.n|full`."


def test_a_book_without_the_file_tells_nothing(book: TinyBook):
    """It is not required."""
    assert read_chapters(book.project) == {}


def test_texts_are_read_in_one_line(book: TinyBook):
    """However they are wrapped in the file."""
    book.write(
        "book/chapters.yml", f"one:\n{ENTRY}\n  answer: >-\n    About\n    {{result}}`n`.\n  methods: [PCA]\n"
    )
    (chapter,) = read_chapters(book.project).values()
    assert chapter.answer == "About {result}`n`."
    assert (chapter.methods, chapter.headlines, chapter.figure) == (("PCA",), (), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"one:\n{ENTRY}\n{ANSWER}\n  limit: x\n", "one: unknown key 'limit'. Did you mean 'limits'"),
        (f"one:\n{ENTRY}\n", "one/answer is missing"),
        (f"one:\n{ENTRY}\n  answer: Words.\n", "line 6: one/answer; expected a computed number"),
        (f"one:\n{ENTRY}\n{ANSWER}\n  methods: PCA\n", "line 7: one/methods; expected a list; got 'PCA'"),
        (
            f"one:\n{ENTRY}\n{ANSWER}\n  figure: 3\n",
            "one/figure; expected text, in quotes where in doubt; got 3",
        ),
        ("one: 3\n", "one; expected a mapping; got 3"),
        ("- one\n", "expected a mapping; got a list"),
        ("one: {\n", "book/chapters.yml, line 1: not YAML"),
    ],
)
def test_a_fault_is_named(book: TinyBook, text: str, message: str):
    """With its place and what would be right."""
    book.write("book/chapters.yml", text)
    with pytest.raises(UsageError) as caught:
        read_chapters(book.project)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{result}`n|full`", "{result}`one/x.n|full`"),
        ("{result}`one.n`", "{result}`one/x.n`"),
        ("{result}`one/default.n`", "{result}`one/x.n`"),
        ("{result}`one/y.n` {result}`two.n|bounds`", "{result}`one/y.n` {result}`two.n|bounds`"),
    ],
)
def test_numbers_follow_the_run_of_the_page(text: str, told: str):
    """Those of other runs and chapters are left alone."""
    assert Chapter("Why?", "{result}`n`", "Rows.", "A way.", "One year.").told(text, "one/x") == told


def test_the_real_file_holds_no_number_typed_by_hand():
    """Whatever it tells was computed."""
    chapters = read_chapters(Project(ROOT))
    texts = {(name, key): getattr(one, key) for name, one in chapters.items() for key in TEXTS}
    assert {place: typed_numbers(text) for place, text in texts.items() if typed_numbers(text)} == {}
    assert {"exploration", "scoring", "segmentation"} <= set(chapters)


def test_the_real_file_names_notebooks():
    """A chapter that was renamed would lose its box."""
    known = {path.stem for path in Path(ROOT, "notebooks").glob("*.ipynb")}
    assert set(read_chapters(Project(ROOT))) <= known
