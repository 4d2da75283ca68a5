"""What was done to a reader's table while it was read: counted, with the first rows, kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

ATTRIBUTE = "treatments"  # of a frame: pandas hands it on to what is made of the frame
SHOWN = 5  # rows and values in a treatment


@dataclass(frozen=True)
class Treatment:
    """One thing that was done to a column.

    Parameters
    ----------
    what
        In words.
    column
        Its name; `(all)` for the whole table.
    count
        Values or rows that it touched.
    rows
        The first of them, counted from 0 without the header.
    """

    what: str
    column: str
    count: int
    rows: tuple[int, ...] = ()

    @property
    def shown_rows(self) -> str:
        """Return the first rows as a text, with dots if there are more."""
        return ", ".join(map(str, self.rows)) + (", ..." if self.count > len(self.rows) else "")


def treatments_of(frame: pd.DataFrame) -> tuple[Treatment, ...]:
    """Return what was done to a table while it was read; nothing for the data sets of the book."""
    return tuple(frame.attrs.get(ATTRIBUTE, ()))


def with_treatments(frame: pd.DataFrame, treatments: Iterable[Treatment]) -> pd.DataFrame:
    """Return the frame with an account of its reading."""
    noted = frame.copy(deep=False)
    noted.attrs[ATTRIBUTE] = tuple(treatments)
    return noted


def treatment(what: str, column: str, touched: pd.Series) -> Treatment:
    """Return a treatment of the values that a column of true and false marks."""
    rows = np.flatnonzero(touched.to_numpy(dtype=bool))
    return Treatment(what, column, len(rows), tuple(int(row) for row in rows[:SHOWN]))


def quoted(values: Iterable[object]) -> str:
    """Return the first few values in quotes.

    Examples
    --------
    >>> quoted(["?", "NA"])
    "'?', 'NA'"
    """
    texts = list(dict.fromkeys(map(str, values)))
    more = ", ..." if len(texts) > SHOWN else ""
    return ", ".join(repr(text) for text in texts[:SHOWN]) + more
