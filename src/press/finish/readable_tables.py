"""What a cell printed, made readable where it is narrow: columns of words, and lines that may break."""

from __future__ import annotations

import re

# A table of a data frame, its rows, and a cell. Heads over several columns are left as they are.
_TABLE = re.compile(rb'<table\b[^>]*class="[^"]*\bdataframe\b[^"]*"[^>]*>.*?</table>', re.DOTALL)
_HEAD = re.compile(rb"<thead>.*?</thead>", re.DOTALL)
_ROW = re.compile(rb"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_DATA = re.compile(rb"<td>(.*?)</td>", re.DOTALL)
_LABEL = re.compile(rb"<th>(.*?)</th>", re.DOTALL)
_MISSING = re.compile(rb"\s*(?:NaN|NaT|nan|inf|-inf|None|)\s*")
_WORDS = re.compile(rb"\s*[A-Za-z]|[^<]*[A-Za-z]{2}")
_PRINTED = re.compile(
    rb'(<div class="output (?:stream|text_plain)[^"]*"><div class="highlight"><pre)'
    rb"(><span></span>)(.*?)(</pre>)",
    re.DOTALL,
)
_IN_COLUMNS = re.compile(rb"^ |\S  +\S", re.MULTILINE)
_TAG = re.compile(rb"<[^>]*>")
_NAME = re.compile(rb">[^<]+</th>")
_WHOLE = re.compile(rb"\s*(-?[\d,]+)\.0+\s*")


def readable_outputs(page: bytes) -> bytes:
    """Return a page whose outputs read well on a phone.

    A column of a data frame is marked as words where most of its cells are; what is not marked are numbers,
    which stand to the right and never break. A column of whole numbers is written without decimals, and its
    name in words. Printed lines that are not laid out in columns may break.
    """
    if b"cell_output" not in page:
        return page
    return _PRINTED.sub(_with_breaks, _TABLE.sub(lambda found: _marked(found[0]), page))


def _with_breaks(printed: re.Match[bytes]) -> bytes:
    if _IN_COLUMNS.search(_TAG.sub(b"", printed[3])):
        return printed[0]
    return printed[1] + b' class="may-break"' + printed[2] + printed[3] + printed[4]


def _marked(table: bytes) -> bytes:
    """Return a table whose columns of words, and labels of words, are marked."""
    head = _HEAD.search(table)
    start = head.end() if head else 0
    rows = [_DATA.findall(row) for row in _ROW.findall(table, start)]
    width = max((len(row) for row in rows), default=0)
    words = [_are_words([row[place] for row in rows if len(row) == width]) for place in range(width)]
    whole = [_are_whole([row[place] for row in rows if len(row) == width]) for place in range(width)]
    body = _ROW.sub(lambda row: _row(_without_decimals(row[0], whole), words), table[start:])
    return _marked_head(table[:start], words) + body


def _are_words(cells: list[bytes]) -> bool:
    told = [cell for cell in cells if not _MISSING.fullmatch(cell)]
    return 2 * sum(map(is_words, told)) > len(told)


def _are_whole(cells: list[bytes]) -> bool:
    """Return whether all numbers of a column are whole, and pandas wrote decimals all the same."""
    told = [cell for cell in cells if not _MISSING.fullmatch(cell)]
    return bool(told) and all(map(_WHOLE.fullmatch, told))


def _without_decimals(row: bytes, whole: list[bool]) -> bytes:
    places = iter(whole)

    def written(cell: re.Match[bytes]) -> bytes:
        found = _WHOLE.fullmatch(cell[1]) if next(places, False) else None
        return b"<td>" + found[1] + b"</td>" if found else cell[0]

    return _DATA.sub(written, row)


def is_words(cell: bytes) -> bool:
    """Return whether a cell reads from the left: it begins with a letter, or holds two in a row."""
    return bool(_WORDS.match(cell)) and not _MISSING.fullmatch(cell)


def _row(row: bytes, words: list[bool]) -> bytes:
    places = iter(words)
    row = _DATA.sub(lambda cell: _as_words(cell[0]) if next(places, False) else cell[0], row)
    return _LABEL.sub(lambda cell: _as_words(cell[0]) if is_words(cell[1]) else cell[0], row)


def _marked_head(head: bytes, words: list[bool]) -> bytes:
    """Return the head, its last names marked as their columns are; the names before them are of the rows."""
    row = _ROW.search(head)
    if row is None or b"colspan" in row[0]:
        return head
    names = len(_LABEL.findall(row[0]))
    places = iter([False] * (names - len(words)) + words)
    marked = _LABEL.sub(lambda cell: _as_words(cell[0]) if next(places, False) else cell[0], row[0])
    marked = _NAME.sub(lambda name: name[0].replace(b"_", b" "), marked)
    return head[: row.start()] + marked + head[row.end() :]


def _as_words(cell: bytes) -> bytes:
    return cell.replace(b">", b' class="words">', 1)
