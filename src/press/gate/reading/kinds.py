"""Which files a site may hold, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from press.gate.reading.document import Document, Fragment, Passage, Region, UnreadableError, View
from press.gate.reading.embedded import without_embedded
from press.gate.reading.markup import INVISIBLE, inert_data, markup_passages
from press.gate.reading.notebooks import notebook_fragments, notebook_passages, read_notebook
from press.gate.reading.pictures import picture_passages
from press.gate.reading.structured import data_passage, script_passages

KINDS = {
    **dict.fromkeys((".html", ".htm"), "html"),
    ".ipynb": "notebook",
    ".svg": "svg",
    **dict.fromkeys((".json", ".webmanifest", ".map", ".geojson"), "json"),
    **dict.fromkeys((".js", ".mjs"), "script"),
    ".css": "style",
    **dict.fromkeys((".txt", ".md", ".rst", ".py", ".bib", ".yml", ".yaml", ".toml"), "text"),
    ".xml": "xml",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".avif"), "picture"),
    **dict.fromkeys((".woff", ".woff2", ".ttf", ".otf"), "font"),
    ".inv": "inventory",
    ".pdf": "pdf",
}
NAMED = {".nojekyll": "empty", "CNAME": "text", "_headers": "text", "_redirects": "text"}
_FONTS = (b"wOFF", b"wOF2", b"\x00\x01\x00\x00", b"OTTO", b"true")
_LARGEST_INVENTORY = 16 * 2**20
_PRINTED = re.compile(rb"[\x20-\x7e]{12,}")


def kind_of(name: str) -> str | None:
    """Return what a file is by its name; None if it is of no kind that a site holds."""
    path = PurePosixPath(name)
    return NAMED.get(path.name) or KINDS.get(path.suffix.lower())


def read_document(name: str, data: bytes, *, vetted: bool = False) -> Document:
    """Open a file.

    Raises
    ------
    UnreadableError
        It is of no known kind, or not what its name says.
    """
    kind = kind_of(name)
    if kind is None:
        raise UnreadableError(f"is of an unknown kind: {PurePosixPath(name).suffix or 'no ending'}")
    if vetted:
        return Document(name, kind, data, vetted=True)
    if kind == "notebook":
        notebook = read_notebook(_decoded(data))
        passages = tuple(notebook_passages(notebook))
        fragments = tuple(notebook_fragments(notebook))
        return Document(name, kind, data, passages, fragments, notebook)
    passages = tuple(_passages(kind, data))
    fragments = (Fragment(_decoded(data)),) if kind == "svg" else ()
    return Document(name, kind, data, passages, fragments)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"is not UTF-8 text (byte {error.start})") from error


def _passages(kind: str, data: bytes) -> Iterator[Passage]:
    match kind:
        case "html" | "svg" | "xml":
            yield from _markup_passages(_decoded(data))
        case "json":
            yield data_passage(_decoded(data), line=1)
        case "script":
            text, embedded = without_embedded(_decoded(data))
            yield from script_passages(text)
            yield from embedded
        case "style" | "text":
            text, embedded = without_embedded(_decoded(data))
            yield Passage(INVISIBLE.sub("", text), View.RAW, line=1)
            yield from embedded
        case "picture":
            yield from picture_passages(data)
        case "font":
            yield _font_passage(data)
        case "pdf":
            yield _pdf_passage(data)
        case "inventory":
            yield _inventory_passage(data)
        case "empty":
            if data:
                raise UnreadableError("is not empty")


def _markup_passages(source: str) -> Iterator[Passage]:
    source, scripts = inert_data(source)
    for text, line in scripts:
        yield data_passage(text, line=line, region=Region.OUTPUT)
    bare, embedded = without_embedded(source)
    yield from embedded
    yield from markup_passages(bare)


def _font_passage(data: bytes) -> Passage:
    if not data.startswith(_FONTS):
        raise UnreadableError("is not a font")
    text = "\n".join(run.decode("ascii") for run in _PRINTED.findall(data))
    return Passage(text, View.DATA, Region.METADATA)


def _pdf_passage(data: bytes) -> Passage:
    """Return what stands unpacked in a PDF: title, program, addresses of links. Its pages are not read."""
    if not (data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")):
        raise UnreadableError("is not a complete PDF")
    text = "\n".join(run.decode("ascii") for run in _PRINTED.findall(data))
    return Passage(text, View.DATA, Region.METADATA)


def _inventory_passage(data: bytes) -> Passage:
    """Return the text of Sphinx's list of link targets: four plain lines, then packed ones."""
    import zlib

    parts = data.split(b"\n", 4)
    try:
        unpacker = zlib.decompressobj()
        body = unpacker.decompress(parts[4], _LARGEST_INVENTORY)
    except (IndexError, zlib.error) as error:
        raise UnreadableError("is not an inventory") from error
    if unpacker.unconsumed_tail or unpacker.unused_data:
        raise UnreadableError("is an inventory that hides something, or is far too large")
    return Passage(_decoded(b"\n".join([*parts[:4], body])), View.DATA, line=1)
