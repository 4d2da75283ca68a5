"""Make printed pages light: one style sheet, one script, and others only where a page needs them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from press.finish.css_purge import lean_sheet, read_sheet
from press.finish.icons import ICON_FONT, icon_styles, icons_in
from press.kept_answers import Answers
from press.script_words import with_words

STATIC = "_static/"
STYLE, SCRIPT = STATIC + "site.css", STATIC + "site.js"
INDEX = "searchindex.js"

# What every page runs, in this order, as one deferred file.
EVERYWHERE = (
    "documentation_options.js",
    "doctools.js",
    "sphinx_highlight.js",
    "scripts/sphinx-book-theme.js",
    "scripts/pydata-sphinx-theme.js",
)
# Each starts menus, search and colours of a page: in a task of its own, a phone can answer in between.
STARTERS = frozenset({"scripts/sphinx-book-theme.js", "scripts/pydata-sphinx-theme.js"})
OWN_SCRIPT = Path(__file__).parents[1] / "sphinx_ext" / "static" / "book.js"
# Icons are drawn by the style sheet; the search page asks for its index once something is searched.
NEVER = frozenset({"scripts/fontawesome.js", INDEX})
# What runs only on a page that holds what it serves.
ON_DEMAND: dict[str, re.Pattern[str]] = {
    "clipboard.min.js": re.compile(r'<div class="highlight'),
    "copybutton.js": re.compile(r'<div class="highlight'),
    "togglebutton.js": re.compile(
        r'class="(?:[^"]* )?(?:toggle|admonition[^"]* dropdown|dropdown admonition)[ "]'
    ),
    "design-tabs.js": re.compile(r'class="[^"]*\bsd-tab-'),
    "searchtools.js": re.compile(r'id="search-results"'),
    "language_data.js": re.compile(r'id="search-results"'),
    # The theme asks it for tooltips too, which a title shows as well.
    "scripts/bootstrap.js": re.compile(r'data-bs-toggle="(?!tooltip")|pst-collapse-sidebar-button'),
}

# A query goes to the search page: nothing is searched while typing. From disk, a browser lets no page read
# another, so a result is its title alone.
_SETTINGS = (
    "DOCUMENTATION_OPTIONS.search_as_you_type = false;\n"
    'if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false'
)
# Each begins with a letter that it must find: a pattern that begins with spaces tries every one of a page.
_SHEET = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*>\n?')
_HREF = re.compile(r'\bhref="([^"]*)"')
_SCRIPT_TAG = re.compile(r"<script\b([^>]*)>(.*?)</script>\n?", re.DOTALL)
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_PRELOAD = re.compile(r'<link\b[^>]*\brel="preload"[^>]*\bas="script"[^>]*>\n?')
_SETTING = re.compile(r"\s*(?:let|var) toggle|\s*DOCUMENTATION_OPTIONS\.")
# The theme reads and writes in turns, which lays out a long page hundreds of times before it can be used.
MEASURED = "e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1"
_MEASURED_LATER = "window.measureWhenNear(e)"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_FOREIGN = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_INERT = re.compile(r'<script\b[^>]*type="application/json"[^>]*>.*?</script>', re.DOTALL)
_TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_NAMES = re.compile(r'\b(?:class|id)="([^"]*)"')
_VARIABLE = re.compile(r"--[\w-]+")
_INLINE = re.compile(r"<(?:script|style)\b[^>]*>(.*?)</(?:script|style)>", re.DOTALL)
_WORD = re.compile(r"-?-?[A-Za-z_][\w-]*")
_OPENED_BY_BROWSERS = {"html", "head", "body", "tbody"}


@dataclass(frozen=True)
class Assets:
    """What every page of a site links to: the content of its style sheet and of its script."""

    style: bytes
    script: bytes

    @property
    def versions(self) -> dict[str, str]:
        """Return the address of each file, which changes with its content."""
        files = {STYLE: self.style, SCRIPT: self.script}
        return {name: f"{name}?v={hashlib.sha256(data).hexdigest()[:10]}" for name, data in files.items()}


def make_assets(
    pages: Mapping[str, str],
    read: Callable[[str], str],
    *,
    purged: bool = True,
    answers: Answers | None = None,
    said: Mapping[str, Mapping[str, str]] | None = None,
) -> Assets:
    """Return the one style sheet and the one script of a site.

    Parameters
    ----------
    pages
        The printed pages, by name.
    read
        Returns the text of a file of the site, by name.
    purged
        Leave out the rules that no page can meet; a page that is still being written may meet any.
    answers
        What is known of the pages.
    said
        For a language, short English texts and what is said for them.
    """
    ask = (answers or Answers()).words
    asked = {name for page in pages.values() for name in ask(needed_scripts, page)}
    script = with_words(_joined(asked, read), said or {})
    others = [read(name) for name in sorted(asked) if _short(name) not in EVERYWHERE]
    words = set(_OPENED_BY_BROWSERS).union(*(ask(page_words, page) for page in pages.values()))
    words.update(*(_WORD.findall(text) for text in [script, *others]))
    icons: set[str] = set().union(*(ask(icons_in, page) for page in pages.values()))
    linked = _in_order([ask(sheets_of, page) for page in pages.values()])
    sheets = "\n".join(read_sheet(name, read) for name in linked)
    if not purged:
        words.update(_WORD.findall(sheets))
    drawn = icon_styles(icons)
    known = "\n".join([sheets, drawn, *sorted(words)])
    style = (answers or Answers()).of(
        "style", known, lambda: lean_sheet(sheets, words, ICON_FONT) + lean_sheet(drawn, words)
    )
    return Assets(style.encode(), script.encode())


def _joined(asked: set[str], read: Callable[[str], str]) -> str:
    names = [name for name in (STATIC + short for short in EVERYWHERE) if name in asked]
    parts = [_task(_short(name), _SOURCE_MAP.sub("", read(name)).strip()) for name in names]
    if STATIC + EVERYWHERE[0] in names:
        parts.insert(1, _SETTINGS)
    parts = [part.replace(MEASURED, _MEASURED_LATER) for part in parts]
    return ";\n".join([*parts, OWN_SCRIPT.read_text(encoding="utf-8").strip()]) + "\n"


def _task(short: str, script: str) -> str:
    return f"setTimeout(() => {{{script}\n}})" if short in STARTERS else script


def lean_page(page: str, assets: Mapping[str, str]) -> str:
    """Return a page that loads what it needs, none of it before its text is shown but the style sheet.

    Parameters
    ----------
    page
        The HTML of a printed page.
    assets
        The address of the site's style sheet and script, as `Assets.versions`.
    """
    root = _root(page)
    if root is None:
        return page
    wanted = needed_scripts(page)
    head = f'    <link rel="stylesheet" href="{root}{assets[STYLE]}">\n'
    head += f'    <script defer src="{root}{assets[SCRIPT]}"></script>\n'
    # First of all: scripts that stay are deferred too, and run after it.
    page = _SHEET.sub(lambda match: head + match[0], page, count=1)
    page = _SHEET.sub(
        lambda match: "" if _local(_HREF.search(match[0])) not in {None, STYLE} else match[0], page
    )
    seen: set[str] = set()
    page = _SCRIPT_TAG.sub(lambda match: _script(match, wanted, seen), page)
    return _PRELOAD.sub("", page)


def is_themed(page: str) -> bool:
    """Return whether a page was printed by the theme: others are published as they are."""
    return _root(page) is not None


def page_words(page: str) -> set[str]:
    """Return what a style rule can name: elements, classes, ids, and the words of inline scripts."""
    live = _INERT.sub("", page)
    words: set[str] = set()
    for element, attributes in _TAG.findall(live):
        words.add(element.lower())
        for names in _NAMES.findall(attributes):
            words.update(names.split())
        if "--" in attributes:
            words.update(_VARIABLE.findall(attributes))
    for text in _INLINE.findall(live):
        words.update(_WORD.findall(text))
    return words


def sheets_of(page: str) -> list[str]:
    """Return the site's own style sheets that a page links to, such as `_static/pygments.css`."""
    found = [_local(_HREF.search(match[0])) for match in _SHEET.finditer(page)]
    return [name for name in found if name]


