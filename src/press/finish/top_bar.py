"""The links at the top of every page: the work, the skills, the CV, as far as the book has them."""

from __future__ import annotations

import re
from collections.abc import Container

LINKS = (("index.html", "Work"), ("skills.html", "Skills"), ("cv.html", "CV"))
_START = re.compile(r'(<div class="header-article-items__start">.*?</button></div>)', re.DOTALL)


def with_top_bar(page: str, name: str, printed: Container[str]) -> str:
    """Return a page with the links behind the button of its menu; a page of another language keeps to it."""
    root, folder = "../" * name.count("/"), f"{name.partition('/')[0]}/"
    links = []
    for target, text in LINKS:
        there = folder + target if folder + target in printed else target
        if there in printed:
            current = ' aria-current="page"' if there == name else ""
            links.append(f'<a href="{root}{there}"{current}>{text}</a>')
    bar = f'<nav class="top-bar" aria-label="Main">{"".join(links)}</nav>'
    return _START.sub(lambda start: start[1] + bar, page, count=1)
