"""Pictures and other files that are written inside a page as `data:` addresses."""

from __future__ import annotations

import base64
import binascii
import html
import re
from urllib.parse import unquote_to_bytes

from press.gate.reading.document import Passage, Region, UnreadableError, View
from press.gate.reading.pictures import picture_passages

_ADDRESS = re.compile(
    r"data:(?P<type>[a-z]+/[\w.+-]+)?(?P<options>(?:;[\w=+-]+)*),(?P<content>[^\"'<>\s)]*(?:'[^\"<>)]*"
    r"(?=\"))?)",
    re.IGNORECASE,
)
_SHORT = 64  # characters; a shorter packed address is no file


def without_embedded(source: str) -> tuple[str, list[Passage]]:
    """Return a text without the files packed into it, and those files' passages.

    Raises
    ------
    UnreadableError
        One of them cannot be read.
    """
    if "data:" not in source:
        return source, []
    found: list[Passage] = []

    def taken(match: re.Match[str]) -> str:
        line = source.count("\n", 0, match.start()) + 1
        try:
            found.extend(_content(match, line))
        except UnreadableError:
            if len(match["content"]) < _SHORT:  # words that begin like an address
                return match[0]
            raise
        return "data:"

    return _ADDRESS.sub(taken, source), found


def _content(match: re.Match[str], line: int) -> list[Passage]:
    content = html.unescape(match["content"])
    if match["options"].lower().endswith(";base64"):
        try:
            data = base64.b64decode(unquote_to_bytes(content), validate=True)
        except (binascii.Error, ValueError) as error:
            raise UnreadableError(f"holds packed data that cannot be read (line {line})") from error
    else:
        data = unquote_to_bytes(content)
    kind = (match["type"] or "text/plain").lower()
    if kind.startswith("image/") and kind != "image/svg+xml":
        return picture_passages(data)
    if kind.startswith(("font/", "application/font", "application/x-font", "application/octet-stream")):
        return []
    return [Passage(html.unescape(data.decode("utf-8", "replace")), View.RAW, Region.METADATA, line=line)]
