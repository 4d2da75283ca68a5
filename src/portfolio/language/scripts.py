"""Scripts that part no words by blanks, and letters that carry marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

# Thai, Lao, Burmese, Khmer; Japanese, Chinese
_SOUTH = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_EAST = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_SOUTH}{_EAST}]+")
_HANGUL = "[\uac00-\ud7a3]{2,}"  # a Korean word of two signs has four letters or more


def is_plain(text: str) -> bool:
    """Return whether a text has neither letters of such scripts nor marks of their own."""
    return text.isascii() or not (_RUN.search(text) or _other().search(text))


def words_of_any_script(text: str) -> list[str]:
    """Return the words of a text in lower case; of a script without blanks, each two neighbouring signs.

    Search engines take pairs of signs for words too where no dictionary is at hand (Lucene's CJKAnalyzer).

    Examples
    --------
    >>> words_of_any_script("\u4e0d\u9508\u94a2 lid")
    ['\u4e0d\u9508', '\u9508\u94a2', 'lid']
    """
    found: list[str] = []
    end = 0
    for run in _RUN.finditer(text):
        found += [*_spaced().findall(text[end : run.start()]), *_pairs(run.group())]
        end = run.end()
    return [*found, *_spaced().findall(text[end:])]


def _pairs(run: str) -> Iterator[str]:
    signs = _signs(run)
    if len(signs) == 1:
        yield signs[0]
    yield from map("".join, pairwise(signs))


def _signs(run: str) -> list[str]:
    """Return the letters of a run, each with the marks that follow it; without digits and punctuation."""
    signs: list[str] = []
    for letter in run:
        kind = unicodedata.category(letter)[0]
        if kind == "L":
            signs.append(letter)
        elif kind == "M" and signs:
            signs[-1] += letter
    return signs


@lru_cache(maxsize=1)
def _marks() -> str:
    """Return the combining marks of the first plane as the inside of a character class."""
    marks = (chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
    return "".join(map(re.escape, marks))


@lru_cache(maxsize=1)
def _other() -> re.Pattern[str]:
    return re.compile(f"[{_marks()}]|{_HANGUL}")


@lru_cache(maxsize=1)
def _spaced() -> re.Pattern[str]:
    return re.compile(rf"{_HANGUL}|[^\W\d_](?:[^\W\d_]|[{_marks()}]){{2,}}")
