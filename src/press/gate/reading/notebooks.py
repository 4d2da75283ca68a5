"""A notebook that is offered for download: its cells, all their outputs, and every piece of metadata."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from press.gate.reading.document import Fragment, Passage, Region, UnreadableError, View
from press.gate.reading.embedded import without_embedded
from press.gate.reading.markup import INVISIBLE, markup_passages
from press.gate.reading.pictures import picture_passages
from press.gate.reading.structured import PACKED, value_passage

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_MARKUP = ("text/html", "image/svg+xml")


def read_notebook(text: str) -> dict[str, Any]:
    """Return a parsed notebook.

    Raises
    ------
    UnreadableError
        It is none of nbformat 4.
    """
    try:
        notebook = json.loads(text)
        cells = notebook["cells"]
        is_whole = isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise UnreadableError("is not a notebook") from error
    if not is_whole:
        raise UnreadableError("is not a notebook")
    return dict(notebook)


def notebook_passages(notebook: Mapping[str, Any]) -> Iterator[Passage]:
    """Yield all that a notebook holds: sources, outputs, attachments, metadata of cells and file."""
    yield value_passage({key: value for key, value in notebook.items() if key != "cells"})
    for number, cell in enumerate(notebook["cells"], start=1):
        source = joined(cell.get("source", ""))
        region = Region.INPUT if cell.get("cell_type") == "code" else Region.PROSE
        if source:
            yield Passage(INVISIBLE.sub("", source), View.TEXT, region, number, 1)
        if region is Region.PROSE and ("&" in source or "<" in source):
            yield from markup_passages(source, cell=number, region=Region.PROSE)
        for output in _records(cell.get("outputs")):
            yield from _output(output, number)
        for bundle in (cell.get("attachments") or {}).values():
            yield from _bundle(bundle, number) if isinstance(bundle, Mapping) else ()
        rest = {key: value for key, value in cell.items() if key not in ("source", "outputs", "attachments")}
        yield value_passage(rest, cell=number)


def notebook_fragments(notebook: Mapping[str, Any]) -> Iterator[Fragment]:
    """Yield the HTML and SVG that a notebook's outputs bring."""
    for number, cell in enumerate(notebook["cells"], start=1):
        for output in _records(cell.get("outputs")):
            data = output.get("data")
            for name in _MARKUP:
                if isinstance(data, Mapping) and name in data:
                    yield Fragment(joined(data[name]), number)


def joined(text: object) -> str:
    """Return a text that nbformat may keep as a list of lines."""
    if isinstance(text, list):
        return "".join(str(part) for part in text)
    return text if isinstance(text, str) else "" if text is None else json.dumps(text)


def plain(text: str) -> str:
    """Return a text without the codes that colour it in a terminal."""
    return INVISIBLE.sub("", _COLOUR.sub("", text))


def _records(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, Mapping))


def _output(output: Mapping[str, Any], cell: int) -> Iterator[Passage]:
    lines = [joined(output.get(key)) for key in ("text", "ename", "evalue")]
    trace = output.get("traceback")
    lines += [str(line) for line in trace] if isinstance(trace, list) else []
    text = plain("\n".join(line for line in lines if line))
    if text:
        yield Passage(text, View.TEXT, Region.OUTPUT, cell)
    if isinstance(output.get("data"), Mapping):
        yield from _bundle(output["data"], cell)
    known = ("text", "ename", "evalue", "traceback", "data")
    yield value_passage({key: value for key, value in output.items() if key not in known}, cell=cell)


def _bundle(bundle: Mapping[str, Any], cell: int) -> Iterator[Passage]:
    for kind, content in bundle.items():
        if kind in _MARKUP:
            source, embedded = without_embedded(joined(content))
            yield from embedded
            yield from markup_passages(source, cell=cell, region=Region.OUTPUT)
        elif kind in PACKED:
            yield from _packed(joined(content), cell)
        elif isinstance(content, dict | list) and not _is_lines(content):
            yield value_passage(content, cell=cell, region=Region.OUTPUT)
        else:
            yield Passage(plain(joined(content)), View.TEXT, Region.OUTPUT, cell)


def _is_lines(content: object) -> bool:
    return isinstance(content, list) and all(isinstance(line, str) for line in content)


def _packed(content: str, cell: int) -> Iterator[Passage]:
    try:
        data = base64.b64decode(html.unescape(content))
    except (binascii.Error, ValueError) as error:
        raise UnreadableError(f"cell {cell} holds a picture that cannot be read") from error
    yield from picture_passages(data, cell=cell)
