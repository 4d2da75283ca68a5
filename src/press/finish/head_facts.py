"""What the press knows of pages beyond their text, added to their heads when they are published.

The facts travel in one file beside the printed pages, so that a change of them prints no page anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from press.finish.languages import in_language

FILE = "site-facts.json"
_HEAD_END = "</head>"
_UNLISTED = frozenset({"404.html", "search.html", "genindex.html"})
BOOK, _ANY_OTHER = "en", "x-default"  # language of the pages that every reader without a twin is given


@dataclass(frozen=True)
class Facts:
    """Facts of a site, by the name of the page, such as `notebooks/scoring.html`."""

    address: str = ""  # where the site lies, with its last slash; empty while nobody said so
    scripts: Mapping[str, str] = field(default_factory=dict)  # JSON-LD of a page, as an element
    # picture that stands for a page where it is shared; under the empty name the one of all other pages
    cards: Mapping[str, str] = field(default_factory=dict)
    # for a page, its languages and the page in each
    alternates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # for a language, short English texts and what is said for them
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, kw_only=True)
    feed: str = ""  # title of the feed; empty without one
    # what the search knows of a page beyond its words, by its name without suffix
    search: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tags: Sequence[str] = field(default_factory=list)  # what the search offers where it finds nothing

    def as_json(self) -> str:
        """Return the facts as text of the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_facts(folder: Path) -> Facts:
    """Return the facts that lie beside the printed pages; none without the file."""
    path = folder / FILE
    return Facts(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else Facts()


def with_facts(page: str, name: str, facts: Facts) -> str:
    """Return the HTML of a page with what is known of it in its head."""
    root = "../" * name.count("/")
    page = in_language(page, name, facts)
    tags = [*_alternates(name, facts), *_feed(root, facts), *_card(name, facts)]
    tags += [facts.scripts[name]] if name in facts.scripts else []
    return page.replace(_HEAD_END, "".join(f"    {tag}\n" for tag in tags) + _HEAD_END, 1) if tags else page


def _alternates(name: str, facts: Facts) -> list[str]:
    """Return the page in each language, its own among them, and which one is for readers of any other."""
    # Search engines take whole addresses only; the page's own link says it to readers.
    if not facts.address or _is_unlisted(name):
        return []
    pages = dict(sorted(facts.alternates.get(name, {}).items()))
    if BOOK in pages:
        pages[_ANY_OTHER] = pages[BOOK]
    addresses = {language: escape(facts.address + quote(page)) for language, page in pages.items()}
    return [f'<link rel="alternate" hreflang="{one}" href="{address}">' for one, address in addresses.items()]


def _feed(root: str, facts: Facts) -> list[str]:
    if not facts.feed:
        return []
    kind = 'rel="alternate" type="application/atom+xml"'
    return [f'<link {kind} title="{escape(facts.feed)}" href="{root}feed.xml">']


def _card(name: str, facts: Facts) -> list[str]:
    """Return the picture for shared links: networks want a whole address, so a site without one has none."""
    card = facts.cards.get(name) or facts.cards.get("")
    if not (card and facts.address) or _is_unlisted(name):
        return []
    return [
        f'<meta property="og:image" content="{escape(facts.address + quote(card))}">',
        '<meta property="og:image:width" content="1200">',
        '<meta property="og:image:height" content="630">',
        '<meta name="twitter:card" content="summary_large_image">',
    ]


def _is_unlisted(name: str) -> bool:
    return name.rpartition("/")[2] in _UNLISTED
