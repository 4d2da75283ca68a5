"""The text of a reader's file, whichever of the usual encodings it has."""

from __future__ import annotations

import codecs
import re

from portfolio.datasets.kinds import check_is_table
from portfolio.datasets.mojibake import check_decoded
from portfolio.datasets.treatments import Treatment
from portfolio.errors import DataError

WINDOWS = "cp1252"
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SAMPLE = 2000  # bytes in which the zeros of UTF-16 are looked for
_FOREIGN = 0.5  # share of accented words without a plain letter; no language of Windows-1252 has as many
_WORD = re.compile(r"[^\W\d_]+")
# letters and signs where no language of Windows-1252 has them: what a Mac or Japan's Shift-JIS leaves
_MISPLACED = re.compile(
    "[a-z][\u0160\u017d\u0178\u02c6\u02dc][a-z]|[^\\W\\d_][\u201c\u201e\u0192\u2030\u2039][^\\W\\d_]"
)


def decode_own(content: bytes, where: str) -> tuple[str, list[Treatment]]:
    """Return the text of a reader's file: UTF-8, UTF-16 or Windows-1252, each with or without its mark.

    Raises
    ------
    EnvironmentFaultError
        The file is a web page, a git-lfs pointer, or of another kind that is not a table.
    DataError
        The file is empty, holds a NUL byte, or has another encoding; with the byte offset.
    """
    wide = _wide_encoding(content)
    if wide:
        text = _decoded(content, wide, where)
        check_is_table(text.encode(), where)
        return text, [Treatment(f"read as {wide.upper()}", "(all)", text.count("\n"))]
    check_is_table(content, where)
    treatments: list[Treatment] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text, treatments = _windows(content, where, error)
    check_decoded(text, where)
    return text, treatments


def _wide_encoding(content: bytes) -> str:
    """Return UTF-16 or UTF-32 by its mark, or by a zero in every other byte; empty if neither."""
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * len(sample) / 2 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * len(sample) / 2 and not odd else ""


def _decoded(content: bytes, encoding: str, where: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{where} is not {encoding.upper()}: it ends or breaks at byte {error.start}",
            hint="The file may be truncated: save it as UTF-8.",
        ) from error


def _windows(content: bytes, where: str, error: UnicodeDecodeError) -> tuple[str, list[Treatment]]:
    """Return the text in Windows-1252 where it is one: not UTF-8 with a broken letter, nor another script."""
    fault = DataError(
        f"{where} is not utf-8: byte {error.start} is 0x{content[error.start]:02x},"
        f" on line {content.count(10, 0, error.start) + 1}",
        expected="UTF-8, UTF-16 or Windows-1252",
        hint="Save it as UTF-8.",
    )
    lenient = content.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    whole = sum(not letter.isascii() for letter in lenient) - broken
    if whole > 0.05 * broken:
        raise fault from error
    try:
        text = content.decode(WINDOWS)
    except UnicodeDecodeError:
        raise fault from error
    if _MISPLACED.search(text):
        raise fault from error
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if sum(map(_is_foreign, words)) > _FOREIGN * len(words):
        raise fault from error
    lines = sum(not line.isascii() for line in text.splitlines())
    return text, [Treatment("read as Windows-1252: accents and signs of so many lines", "(all)", lines)]


def _is_foreign(word: str) -> bool:
    return len(word) > 2 and not any(map(str.isascii, word))
