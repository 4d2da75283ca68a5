"""What is said of a notebook in the file beside it."""

from __future__ import annotations

import pytest

from portfolio.errors import UsageError
from press.gate.numbers import typed_numbers
from press.project import Project
from press.runs.notebook import read_notebooks
from press.settings.chapter_card import ChapterCard
from press.settings.notebook_settings import (
    NotebookSettings,
    families,
    read_all_settings,
    read_notebook_settings,
)
from press.settings.toc import chapters_of, read_toc
from tests_support import ROOT, TinyBook

TEXTS = ("question", "answer", "data", "method", "limits")
ENTRY = "card:\n" + "\n".join(f"  {name}: Some words." for name in TEXTS if name != "answer")
ANSWER = "  answer: About {result}`one.n|full`."


def test_a_notebook_without_the_file_has_nothing_said_of_it(book: TinyBook):
    """It is not required."""
    assert read_all_settings(book.project) == {}
    assert read_notebook_settings(book.project, "one") == NotebookSettings()


def test_texts_of_the_card_are_read_in_one_line(book: TinyBook):
    """However they are wrapped in the file."""
    book.write(
        "notebooks/one.yml", f"{ENTRY}\n  answer: >-\n    About\n    {{result}}`n`.\n  methods: [PCA]\n"
    )
    card = read_notebook_settings(book.project, "one").card
    assert card is not None
    assert card.answer == "About {result}`n`."
    assert (card.methods, card.headlines, card.figure) == (("PCA",), (), "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{ENTRY}\n{ANSWER}\n  limit: x\n", "card: unknown key 'limit'. Did you mean 'limits'"),
        (f"{ENTRY}\n", "card/answer is missing"),
        (f"{ENTRY}\n  answer: Words.\n", "line 6: card/answer; expected a computed number"),
        (f"{ENTRY}\n{ANSWER}\n  methods: PCA\n", "line 7: card/methods; expected a list; got 'PCA'"),
        (f"{ENTRY}\n{ANSWER}\n  figure: 3\n", "card/figure; expected text, in quotes where in doubt; got 3"),
        ("card: 3\n", "card; expected a mapping; got 3"),
        ("- one\n", "expected a mapping; got a list"),
        ("card: {\n", "notebooks/one.yml, line 1: not YAML"),
    ],
)
def test_a_fault_is_named(book: TinyBook, text: str, message: str):
    """With its place and what would be right."""
    book.write("notebooks/one.yml", text)
    with pytest.raises(UsageError) as caught:
        read_notebook_settings(book.project, "one")
    assert message in str(caught.value)


def test_a_family_is_a_folder_of_the_books_own_library(book: TinyBook):
    """Of the installed one where the book has none."""
    installed = families(book.project)
    assert "scoring" in installed
    (book.root / "src").unlink()
    assert families(book.project) == installed
    book.write("src/portfolio/dancing/__init__.py", "")
    assert families(book.project) == ("dancing",)


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
    assert ChapterCard("Why?", "{result}`n`", "Rows.", "A way.", "One year.").told(text, "one/x") == told


def test_no_card_of_this_book_holds_a_number_typed_by_hand():
    """Whatever it tells was computed."""
    cards = {name: one.card for name, one in read_all_settings(Project(ROOT)).items()}
    texts = {(name, key): getattr(card, key) for name, card in cards.items() if card for key in TEXTS}
    assert len(texts) > len(TEXTS)
    assert {place: typed_numbers(text) for place, text in texts.items() if typed_numbers(text)} == {}


def test_every_chapter_of_this_book_has_family_short_name_and_card():
    """The navigation, the home page and whoever looks for its code need them."""
    project = Project(ROOT)
    settings = read_all_settings(project)
    chapters = chapters_of(read_toc(project))
    assert set(chapters) <= set(read_notebooks(project.notebooks))
    assert [name for name in chapters if name not in settings] == []
    assert [name for name, one in settings.items() if not (one.family and one.short and one.card)] == []
