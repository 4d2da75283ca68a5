"""What the checks of the whole site know of each file: few facts, kept for files that do not change."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

    from press.gate.reading.document import Document

# What a page leads to or shows, in the order of the page.
_ADDRESSES = (
    "//a/@href | //area/@href | //link/@href | //form/@action | //video/@poster"
    " | //*[self::img or self::script or self::source or self::video or self::audio or self::track]/@src"
)
_LOADING_RELS = frozenset({"stylesheet", "preload", "modulepreload", "icon"})
_PACKED_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".woff", ".woff2", ".avif")


@dataclass(frozen=True)
class FileFacts:
    """What is kept of a file."""

    sent: int  # bytes that a visitor's browser receives: compressed, unless the file is packed already
    links: tuple[tuple[str, int], ...] = ()  # every address in a page with its line
    anchors: tuple[str, ...] = ()  # the names that an address can end with
    loads: tuple[str, ...] = ()  # the addresses that a browser asks for before anybody touches the page
    licence: bool = False  # whether the page speaks of a licence


@dataclass(frozen=True)
class Site:
    """A folder that would be public."""

    files: Mapping[str, FileFacts] = field(default_factory=dict)  # the facts of every file, by its name

    @property
    def pages(self) -> tuple[str, ...]:
        """The names of the pages."""
        return tuple(name for name in self.files if name.endswith((".html", ".htm")))


def facts_of(document: Document) -> FileFacts:
    """Return what the checks of the whole site need to know of a file."""
    is_packed = document.name.lower().endswith(_PACKED_SUFFIXES)
    sent = len(document.data) if is_packed else len(gzip.compress(document.data, 6, mtime=0))
    tree = document.tree
    if tree is None:
        return FileFacts(sent)
    anchors = {*tree.xpath("//@id"), *tree.xpath("//a/@name")}
    text = document.text
    licence = "licen" in text.lower()
    return FileFacts(
        sent, tuple(_links(tree)), tuple(sorted(map(str, anchors))), tuple(_loads(tree)), licence
    )


def _links(tree: HtmlElement) -> Iterator[tuple[str, int]]:
    for address in tree.xpath(_ADDRESSES):
        yield str(address).strip(), address.getparent().sourceline or 0


def _loads(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("script", "img", "link"):
        if element.tag == "link":
            if _LOADING_RELS & set((element.get("rel") or "").lower().split()):
                yield element.get("href") or ""
        elif element.tag == "script" or (element.get("loading") or "").lower() != "lazy":
            yield element.get("src") or ""