def scripts_of(page: str) -> list[str]:
    """Return the site's own scripts that a page runs, such as `_static/doctools.js`."""
    found = [_local(_SOURCE.search(match[1])) for match in _SCRIPT_TAG.finditer(page)]
    return [name for name in found if name]


def needed_scripts(page: str) -> set[str]:
    """Return those of a page's scripts that have something to do on it."""
    return {name for name in scripts_of(page) if _is_needed(name, page)}


def _local(match: re.Match[str] | None) -> str | None:
    """Return the name within the site of what a tag points to; None when it is of another host."""
    if match is None or _FOREIGN.match(match[1]):
        return None
    name = match[1].partition("?")[0]
    while name.startswith(("../", "./")):
        name = name.partition("/")[2]
    return name


def _root(page: str) -> str | None:
    """Return what leads from a page to the root of the site; None when it has no sheet of the theme."""
    for match in _SHEET.finditer(page):
        href = _HREF.search(match[0])
        if href and STATIC in href[1] and not _FOREIGN.match(href[1]):
            return href[1].partition(STATIC)[0]
    return None


def _is_needed(name: str, page: str) -> bool:
    short = _short(name)
    return short not in NEVER and (short not in ON_DEMAND or bool(ON_DEMAND[short].search(page)))


def _short(name: str) -> str:
    return name.removeprefix(STATIC)


def _script(match: re.Match[str], wanted: set[str], seen: set[str]) -> str:
    """Return a script tag as it is published: dropped, deferred, or unchanged; one named twice runs once."""
    attributes, text = match[1], match[2]
    name = _local(_SOURCE.search(attributes))
    if name is None:
        if not _SETTING.match(text) or "src=" in attributes:
            return match[0]
        is_kept = STATIC + "togglebutton.js" in wanted and "toggle" in text and text not in seen
        seen.add(text)
        return match[0] if is_kept else ""
    if name == SCRIPT:
        return match[0]
    if _short(name) in EVERYWHERE or name not in wanted or name in seen:
        return ""
    seen.add(name)
    deferred = "" if re.search(r"\b(defer|async|type=\"module\")", attributes) else " defer"
    return match[0].replace("<script", f"<script{deferred}", 1)


def _in_order(lists: Iterable[list[str]]) -> list[str]:
    """Return the style sheets of all pages, each after those that come before it in some page."""
    merged: list[str] = []
    for names in lists:
        at = 0
        for name in names:
            if name in merged:
                at = max(at, merged.index(name) + 1)
            else:
                merged.insert(at, name)
                at += 1
    return merged
