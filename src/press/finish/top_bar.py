"""The links at the top of every page: the work, the skills, the CV, as far as the book has them."""

from __future__ import annotations

import re
from collections.abc import Container

LINKS = (("index.html", "Work"), ("skills.html", "Skills"), ("cv.html", "CV"))
_START = re.compile(r'(<div class="header-article-items__start">.*?</button></div>)', re.DOTALL)


def with_top_bar(page: str, name: str, printed: Container[str]) -> str:
    """Return a page with the links behind the button of its menu."""
    root = "../" * name.count("/")
    links = [
        f'<a href="{root}{target}"{_current(target, name)}>{text}</a>'
        for target, text in LINKS
        if target in printed
    ]
    bar = f'<nav class="top-bar" aria-label="Main">{"".join(links)}</nav>'
    return _START.sub(lambda start: start[1] + bar, page, count=1)


def _current(target: str, name: str) -> str:
    return ' aria-current="page"' if target == name else ""
