"""What the search knows of the pages beyond their words: what each is, its keywords, and a sentence of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from press.runs.scenarios import compare_path, page_path
from press.settings.chapter_card import ChapterCard
from press.settings.competencies import read_tools
from press.settings.notebook_settings import NotebookSettings

if TYPE_CHECKING:
    from press.pages.home_pages import Around

KINDS = {
    "skills": "skills",
    "cv": "cv",
    "data": "card",
    "models": "card",
}  # other pages are told apart by folder


def known_pages(around: Around) -> dict[str, dict[str, Any]]:
    """Return what is known of the pages of chapters, skills and cards, by name."""
    known: dict[str, dict[str, Any]] = {page: {"kind": kind} for page, kind in KINDS.items()}
    if around.profile:
        known["skills"]["keywords"] = [*around.profile.tools, *read_tools(around.project)]
    for item in around.shown:
        name = item.run.notebook
        main = f"notebooks/{name}"
        if item.run.scenario == "default":
            known[main] = _chapter(around, name)
        else:
            known[page_path(item.run)] = {"of": main, "title": item.run.title}
            known[compare_path(name)] = {"of": main, "title": "All compared"}
    return known


def _chapter(around: Around, name: str) -> dict[str, Any]:
    own, card = around.settings.get(name, NotebookSettings()), around.chapters.get(name)
    title = own.short or around.notebooks[name].title
    return {
        "kind": "chapter",
        "title": title,
        "keywords": [title, *own.keywords, *(card.methods if card else ())],
        "near": own.near,
        "text": around.plain(card.message or card.question, name) if card else "",
    }


def tags_of(cards: Iterable[ChapterCard]) -> list[str]:
    """Return the methods of all chapters, each once."""
    return list(dict.fromkeys(method for card in cards for method in card.methods))
