"""What a site holds besides its pages: sitemap, word to crawlers, and the page for a wrong address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit

UNLISTED = frozenset({"genindex.html", "search.html", "404.html", "py-modindex.html"})
_TOLD = "There is no page at this address. Search the site, or start from its home page."
_NOT_FOUND = Path(__file__).with_name("404.html")
# Without a known address, the site is taken to lie at the root of its host, wherever a reader got lost.
_AT_ROOT = Path(__file__).with_name("404-at-root.html")


def site_address(home: str | None) -> str | None:
    """Return the address of the site with its last slash, from that of its home page.

    Examples
    --------
    >>> site_address("https://example.org/book/index.html")
    'https://example.org/book/'
    """
    return home.removesuffix("index.html").rstrip("/") + "/" if home else None


def sitemap(names: Iterable[str], address: str) -> str:
    """Return `sitemap.xml`: the pages that a search engine shall know, the home page first.

    Parameters
    ----------
    names
        The pages, such as `data/flights.html`.
    address
        Where the site lies, with its last slash.
    """
    listed = sorted(
        {name for name in names if name.rpartition("/")[2] not in UNLISTED},
        key=lambda name: (name != "index.html", name),
    )
    urls = [address + quote("" if name == "index.html" else name) for name in listed]
    rows = "".join(f"<url><loc>{escape(url)}</loc></url>\n" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )


def robots(address: str | None) -> str:
    """Return `robots.txt`: everything may be read, and where the sitemap is."""
    told = "User-agent: *\nAllow: /\n"
    return told + (f"Sitemap: {posixpath.join(address, 'sitemap.xml')}\n" if address else "")


def not_found(title: str, language: str, icon: str, address: str | None) -> str:
    """Return `404.html`. It stands for any address, at any depth, so it carries all that it shows.

    Parameters
    ----------
    title, language
        Of the site.
    icon
        Address of its icon, which must lie in the page itself.
    address
        Where the site lies; None when nobody said so.
    """
    return Template(_NOT_FOUND.read_text(encoding="utf-8")).substitute(
        title=escape(title),
        told=_TOLD,
        language=escape(language, quote=True),
        icon=escape(icon, quote=True),
        root=escape(urlsplit(address).path, quote=True) if address else "",
        script="" if address else _AT_ROOT.read_text(encoding="utf-8"),
    )
