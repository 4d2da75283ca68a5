"""What the search knows of the pages of a book."""

from __future__ import annotations

from types import SimpleNamespace

from finished_runs import run_of
from press.pages.search_words import known_pages, tags_of
from press.settings.chapter_card import ChapterCard
from press.settings.notebook_settings import NotebookSettings

CARD = ChapterCard(
    *("Why?", "{result}`one.n`.", "Rows.", "A way.", "One year."),
    message="Half of {result}`one.n`.",
    methods=("PCA",),
)


def known(**chapters: ChapterCard) -> dict[str, dict[str, object]]:
    """Return what is known of a book of one chapter with two runs."""
    around = SimpleNamespace(
        shown=[
            SimpleNamespace(run=run_of("one/default")),
            SimpleNamespace(run=run_of("one/x", title="By x")),
        ],
        settings={"one": NotebookSettings(short="One", keywords=("counting",), near=("fraud",))},
        notebooks={"one": SimpleNamespace(title="A long title")},
        chapters=chapters,
        profile=None,
        plain=lambda text, _: text,
    )
    return known_pages(around)  # type: ignore[arg-type]


def test_a_chapter_is_found_by_name_keywords_and_methods() -> None:
    """And shows its message."""
    told = known(one=CARD)["notebooks/one"]
    assert told["keywords"] == ["One", "counting", "PCA"]
    assert told["near"] == ("fraud",)
    assert told["text"] == CARD.message
    assert tags_of([CARD, CARD]) == ["PCA"]


def test_further_runs_and_their_comparison_belong_to_the_chapter() -> None:
    """Also in a book that tells nothing of it."""
    told = known()
    assert told["notebooks/one-x"] == {"of": "notebooks/one", "title": "By x"}
    assert told["notebooks/one-compare"]["of"] == "notebooks/one"
    assert told["notebooks/one"]["text"] == ""
