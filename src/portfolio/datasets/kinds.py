"""Tell a CSV file from what is saved under its name by mistake."""

from __future__ import annotations

import re

from portfolio.errors import DataError, EnvironmentFaultError

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MARK = b"\xef\xbb\xbf"  # byte order mark of UTF-8
_HTML = re.compile(rb"<(!doctype|html|head|body|title|meta|script|table|!--|\?xml)", re.IGNORECASE)
_LFS = b"version https://git-lfs"
_JSON = re.compile(rb'[{\[]\s*["{\[]')
_TEXTS = {
    b"INSERT INTO": "SQL",
    b"CREATE TABLE": "SQL",
    b"@RELATION": "ARFF",
    b"{\\RTF": "a text document",
    b"<STATA_DTA": "Stata",
}
_BINARY = {
    b"\x1f\x8b": "a packed file",
    b"PK\x03\x04": "a zip archive or a spreadsheet",
    b"PAR1": "Parquet",
    b"%PDF": "PDF",
    b"\x89PNG": "a picture",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"7z\xbc\xaf": "a 7z archive",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "HDF5",
}


def check_is_table(content: bytes, where: str) -> None:
    """Refuse what is no text of a table.

    Raises
    ------
    EnvironmentFaultError
        The file is a web page, a git-lfs pointer, JSON or of a binary kind.
    DataError
        The file is empty, in UTF-16, or holds a NUL byte; with its place.
    """
    text = content.removeprefix(_MARK).lstrip()
    if not text:
        raise DataError(f"{where} is empty: 0 rows", expected="a header and at least one row")
    if text.startswith(_LFS):
        raise _mistaken(where, "a git-lfs pointer", "Fetch the file itself: git lfs pull.")
    if _HTML.match(text):
        raise _mistaken(where, "HTML", "A web page was saved instead: fetch it again.")
    if _JSON.match(text):
        raise _mistaken(where, "JSON", "A message was saved instead, or another form of the data.")
    for start, kind in _TEXTS.items():
        if text[: len(start)].upper() == start:
            raise _mistaken(where, kind, "Export it as CSV.")
    for start, kind in _BINARY.items():
        if content.startswith(start):
            raise _mistaken(where, kind, "Export it as CSV.")
    if content.startswith(_UTF16):
        raise DataError(f"{where} is UTF-16", expected="UTF-8", hint="Save it as UTF-8.")
    if b"\x00" in content:
        place = content.index(b"\x00")
        raise DataError(f"{where} holds a NUL byte at offset {place}, line {content.count(10, 0, place) + 1}")


def _mistaken(where: str, kind: str, hint: str) -> EnvironmentFaultError:
    return EnvironmentFaultError(f"{where} is not a CSV file: it looks like {kind}", hint=hint)
