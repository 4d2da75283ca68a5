"""From a page to the same page in another language, and from its bar to pages in its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from press.finish.head_facts import Facts

NAMES = {"en": "English", "fr": "Français"}
_BUTTONS = '<div class="article-header-buttons">'
_BAR = re.compile(r'<nav class="top-bar".*?</nav>', re.DOTALL)
_LINK = re.compile(r'<a href="(?:\.\./)*([^"]*)"[^>]*>([^<]*)</a>')


def in_language(page: str, name: str, facts: Facts) -> str:
    """Return a page with links to its twins among its buttons, and the bar at its top in its language."""
    root = "../" * name.count("/")
    page = _BAR.sub(lambda bar: _LINK.sub(lambda link: _led(link, name, root, facts), bar[0]), page, count=1)
    return page.replace(_BUTTONS, _BUTTONS + _switch(name, root, facts), 1)


def _switch(name: str, root: str, facts: Facts) -> str:
    """Return links to the same page in the other languages, for a reader to choose."""
    pages = {one: page for one, page in sorted(facts.alternates.get(name, {}).items()) if page != name}
    return "".join(
        f'\n<a class="language" lang="{one}" hreflang="{one}" aria-label="{NAMES[one]}"'
        f' href="{root}{quote(page)}">'
        f'{NAMES[one][:2]}<span class="rest">{NAMES[one][2:]}</span></a>'
        for one, page in pages.items()
    )


def _led(link: re.Match[str], name: str, root: str, facts: Facts) -> str:
    """Return a link of the bar at the top, to the page in the language of this one, and in its words."""
    own = next((one for one, page in facts.alternates.get(name, {}).items() if page == name), "")
    twin = facts.alternates.get(link[1], {}).get(own, link[1])
    current = ' aria-current="page"' if twin == name else ""
    return f'<a href="{root}{twin}"{current}>{facts.words.get(own, {}).get(link[2], link[2])}</a>'
