"""What a site holds besides its pages: sitemap, word to crawlers, and the page for a wrong address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlsplit

UNLISTED = frozenset({"genindex.html", "search.html", "404.html", "py-modindex.html"})
_TOLD = "There is no page at this address. Search the site, or start from its home page."
_NOT_FOUND = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page not found \N{EM DASH} {title}</title>
<meta name="description" content="{told}">
<link rel="icon" href="{icon}">
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 0 auto; max-width: 34rem; padding: 12vh 1rem 2rem; font: 1.1rem/1.6 system-ui, sans-serif;
  color: light-dark(#14181e, #ced6dd); background: light-dark(#fff, #121212) }}
a {{ color: light-dark(#0b5cad, #7ab4f5) }}
input, button {{ font: inherit; padding: .4rem .6rem; max-width: 100%; box-sizing: border-box }}
:focus-visible {{ outline: 3px solid currentColor; outline-offset: 2px }}
</style>
</head>
<body>
<main>
<h1>There is no page here</h1>
<p>The address may be mistyped, or the page was renamed or removed.
<a href="{root}index.html">Start from the home page</a>, or search the site.</p>
<form action="{root}search.html" role="search">
<p><label for="q">Search</label> <input id="q" type="search" name="q" required> <button>Search</button></p>
</form>
</main>
{script}</body>
</html>
"""
# Without a known address, the site is taken to lie at the root of its host, wherever a reader got lost.
_REROOT = """<script>
if (!location.pathname.endsWith("/404.html")) {
  document.querySelector("a").setAttribute("href", "/index.html");
  document.querySelector("form").setAttribute("action", "/search.html");
}
</script>
"""


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
        {name for name in names if name not in UNLISTED}, key=lambda name: (name != "index.html", name)
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
    return _NOT_FOUND.format(
        title=escape(title),
        told=_TOLD,
        language=escape(language, quote=True),
        icon=escape(icon, quote=True),
        root=escape(urlsplit(address).path, quote=True) if address else "",
        script="" if address else _REROOT,
    )
