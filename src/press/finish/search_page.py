"""The script of the search page: what it knows of each page beyond the words of the index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SCRIPT = "_static/searchtools.js"  # Sphinx's own, in whose place it stands
_OWN = Path(__file__).parents[1] / "sphinx_ext" / "static" / "search.js"
_SUFFIX = ".html"


def search_script(
    known: Mapping[str, Mapping[str, Any]],
    tags: Sequence[str],
    descriptions: Mapping[str, str],
    languages: Sequence[str] = (),
) -> bytes:
    """Return the script, filled with what is told of the pages.

    Parameters
    ----------
    known
        Of pages by name, without a suffix: `kind`, `title`, `keywords`, `near`, `text`, `of` where a page
        is another run of a chapter, `in` with the page that translates it, by language, and `tags` of a page
        in another language, which are offered there.
    tags
        What is offered when nothing is found.
    descriptions
        Of the printed pages, by file name; they stand where nothing else is told.
    languages
        Other languages of the book, such as `fr`, each in a folder of its own.
    """
    pages: dict[str, dict[str, Any]] = {
        name.removesuffix(_SUFFIX): {"kind": _kind(name, languages), "text": text}
        for name, text in descriptions.items()
    }
    for name, told in known.items():
        pages[name] = pages.get(name, {}) | dict(told)
    told_all = {"pages": pages, "tags": list(tags), "languages": list(languages)}
    data = json.dumps(told_all, ensure_ascii=False, sort_keys=True)
    return _OWN.read_text(encoding="utf-8").replace("__PAGES__", data.replace("</", "<\\/")).encode()


def _kind(name: str, languages: Sequence[str]) -> str:
    """Return what a page is that nothing else is told of: one in a folder of its own is a card of many."""
    folder, _, page = name.rpartition("/")
    return "card" if page and folder and folder not in languages else "page"
