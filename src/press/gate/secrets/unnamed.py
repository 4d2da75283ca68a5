"""Long random text without a name: nothing says what it opens, and nobody prints it for its beauty.

Issuers now tend to put a short prefix before it, such as `abc_`: then less chance is enough to be sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.reading.document import Region, View
from press.gate.secrets.judgement import entropy, is_mixed, is_random

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Document, Passage

_RUN = re.compile(r"(?<![A-Za-z0-9+/_=.:#-])[A-Za-z0-9+/_-]{32,512}={0,2}(?![A-Za-z0-9+/_=-])")
_INTEGRITY = re.compile(r"^sha(?:256|384|512)-")
_PREFIXED = re.compile(
    r"(?P<prefix>[a-z]{1,10}(?:[_-][a-z]{1,4})?)[_-](?P<rest>[A-Za-z0-9]{30,}|[0-9a-f]{8,}_[0-9a-f]{30,})"
)
_NO_PREFIX = re.compile(r"sha|md5|crc|blake|digest|hash|commit|rev|id|uid|uuid|fig|cell|key")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WORDY = re.compile(r"[A-Z]?[a-z]{4,}")
_LEAST_BITS = 4.3  # per character; 32 letters of English joined have about 3.8, random base64 about 4.7
_WORD_SHARE = 0.5


class UnnamedSecret(FileCheck):
    """Random text without a name."""

    name = "unnamed-secret"
    group = "secrets"
    demands = (
        "No page, output or cell holds a long random text, unless it is a digest, an identifier or "
        "packed data."
    )
    advice = "Withdraw it if it opens anything; else print less of it, or allow it with its reason."

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every random text, by its length."""
        for passage in document.passages:
            if _is_read(document, passage):
                for match in _RUN.finditer(passage.text):
                    if is_unnamed_secret(match[0]):
                        place = None if passage.view is View.JOINED else match.start()
                        yield self._at(
                            document, f"a random text ({len(match[0])} characters)", passage, place, match[0]
                        )


def _is_read(document: Document, passage: Passage) -> bool:
    """Scripts and styles are full of packed data and long names; everything else is read."""
    if passage.view is View.RAW:
        return document.kind in ("text", "json") or passage.region is Region.METADATA
    return passage.view is not View.SOURCE


def is_unnamed_secret(value: str) -> bool:
    """Return whether a long run of characters looks drawn by chance and is no digest, identifier or word."""
    if _INTEGRITY.match(value) or _UUID.search(value) or not is_random(value, 32):
        return False
    if is_prefixed(value):
        return True
    if not (any(map(str.isupper, value)) and any(map(str.islower, value)) and any(map(str.isdigit, value))):
        return False
    words = sum(len(word) for word in _WORDY.findall(value))
    return words < _WORD_SHARE * len(value) and entropy(value) >= _LEAST_BITS


def is_prefixed(value: str) -> bool:
    """Return whether a text is a short prefix and a random rest, as tokens of many issuers are."""
    match = _PREFIXED.fullmatch(value)
    if match is None or _NO_PREFIX.match(match["prefix"]) or not is_random(match["rest"]):
        return False
    return is_mixed(match["rest"])
