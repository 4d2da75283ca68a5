"""Long random text without a name: nothing says what it opens, and nobody prints it for its beauty.

Issuers now tend to put a short prefix before it, such as `abc_`: then less chance is enough to be sure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from press.gate.check import Match, TextCheck
from press.gate.reading.document import Region
from press.gate.secrets.judgement import entropy, is_example, is_mixed, is_random

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Passage

_RUN = re.compile(r"(?<![\w+/=.:#@%$~-])\$?[A-Za-z0-9][\w+/=.:~!-]{18,511}")
_UUID = re.compile(r"([0-9a-fA-F]{8})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{4})-([0-9a-fA-F]{12})")
_PIECE = re.compile(r"[A-Za-z0-9]+")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_FILE = re.compile(r"\.[a-z][a-z0-9]{1,11}$")  # the name of a file, whose random part is a digest
_OTHER = re.compile(
    r"sha(?:256|384|512)-|[A-Za-z][\w.-]*=(?![=:]|$)"
)  # a script's digest; a value with a name
# What stands before the first random piece: a few short words, as issuers put before their tokens.
_LEAD = re.compile(r"\$?[A-Za-z][A-Za-z0-9]{0,23}[_.:!~-]+(?:[A-Za-z0-9]{1,16}[_.:!~-]+){0,3}")
# Where only capitals and small letters tell the two apart.
_GLUED = re.compile(r"[A-Z]{2,6}(?=[0-9a-f]{24,}\b)|[a-z]{2,6}(?=[0-9A-Z]{24,}\b)")
# Words that stand before a digest, an identifier or a version.
_HARMLESS = re.compile(
    r"(?i)(?:^|[_.:-])(?:sha\d*|md5|crc\d*|blake\w*|digest|hash|checksum|commit|rev|revision|etag|id|uid|uuid|urn"
    r"|fig|cell|key|run|kernel|model|models|image|img|view|output|plotly|cache|build|index|main)"
    r"(?=[_.:-])"
)
_WORDY = re.compile(r"[A-Z]?[a-z]{4,}")
_WORD_SHARE = 0.5
_NO_WORD = 10  # characters outside of words, of a long piece: chance too puts four small letters in a row
_LEAST_BITS = 4.3  # per character; 32 letters of English joined have about 3.8, random base64 about 4.7
_ALONE, _PIECE_LEAST = 28, 8  # characters of a random text without a lead, and of one piece of a text
_CHANCE = 80  # bits behind a lead: 14 letters and digits, or 20 of hexadecimal


class UnnamedSecret(TextCheck):
    """Random text without a name."""

    name = "unnamed-secret"
    group = "secrets"
    demands = (
        "No page, output or cell holds a long random text, unless it is a digest, an identifier or "
        "packed data."
    )
    advice = "Withdraw it if it opens anything; else print less of it, or allow it with its reason."

    def found(self, passage: Passage, _context: SiteContext, in_code: bool) -> Iterator[Match]:
        """Yield every random text, by its length."""
        if in_code and passage.region is not Region.METADATA:
            return  # scripts and styles are full of packed data and long names
        for match in _RUN.finditer(passage.text):
            value = match[0].rstrip(".:!~-")
            if is_unnamed_secret(value):
                yield f"a random string ({len(value)} characters)", match.start(), value


def is_unnamed_secret(value: str) -> bool:
    """Return whether a long run of characters looks drawn by chance, not a digest, identifier or word."""
    if "//" in value or value.isalpha() or _OTHER.match(value) or _FILE.search(value):
        return False
    text = _UUID.sub(r"\1\2\3\4\5", _GLUED.sub(r"\g<0>_", value))
    pieces = [piece for piece in _PIECE.finditer(text) if is_chance(piece[0])]
    if not pieces or is_example(value):
        return False
    lead = text[: pieces[0].start()]
    if _HARMLESS.search(lead):
        return False
    if _LEAD.fullmatch(lead) and sum(chance(piece[0]) for piece in pieces) >= _CHANCE:
        return True
    return is_dense(value)


def is_chance(piece: str) -> bool:
    """Return whether letters and digits follow each other as they do by chance."""
    if len(piece) < _PIECE_LEAST or piece.isalpha() or piece.isdigit() or not is_mixed(piece):
        return False
    return len(piece) - _wordy(piece) >= min(_NO_WORD, _WORD_SHARE * len(piece))


def chance(piece: str) -> float:
    """Return the bits that drawing a piece takes, by the smallest alphabet that holds it."""
    if _HEX.fullmatch(piece):
        return 4 * len(piece)
    return math.log2(62 if piece.lower() != piece != piece.upper() else 36) * len(piece)


def is_dense(value: str) -> bool:
    """Return whether a text uses all classes of characters, evenly and without words."""
    kinds = (str.isupper, str.islower, str.isdigit)
    if not all(any(map(kind, value)) for kind in kinds) or not is_random(value, _ALONE):
        return False
    return _wordy(value) < _WORD_SHARE * len(value) and entropy(value) >= _LEAST_BITS


def _wordy(text: str) -> int:
    return sum(map(len, _WORDY.findall(text)))
