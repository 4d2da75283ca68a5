"""The form of one page: headings, language, words for pictures, heads of tables, captions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from press.gate.check import FileCheck
from press.gate.finding import Finding

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

_FILE_NAME = re.compile(
    r"\S+\.(?:png|jpe?g|svg|gif|webp|pdf|avif)|[0-9a-f]{16,}|(?:\S*/)+\S*|_?images?/\S*", re.IGNORECASE
)
_EMPTY_WORDS = re.compile(
    r"(?:an? |the )?(?:image|img|figure|fig|plot|chart|graph|picture|photo|screenshot|diagram|output"
    r"|untitled|logo|icon|png|svg)\s*\d*\.?",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DECORATION = ("presentation", "none")


def _classes(element: HtmlElement) -> set[str]:
    return set((element.get("class") or "").split())


def _words(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).replace("#", "").split())


class PageCheck(FileCheck):
    """A check of the form of a page; other files pass."""

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield what is wrong with the form of a page."""
        tree = document.tree
        if tree is not None:
            for message, line, text in self.problems(tree):
                yield self._of(document, message, line, text)

    def problems(self, tree: HtmlElement) -> Iterator[tuple[str, int | None, str]]:
        """Yield words, line and matched text of each problem of a page."""
        raise NotImplementedError


class HeadingOrder(PageCheck):
    """Headings in order."""

    name = "heading-order"
    group = "book"
    demands = "A page has one heading of the first level, it comes first, and no level is left out below it."
    advice = "Give the page one `#` title, and go down one level at a time."

    def problems(self, tree: HtmlElement) -> Iterator[tuple[str, int | None, str]]:
        """Yield missing and further titles, and steps over a level."""
        headings = [
            element for element in tree.iter("h1", "h2", "h3", "h4", "h5", "h6") if not _is_hidden(element)
        ]
        titles = [element for element in headings if element.tag == "h1"]
        if not titles:
            yield "the page has no title (h1)", None, "no h1"
        for element in titles[1:]:
            yield f"a second title: {_words(element)[:60]}", element.sourceline, _words(element)
        level = 0
        for element in headings:
            now = int(element.tag[1])
            if now > level + 1 and (level or titles):
                what = f"h{level} is followed by h{now}" if level else f"h{now} stands before the title"
                yield f"{what}: {_words(element)[:60]}", element.sourceline, _words(element)
            level = now


class PageLanguage(PageCheck):
    """The language of a page."""

    name = "page-language"
    group = "book"
    demands = "A page says its language and has a title for the browser's tab."
    advice = "Set `language` in the configuration; a page that is written by hand says `<html lang=...>`."

    def problems(self, tree: HtmlElement) -> Iterator[tuple[str, int | None, str]]:
        """Yield a missing language and a missing title."""
        if not _LANGUAGE.fullmatch((tree.get("lang") or "").strip()):
            yield "the page does not say its language", tree.sourceline, "lang"
        if not (tree.findtext(".//title") or "").strip():
            yield "the page has no title for the browser's tab", tree.sourceline, "title"


class PictureAlternative(PageCheck):
    """Words for pictures."""

    name = "picture-alternative"
    group = "book"
    demands = "Every picture says in words what it shows: no file name, no empty word such as `image`."
    advice = "Write what the picture tells: in a notebook in the cell's metadata `mystnb.image.alt`."

    def problems(self, tree: HtmlElement) -> Iterator[tuple[str, int | None, str]]:
        """Yield pictures without words."""
        for element in tree.iter("img", "area", "input"):
            if element.tag == "input" and (element.get("type") or "").lower() != "image":
                continue
            words, line = element.get("alt"), element.sourceline
            if words is None:
                yield "a picture has no text alternative", line, element.get("src") or ""
            elif not words.strip():
                if not _is_decoration(element):
                    yield "a picture's text alternative is empty", line, element.get("src") or ""
            elif _FILE_NAME.fullmatch(words.strip()):
                yield "a picture's text alternative is a file name", line, words
            elif _EMPTY_WORDS.fullmatch(words.strip()):
                yield f"a picture's text alternative says nothing: {words[:40]}", line, words
        for element in tree.iter("svg"):
            if element.get("role") == "img" and not (
                element.get("aria-label") or element.get("aria-labelledby") or _words(element)
            ):
                yield "a drawing has no text alternative", element.sourceline, "svg"


class TableHeader(PageCheck):
    """Heads of tables."""

    name = "table-header"
    group = "book"
    demands = "Every table of data has header cells."
    advice = "Show the frame itself rather than its text, or write the table with a header row."

    def problems(self, tree: HtmlElement) -> Iterator[tuple[str, int | None, str]]:
        """Yield tables without header cells."""
        for table in tree.iter("table"):
            if (table.get("role") or "") in _DECORATION or _classes(table) & {
                "footnote",
                "citation",
                "highlighttable",
            }:
                continue
            own = [cell for cell in table.iter("td", "th") if next(cell.iterancestors("table")) is table]
            heads = [cell for cell in own if cell.tag == "th" and _words(cell)]
            if any(cell.tag == "td" for cell in own) and not heads:
                empty = any(cell.tag == "th" for cell in own)
                problem = "a table's header cells are empty" if empty else "a table has no header cells"
                yield problem, table.sourceline, _words(table)[:200]


class FigureCaption(PageCheck):
    """Captions of figures."""

    name = "figure-caption"
    group = "book"
    demands = "Every figure that an analysis shows has a caption."
    advice = "Write `mystnb.figure.caption` into the metadata of its cell."

    def problems(self, tree: HtmlElement) -> Iterator[tuple[str, int | None, str]]:
        """Yield figures without caption."""
        for figure in tree.iter("figure"):
            caption = figure.find(".//figcaption")
            if caption is None or not _words(caption):
                yield "a figure has no caption", figure.sourceline, "figure"
        for picture in tree.xpath("//div[contains(@class, 'cell_output')]//img"):
            if (
                next(picture.iterancestors("figure"), None) is None
                and next(picture.iterancestors("table"), None) is None
            ):
                yield "a picture stands outside a figure", picture.sourceline, picture.get("src") or ""


def _is_decoration(element: HtmlElement) -> bool:
    return (element.get("role") or "") in _DECORATION or element.get("aria-hidden") == "true"


def _is_hidden(element: HtmlElement) -> bool:
    """Return whether nobody meets an element on the screen; the theme repeats the title for paper."""
    return any(
        one.get("hidden") is not None or one.get("aria-hidden") == "true" or "onlyprint" in _classes(one)
        for one in (element, *element.iterancestors())
    )
