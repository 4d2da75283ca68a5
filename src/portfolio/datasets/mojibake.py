"""Tell text that was decoded wrongly before it was saved: `CafÃ©` for `Café`.

UTF-8 writes a letter beyond ASCII as two to four bytes. Read in a code page of one byte for each letter,
those bytes become as many odd letters; written back in that code page, they are UTF-8 again. Honest text
hardly ever is: each accented letter would have to stand right before a sign such as `©`, and nowhere else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.errors import DataError

CERTAIN = 3  # wrong values in a file; fewer refuse it only as half of all values beyond ASCII
_BETWEEN = re.compile(r"[\",;\t|]")  # what parts values is ASCII and no part of a broken letter
# Latin letters and everyday signs; one letter of another script may be chance, as in `groß“`.
_LIKELY = re.compile("[\u00a0-\u024f\u2010-\u2044\u20a0-\u20bf\u2122]")


# What a file may have been taken for: by Windows, and by the first Macs. Where Windows has no letter for a
# byte, readers keep its number, as Latin-1 does.
_PAGES = {
    "cp1252": {number: number for number in range(256)}
    | {
        ord(letter): number for number in range(256) if (letter := bytes([number]).decode("cp1252", "ignore"))
    },
    "Mac Roman": {ord(bytes([number]).decode("mac_roman")): number for number in range(256)},
}


@dataclass(frozen=True)
class Broken:
    """A value that was decoded wrongly, the line it stands on, what it was, and the code page."""

    value: str
    line: int
    meant: str
    page: str


def check_decoded(text: str, where: str) -> None:
    """Refuse a table's text when enough of its values were decoded wrongly.

    Raises
    ------
    DataError
        Naming the first of them, its line, and what it was.
    """
    if text.isascii():
        return
    values = list(_values(text))
    broken = [one for line, value in values if (one := _broken(value, line))]
    if broken and len(broken) >= min(CERTAIN, len(values) / 2):
        first = broken[0]
        raise DataError(
            f"{where}: the text looks mis-decoded: {first.value[:60]!r} on line {first.line}",
            expected=repr(first.meant[:60]),
            got=f"UTF-8 that was read as {first.page} in {len(broken)} of {len(values)} values beyond ASCII",
            hint="Take the original and read it as UTF-8.",
        )


def _values(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each value beyond ASCII."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.isascii():
            yield from ((number, value) for value in _BETWEEN.split(line) if not value.isascii())


def _broken(value: str, line: int) -> Broken | None:
    for page, table in _PAGES.items():
        try:
            meant = codecs.charmap_encode(value, "strict", table)[0].decode("utf-8")
        except UnicodeError:
            continue
        letters = [letter for letter in meant if not letter.isascii()]
        if len(letters) > 1 or _LIKELY.match(letters[0]):
            return Broken(value, line, meant, page)
    return None
