"""Rows that are no data: a header repeated where files were joined, a row of totals at the end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from portfolio.datasets.decimal_marks import Habits
from portfolio.datasets.number_columns import read_numbers
from portfolio.datasets.spellings import spelling
from portfolio.datasets.treatments import Treatment, treatment
from portfolio.errors import DataError

WHOLE = "(all)"  # the column of a treatment of the whole table
FEWEST = 3  # rows with the sum: of one row, each number is its own sum
_WORDS = "total totals sum summe gesamt gesamtsumme insgesamt somme totaux totale totaal suma razem"
_SENTENCES = ("grand total", "total g\u00e9n\u00e9ral")
_ELSEWHERE = ("\u0438\u0442\u043e\u0433\u043e", "\u5408\u8ba1", "\u5408\u8a08", "\u603b\u8ba1")
_TOTALS = frozenset((*_WORDS.split(), *_SENTENCES, *_ELSEWHERE))


def without_repeated_headers(
    frame: pd.DataFrame, noted: list[Treatment]
) -> tuple[pd.DataFrame, list[Treatment]]:
    """Return the frame without rows that say the names of the columns again.

    Parameters
    ----------
    frame
        Texts.
    noted
        What was done to the file so far.
    """
    names = [spelling(str(name)) for name in frame.columns]
    first = frame.iloc[:, 0].dropna()
    found = pd.Series(False, index=frame.index)
    for row in first.index[first.map(spelling) == names[0]]:
        found[row] = [spelling(str(value)) for value in frame.loc[row]] == names
    if not found.any() or found.all():
        return frame, noted
    told = treatment("rows that repeat the header left out, as joined files have them", WHOLE, found)
    return frame[~found].reset_index(drop=True), [*noted, told]


def without_totals(
    frame: pd.DataFrame, noted: list[Treatment], habits: Habits
) -> tuple[pd.DataFrame, list[Treatment]]:
    """Return the frame without a last row that holds the sums of the others.

    A row that is called a total is one if a number in it is the sum of those above, or if it has no other
    value. Without such a name all its numbers have to be sums, and a value has to be missing that every
    other row has.

    Parameters
    ----------
    frame
        Texts.
    noted
        What was done to the file so far.
    habits
        Of the file.
    """
    if len(frame) < FEWEST:
        return frame, noted
    last, above = frame.iloc[-1], frame.iloc[:-1]
    called = last.dropna().map(lambda value: spelling(value).rstrip(": ") in _TOTALS)
    gap = (last.isna() & above.notna().all()).any()
    if not (called.any() or gap):
        return frame, noted
    values = called.index[~called]
    sums = [name for name in values if _is_sum(frame[name], habits)]
    if (called.any() and (sums or not len(values))) or (gap and sums and len(sums) == len(values)):
        row = pd.Series(np.arange(len(frame)) == len(frame) - 1)
        return above, [*noted, treatment("last row left out: it holds the totals of the others", WHOLE, row)]
    return frame, noted


def _is_sum(texts: pd.Series, habits: Habits) -> bool:
    """Return whether the last number is the sum of the others, up to their rounding."""
    try:
        numbers, _ = read_numbers(texts, str(texts.name), habits, "")
    except DataError:
        return False
    if not pd.api.types.is_numeric_dtype(numbers) or pd.isna(numbers.iloc[-1]):
        return False
    above = numbers.iloc[:-1].dropna()
    if (above != 0).sum() < FEWEST - 1:
        return False
    return bool(abs(above.sum() - numbers.iloc[-1]) <= 1e-9 * max(1.0, above.abs().sum()) + 1e-6)
