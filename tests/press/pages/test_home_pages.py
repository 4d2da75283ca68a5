"""The pages around the chapters, made from what was executed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from finished_runs import finished_run, value
from portfolio.errors import UsageError
from press.finish.head_facts import FILE, Facts
from press.pages.home_pages import Around
from press.pages.staging import Stage
from press.result_references import values_from
from press.runs.notebook import read_notebooks
from press.settings.notebook_settings import read_all_settings
from press.settings.toc import read_toc
from press.sphinx_ext.page_assets import BESIDE
from static_figures import SQUARE, figure_cell, png
from tests_support import TinyBook, cell

CARD = """card:
  question: Why {result}`one.late` of them?
  answer: Since {result}`one.count` and {result}`one.late|full`.
  data: Rows.
  method: Counting.
  limits: Few.
  methods: [PCA]
"""
PROFILE = "name: Ann\nrole: Analyst\nsummary: I count.\ntitle: A site\n"
VALUES = [value("count", 3), value("late", 0.25, digits=2, interval=[0.2, 0.3], label="Late")]


@pytest.fixture
def around(book: TinyBook) -> Callable[..., Around]:
    """Return a maker of what a book with one executed notebook has around its chapter."""

    def make(card: str = "", **files: str) -> Around:
        shown = figure_cell("fig-bars", **{"image/png": png(SQUARE)})
        path = book.notebook("one", cell("1", "shows-up", "nbval-check-output"), shown)
        (book.project.book / "cv.md").write_text("# CV\n")
        contents = book.root / "_toc.yml"
        contents.write_text(contents.read_text() + "  - file: book/cv\n")
        book.write("notebooks/one.yml", card)
        for name, text in files.items():
            book.write(f"book/{name}.yml", text)
        item = finished_run("one/default", *VALUES, executed=path, datasets={"flights": "x"})
        project, stage = book.project, Stage(book.root / "stage")
        documents = {"one/default": json.loads(path.read_text())}
        values = {"one/default": values_from(VALUES)}
        cards = {name: one.card for name, one in read_all_settings(project).items() if one.card}
        return Around(
            *(project, read_toc(project), [item], documents, read_notebooks(project.notebooks)),
            *(cards, values, stage, "A site", "Ann"),
        )

    return make


def facts(made: Around) -> dict[str, Any]:
    """Write the files beside the pages; return the facts."""
    made.write_beside()
    told: dict[str, Any] = json.loads((made.stage.folder / BESIDE / FILE).read_text())
    assert Facts(**told).as_json() == json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return told


def test_a_card_has_a_figure_of_its_chapter_told_in_words(around):
    """The first one, when none is named; its file is made once."""
    made = around(card=CARD)
    (card,) = made.cards
    picture = made.stage.folder / BESIDE / card.picture.file
    assert (card.title, card.minutes, card.picture.alt) == ("About one", 1, "Bars go up.")
    before = picture.stat().st_mtime_ns
    assert around(card=CARD).cards == made.cards
    assert picture.stat().st_mtime_ns == before


def test_a_figure_that_there_is_not_is_an_error(around):
    """With the nearest one."""
    with pytest.raises(UsageError, match=r"no picture 'fig-bar'.*fig-bars"):
        around(card=CARD + "  figure: fig-bar\n").marks()["<!-- portfolio: chapters -->"]()


def test_every_mark_gives_text_even_in_a_book_that_says_nothing_of_itself(around):
    """No profile, no competencies, nothing told of the chapter."""
    texts = {mark: make() for mark, make in around().marks().items()}
    assert texts["<!-- portfolio: owner -->"] == texts["<!-- portfolio: cv -->"] == ""
    assert "[About one]" in texts["<!-- portfolio: chapters -->"]
    assert "[CV](/cv.md)" in texts["<!-- portfolio: paths -->"]
    assert "No chapter stores a model" in texts["<!-- portfolio: models -->"]


def test_the_skills_index_counts_the_cells_of_the_book(around):
    """With the state of their page."""
    themes = "projects: {counting: {title: Count, status: core, competencies: {up: up, down: down}}}"
    text = around(competencies=themes).marks()["<!-- portfolio: skills -->"]()
    assert "1 of 2 competencies" in text
    assert 'href="notebooks/one.html#cell-2"' in text
    assert "cells compared with their stored output: 1" in text


def test_the_facts_name_owner_works_datasets_and_pictures(around):
    """The number on the picture is the first of the answer that has an interval."""
    made = around(card=CARD, profile=PROFILE + "url: https://example.org/\n")
    told = facts(made)
    assert told["address"] == "https://example.org/"
    assert '"ProfilePage"' in told["scripts"]["index.html"]
    assert "Why 0.25 of them?" in told["scripts"]["notebooks/one.html"]
    assert '"Dataset"' in told["scripts"]["notebooks/one.html"]
    assert set(told["cards"]) == {"", "notebooks/one.html"}
    assert made.cards[0].headline == "Late: {result}`one/default.late|full`"
    assert all((made.stage.folder / BESIDE / name).is_file() for name in told["cards"].values())
