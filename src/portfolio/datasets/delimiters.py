"""How a reader's file parts its values: found by reading the first rows, not by counting signs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from portfolio.datasets.written_numbers import written

DELIMITERS = (",", ";", "\t", "|")
RARE = ("^", "~", "\x01", "\xa6")  # tried where no other makes all rows as long as the header
WHOLE = (True, 1.0)  # columns, and every row as long as the header
SAMPLE = 200  # rows that a delimiter has to fit
_TOLD = re.compile(r'\ufeff?"?sep ?= ?([^\r\n"])"?\s*(?:\r\n|\r|\n)', re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How values are parted and quoted.

    Parameters
    ----------
    delimiter, quote
        Between values, and around those that hold a delimiter.
    escape
        A backslash where quotes inside a value are written with it, as MySQL does; else empty.
    blanks
        Whether blanks follow the delimiter and belong to no value.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    blanks: bool = False

    def reader(self, text: io.StringIO, *, strict: bool = True) -> Any:
        """Return a reader of the rows of a text."""
        return csv.reader(
            text,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape or None,
            skipinitialspace=self.blanks,
            strict=strict,
        )


def without_told_delimiter(text: str) -> tuple[str, str]:
    r"""Return the text without a spreadsheet's first line `sep=;`, and what it tells; empty if nothing.

    Examples
    --------
    >>> without_told_delimiter("sep=;\na;b\n")
    ('a;b\n', ';')
    """
    told = _TOLD.match(text)
    return (text[told.end() :], told.group(1)) if told else (text, "")


def find_layout(text: str, told: str = "") -> Layout:
    """Return the layout under which the first rows are as long as the header, and the header longest.

    Parameters
    ----------
    text
        Of the file, without a line that tells the delimiter.
    told
        The delimiter if the file tells it.
    """
    usual = max(_layouts(text, [told] if told else DELIMITERS), key=lambda layout: _fit(text, layout))
    if told or _fit(text, usual)[:2] == WHOLE:
        return usual
    rare = max(_layouts(text, RARE), key=lambda layout: _fit(text, layout))
    return rare if _fit(text, rare)[:2] == WHOLE else usual


def _layouts(text: str, delimiters: Iterable[str]) -> Iterator[Layout]:
    """Yield what is worth a try, the usual first: of equals the first is taken."""
    start = text[:20_000]
    quotes = ['"', "'"] if start.lstrip().startswith("'") else ['"']
    escapes = ["", "\\"] if '\\"' in text or re.search(r"\\[',;\t|]", start) else [""]
    blanks = [False, True] if re.search(r"[,;\t|] +[\"']", start) else [False]
    for quote, escape, blank in product(quotes, escapes, blanks):
        for delimiter in delimiters:
            yield Layout(delimiter, quote, escape, blank)


def _fit(text: str, layout: Layout) -> tuple[bool, float, float, int]:
    """Return whether a layout makes columns, the share of rows as long as the header, and two tie-breakers.

    The commas of decimals may part every row alike: then the layout under which more values are numbers is
    right, and at last the one with the longest header.
    """
    try:
        rows = [row for row in islice(layout.reader(io.StringIO(text, newline="")), SAMPLE + 1) if any(row)]
    except csv.Error:
        rows = []
    if not rows or len(rows[0]) < 2:
        return False, 0.0, 0.0, 0
    width = len(rows[0])
    right = sum(len(row) == width or (len(row) > width and not any(row[width:])) for row in rows[1:])
    values = [value for row in rows[1:] for value in row[:width]]
    numbers = sum(written(value) is not None for value in values) / max(1, len(values))
    return True, right / max(1, len(rows) - 1), round(numbers, 1), width
