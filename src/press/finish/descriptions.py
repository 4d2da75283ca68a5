"""What a page says about itself in its head: description, one viewport, title for shared links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from html import escape, unescape
from typing import TYPE_CHECKING

from press.kept_answers import Answers

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

SHORTEST, LONGEST = 50, 160  # characters of a description that search engines show whole
_READ = 20_000  # characters of a page after its title in which the first paragraph must begin
_UNREAD = frozenset(
    (
        "run-banner",
        "headerlink",
        "admonition",
        "cell",
        "toctree-wrapper",
        "math",
        "fact-source",
        "volatile-block",
    )
)
_UNREAD_ELEMENTS = frozenset({"script", "style", "math", "table", "figure", "nav", "pre"})
_SENTENCE_ENDS = (".", "?", "!", ":")
_LABEL = re.compile(r"^[A-Z]\w+[.:] (?=[A-Z])")  # "Question. What delays..."
_FILLER = (
    "A page of the book \N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}, "
    "printed from notebooks."
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_HEADER_LINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")
_ARTICLE_END = "</article>"
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*?')
_DOCSEARCH = re.compile(r'<meta name="docsearch:[^>]*>\n?')
_CANONICAL = re.compile(r'<link\b(?=[^>]*\brel="canonical")[^>]*\bhref="([^"]*)"')
_DESCRIBED = '<meta name="description"'
_HEAD_END = "</head>"


def title_of(page: str) -> str:
    """Return the title of a page: its first heading, or what its head says."""
    match = _HEADING.search(page)
    text = _HEADER_LINK.sub("", match[1]) if match else ""
    head = _TITLE.search(page)
    found = _plain(text) or (_plain(head[1]).partition(" \N{EM DASH} ")[0] if head else "")
    return found or "Page"


def site_title(page: str) -> str:
    """Return the title of the site, which stands after the dash in the head of each page."""
    match = _TITLE.search(page)
    return _plain(match[1]).rpartition(" \N{EM DASH} ")[2] if match else ""


def lead_of(page: str) -> str:
    """Return the first prose of a page as plain text; empty when it has none.

    A first paragraph that is too short to stand alone takes the next one with it.
    """
    import lxml.html  # type: ignore[import-untyped]

    heading = _HEADING.search(page)
    if heading is None:
        return ""
    end = page.find(_ARTICLE_END, heading.end())
    if end < 0:
        return ""
    tree = lxml.html.fromstring(f"<article>{page[heading.end() : min(end, heading.end() + _READ)]}</article>")
    return _begun(_paragraphs(tree))


def _paragraphs(tree: HtmlElement) -> Iterator[str]:
    """Yield the text of paragraphs, without what is not prose."""
    for element in list(tree.iter("*")):
        if element.tag in _UNREAD_ELEMENTS or _UNREAD & set(element.get("class", "").split()):
            element.drop_tree()
    for paragraph in tree.iter("p"):
        if not paragraph.find_class("volatile"):  # a date in it would differ from build to build
            yield " ".join(paragraph.text_content().split())


def _begun(paragraphs: Iterable[str]) -> str:
    """Return the first of some paragraphs, or as many as it takes to say enough."""
    lead = ""
    for text in paragraphs:
        if not text.endswith(_SENTENCE_ENDS):  # a lone link
            continue
        lead = f"{lead} {_LABEL.sub('', text)}".strip()
        if len(lead) >= SHORTEST:
            break
    return lead


def descriptions(pages: Mapping[str, str], answers: Answers | None = None) -> dict[str, str]:
    """Return a description for each page: 50 to 160 characters, no two the same.

    It is the beginning of the page's prose. Where two pages begin alike or with too little, the title goes
    first. `answers` is what is known of the pages.
    """
    title = site_title(next(iter(pages.values()), ""))
    ask = (answers or Answers()).of
    leads = {name: ask("lead", page, partial(lead_of, page)) for name, page in pages.items()}
    first = {name: shortened(lead) for name, lead in leads.items()}
    times = Counter(first.values())
    told = {}
    for name, page in pages.items():
        text = first[name]
        if len(text) < SHORTEST or times[text] > 1:
            text = shortened(f"{title_of(page)}: {leads[name]}" if leads[name] else title_of(page))
        if len(text) < SHORTEST:
            text = shortened(f"{text.rstrip(': .')}. {_FILLER.format(title=title)}")
        told[name] = text
    return _distinct(told)


def _distinct(told: Mapping[str, str]) -> dict[str, str]:
    """Return the descriptions with a number on each that is still the same as an earlier one."""
    times: Counter[str] = Counter()
    found = {}
    for name in sorted(told):
        text = told[name]
        times[text] += 1
        found[name] = text if times[text] == 1 else f"{shortened(text, LONGEST - 6)} ({times[text]})"
    return found


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return a text cut at the end of a sentence or word, to at most `longest` characters."""
    if len(text) <= longest:
        return text
    sentence = max(text.rfind(end, 0, longest) for end in (". ", "? ", "! "))
    if sentence >= SHORTEST:
        return text[: sentence + 1]
    return text[: longest - 1].rpartition(" ")[0].rstrip(",;:.") + "\N{HORIZONTAL ELLIPSIS}"


def described(page: str, description: str) -> str:
    """Return a page with its description, and each setting of its head once."""
    seen: list[str] = []

    def once(match: re.Match[str]) -> str:
        seen.append(match[0])
        return match[0] if len(seen) == 1 else ""

    page = _DOCSEARCH.sub("", _VIEWPORT.sub(once, page))
    if _DESCRIBED in page or _HEAD_END not in page:
        return page
    told, title = escape(description, quote=True), escape(title_of(page), quote=True)
    tags = [
        f'{_DESCRIBED} content="{told}">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="og:description" content="{told}">',
        f'<meta property="og:site_name" content="{escape(site_title(page), quote=True)}">',
        '<meta property="og:type" content="article">',
    ]
    if address := canonical(page):
        tags.append(f'<meta property="og:url" content="{escape(address, quote=True)}">')
    fresh = [tag for tag in tags if tag.partition(" content=")[0] not in page]
    return page.replace(_HEAD_END, "".join(f"    {tag}\n" for tag in fresh) + _HEAD_END, 1)


def canonical(page: str) -> str | None:
    """Return the address that a page calls its own; None when the book has no address yet."""
    match = _CANONICAL.search(page)
    return unescape(match[1]) if match else None


def _plain(text: str) -> str:
    return " ".join(unescape(_ANY_TAG.sub("", text)).split())
