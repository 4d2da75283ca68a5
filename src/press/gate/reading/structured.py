"""JSON as lines of keys and values, and scripts with their escapes resolved."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from press.gate.reading.document import Passage, Region, UnreadableError, View
from press.gate.reading.markup import INVISIBLE

# Numbers packed as base64, and pictures: they are read elsewhere or are no text.
PACKED = frozenset({"bdata", "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
_NAMES, _VALUES = ("name", "key", "label", "field", "variable"), ("value", "val", "content", "default")
_INDEX = re.compile(r"\s*Search\.setIndex\((.*)\)\s*;?\s*", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(/))")


def data_passage(
    text: str, *, cell: int | None = None, line: int | None = None, region: Region = Region.FILE
) -> Passage:
    """Return the strings of a JSON text with their keys.

    Raises
    ------
    UnreadableError
        It is not JSON.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not valid JSON: {type(error).__name__}") from error
    return value_passage(value, cell=cell, line=line, region=region)


def value_passage(
    value: Any, *, cell: int | None = None, line: int | None = None, region: Region = Region.METADATA
) -> Passage:
    """Return the strings of a parsed JSON value with their keys, `key: "value"`, one to a line.

    Its line is the one where the JSON begins: all of it usually stands in one line.
    """
    text = INVISIBLE.sub("", "\n".join(_lines(value)))
    return Passage(text, View.DATA, region, cell, line, (0,) if line else (), (line,) if line else ())


def _lines(value: Any) -> Iterator[str]:
    """Yield the strings of a value in order; without recursion, so that no nesting is too deep."""
    pending: list[tuple[str, Any]] = [("", value)]
    while pending:
        key, value = pending.pop()
        if isinstance(value, str):
            yield f'{key}: "{value}"' if key else value
        elif isinstance(value, Mapping):
            yield from _pairs(value)
            pending += [
                (str(name), inner) for name, inner in reversed(list(value.items())) if name not in PACKED
            ]
            yield from (str(name) for name in value if len(str(name)) > 7)
        elif isinstance(value, list):
            pending += [(key if isinstance(inner, str) else "", inner) for inner in reversed(value)]
        elif isinstance(value, int | float) and not isinstance(value, bool) and key:
            yield f"{key}: {value}"


def _pairs(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield `name="value"` for a record that keeps its name and its value in two fields."""
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    content = next((value[key] for key in _VALUES if isinstance(value.get(key), str)), None)
    if name and content:
        yield f'{name}="{content}"'


def script_passages(text: str) -> Iterator[Passage]:
    """Yield a script as written, with escapes resolved, and a search index as data."""
    yield Passage(INVISIBLE.sub("", text), View.RAW, line=1)
    index = _INDEX.fullmatch(text)
    if index:
        data = data_passage(index[1], line=1)
        yield Passage(data.text, View.INDEX, line=1)
    elif _ESCAPE.search(text):
        yield Passage(_ESCAPE.sub(_resolved, text), View.RAW, line=1)


def _resolved(match: re.Match[str]) -> str:
    number = next((group for group in match.groups()[:3] if group), None)
    if number is None:
        return "/"
    code = int(number, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
