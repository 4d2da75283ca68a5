"""A table that a reader brings: read whatever its habits, and each of them told."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from contextlib import suppress
from itertools import takewhile

import pandas as pd

from portfolio.datasets.added_rows import WHOLE, without_repeated_headers, without_totals
from portfolio.datasets.csv_files import check_lengths, check_names, check_width, row_error
from portfolio.datasets.decimal_marks import Habits
from portfolio.datasets.delimiters import Layout, find_layout, without_told_delimiter
from portfolio.datasets.encodings import decode_own
from portfolio.datasets.identifiers import is_row_number
from portfolio.datasets.number_columns import habits_of, read_numbers
from portfolio.datasets.spellings import as_seen, normalised
from portfolio.datasets.treatments import Treatment, quoted, treatment, with_treatments
from portfolio.errors import DataError

_END = "\x1a"  # with which old programs end a file
_RETURN = re.compile(r"\r(?!\n)")
_INDEX = re.compile(r"(?:unnamed: \d+(?:\.\d+)*)?", re.IGNORECASE)  # what pandas calls row labels it saved


def read_own_table(content: bytes, where: str) -> pd.DataFrame:
    """Return a reader's table: numbers as numbers, the rest as text, and what was done to it.

    Parameters
    ----------
    content
        Of the file.
    where
        Its name, for messages.

    Returns
    -------
    pandas.DataFrame
        `portfolio.datasets.treatments.treatments_of` gives the account.

    Raises
    ------
    EnvironmentFaultError
        The file is a web page, a git-lfs pointer, or of another kind that is not a table.
    DataError
        It cannot be read as a table without a guess; with lines or rows.
    """
    text, noted = decode_own(content, where)
    text, told = without_told_delimiter(
        text.replace("\ufeff", "").rstrip(_END)
    )  # joined files have a mark in the middle
    frame, layout, treatments = _read_texts(text, told, where)
    noted += treatments
    frame, noted = without_repeated_headers(frame, noted)
    habits = habits_of(frame, layout.delimiter)
    frame, noted = without_totals(frame, noted, habits)
    columns = {}
    for name in frame.columns:
        columns[name], treatments = _read_column(frame[name], str(name), habits, where)
        noted += treatments
    return with_treatments(pd.DataFrame(columns), noted)


def _read_column(
    texts: pd.Series, name: str, habits: Habits, where: str
) -> tuple[pd.Series, list[Treatment]]:
    numbers, noted = read_numbers(texts, name, habits, where)
    if pd.api.types.is_numeric_dtype(numbers):
        return numbers, noted
    clean, treatments = _clean_texts(texts, name)
    return clean, noted + treatments


def _clean_texts(texts: pd.Series, name: str) -> tuple[pd.Series, list[Treatment]]:
    """Return texts in one form: without blanks around them, accents composed, blanks alone missing."""
    changed = {one: normalised(one) for one in texts.dropna().unique()}
    changed = {one: new for one, new in changed.items() if one != new}
    if not changed:
        return _made_one(texts, name)
    blank = texts.isin([one for one, new in changed.items() if not new])
    other = texts.isin([one for one, new in changed.items() if new])
    clean = texts.mask(other, texts.map(changed)).mask(blank)
    noted = []
    if blank.any():
        noted.append(treatment("blanks only, made missing", name, blank))
    if other.any():
        noted.append(treatment("blanks around a text, or accents as signs of their own, mended", name, other))
    clean, treatments = _made_one(clean, name)
    return clean, noted + treatments


def _made_one(texts: pd.Series, name: str) -> tuple[pd.Series, list[Treatment]]:
    """Return texts that look the same as one text: the one without unseen signs, or the most frequent."""
    counts = texts.value_counts()
    alike = defaultdict(list)
    for one in counts.index:
        alike[as_seen(one)].append(one)
    usual = {}
    for seen, group in alike.items():
        best = seen if seen in group else group[0]
        usual.update({one: best for one in group if one != best})
    if not usual:
        return texts, []
    touched = texts.isin(list(usual))
    told = treatment("texts that differ in unseen signs or kinds of blanks only, made one", name, touched)
    return texts.mask(touched, texts.map(usual)), [told]


def _read_texts(text: str, told: str, where: str) -> tuple[pd.DataFrame, Layout, list[Treatment]]:
    """Return the texts of a table, how they are laid out, and what was done.

    Some programs write a carriage return inside a text without quotes. Where the rows do not fit with such
    returns and fit without them, they are blanks.
    """
    layout = find_layout(text, told)
    try:
        frame, noted = _texts(text, layout, where)
    except DataError:
        mended, returns = _RETURN.subn(" ", text)
        if not 0 < returns < text.count("\n"):
            raise
        with suppress(DataError):
            layout = find_layout(mended, told)
            frame, noted = _texts(mended, layout, where)
            said = Treatment("carriage returns inside a text without quotes, made blanks", WHOLE, returns)
            return frame, layout, [said, *noted]
        raise
    return frame, layout, noted


def _texts(text: str, layout: Layout, where: str) -> tuple[pd.DataFrame, list[Treatment]]:
    """Return the frame of texts with its columns named, empty ones at the end left out."""
    header, start, width, lines = _measured(text, layout, where)
    frame = pd.read_csv(
        io.StringIO(text[start:]),
        sep=layout.delimiter,
        quotechar=layout.quote,
        escapechar=layout.escape or None,
        skipinitialspace=layout.blanks,
        header=None,
        names=list(range(width)),
        index_col=False,
        dtype=str,
        keep_default_na=False,
        na_values=[""],
    )
    return _named(frame, header, lines, where)


def _measured(text: str, layout: Layout, where: str) -> tuple[list[str], int, int, int]:
    """Return the header, where the rows begin, their length, and how many are longer by empty values.

    Raises
    ------
    DataError
        No rows, one column, or rows of another length than the header.
    """
    buffer = io.StringIO(text, newline="")
    reader = layout.reader(buffer)
    header: list[str] = []
    start, width, named, longer, count, line, wrong = 0, 0, 0, 0, 0, 1, []
    try:
        for row in reader:
            if not any(value.strip() for value in row) and len(row) < 2:
                line = reader.line_num + 1
                continue
            if not header:
                header, start, width = row, buffer.tell(), len(row)
                named = max((place for place, name in enumerate(row, 1) if name.strip()), default=width)
            else:
                count += 1
                extra = row[len(header) :]
                if len(row) < named or any(value.strip() for value in extra):
                    wrong.append((line, len(row)))
                longer += bool(extra)
                width = max(width, len(row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise row_error(where, line, error) from error
    check_width(header, text, where, layout.delimiter)
    check_lengths(wrong, count, len(header), where)
    return header, start, width, longer


def _named(
    frame: pd.DataFrame, header: list[str], longer: int, where: str
) -> tuple[pd.DataFrame, list[Treatment]]:
    noted = []
    names = [normalised(name) for name in header]
    mended = [name for name, old in zip(names, header, strict=True) if name != old]
    if mended:
        noted.append(Treatment(f"names of columns mended: {quoted(mended)}", WHOLE, len(mended)))
    names += [""] * (frame.shape[1] - len(names))
    empty = [place for place, name in enumerate(names) if not name and not _has_values(frame[place])]
    if empty:
        rows = len(frame) if any(place < len(header) for place in empty) else longer
        noted.append(
            Treatment("empty column without a name left out, as behind a trailing delimiter", WHOLE, rows)
        )
    numbered = list(
        takewhile(lambda n: _INDEX.fullmatch(names[n]) and _counts_rows(frame[n]), range(len(names)))
    )
    noted += [
        Treatment("row numbers of a saved index left out", names[n] or "(no name)", len(frame))
        for n in numbered
    ]
    left = [place for place in range(len(names)) if place not in (*empty, *numbered)]
    if not left:
        raise DataError(f"{where}: no column has a name or a value", expected="a header and at least one row")
    check_names([names[place] for place in left], where, [place + 1 for place in left])
    frame = frame[left].set_axis([names[place] for place in left], axis=1)
    return _without_empty_rows(frame, noted)


def _has_values(texts: pd.Series) -> bool:
    return bool(texts.dropna().str.strip().ne("").any())


def _counts_rows(texts: pd.Series) -> bool:
    numbers = pd.to_numeric(texts, errors="coerce")
    return bool(numbers.notna().all()) and (len(numbers) < 2 or is_row_number(numbers))


def _without_empty_rows(frame: pd.DataFrame, noted: list[Treatment]) -> tuple[pd.DataFrame, list[Treatment]]:
    """Return the frame without rows of delimiters alone, which spreadsheets leave at the end."""
    empty = frame.isna().all(axis=1)
    if not empty.any() or empty.all():
        return frame, noted
    noted.append(treatment("rows without any value left out", WHOLE, empty))
    return frame[~empty].reset_index(drop=True), noted
