"""Columns that name a row and say nothing of it: row numbers and identifiers, found by what they do."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

DIFFERENT = 0.99  # share of different values above which a column can name its rows
FEWEST = 20  # rows; in fewer, a rising column may be chance
_WORDS = (
    "id ids identifier identifiant ident uid uuid guid pk key no nr num number numero nummer row index idx"
    " rownum rowid rownames lfd matricule kennung serial seq sequence"
)
_IDENTIFYING = frozenset(_WORDS.split())
_BEFORE_ID = (
    "client customer cust loan user member account acct applicant application person people case row order"
    " employee emp policy contract borrower record transaction trans patient student product item invoice"
)
_RUN_TOGETHER = re.compile(rf"(?:{'|'.join(_BEFORE_ID.split())})s?(?:id|no|nr|num|number)")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def name_words(name: str) -> list[str]:
    """Return the words of a column's name in lower case, whatever style parts them.

    Examples
    --------
    >>> name_words("CustomerId"), name_words("SK_ID_CURR"), name_words("LoanID")
    (['customer', 'id'], ['sk', 'id', 'curr'], ['loan', 'id'])
    """
    return [word.lower() for word in _PARTS.findall(name)]


def is_called_identifier(name: str) -> bool:
    """Return whether a name says that a column identifies its rows, in any style of capitals."""
    words = name_words(name)
    return bool(_IDENTIFYING & set(words)) or any(_RUN_TOGETHER.fullmatch(word) for word in words)


def is_row_number(values: pd.Series) -> bool:
    """Return whether values are whole numbers that rise or fall by the same step from row to row."""
    steps = _steps(values)
    return len(steps) > 0 and bool(steps[0]) and bool((steps == steps[0]).all())


def is_identifier(name: str, values: pd.Series) -> bool:
    """Return whether a column names its rows.

    A text does if nearly all its values differ. Whole numbers do if they also are called so, or rise or fall
    from each row to the next: a file is seldom sorted by a measured column without a single tie.
    """
    if values.nunique() < DIFFERENT * len(values):
        return False
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return True
    if not (values.dropna() % 1 == 0).all():
        return False
    steps = _steps(values)
    monotone = len(steps) >= FEWEST and bool((steps > 0).all() or (steps < 0).all())
    return monotone or is_called_identifier(name)


def _steps(values: pd.Series) -> np.ndarray:
    """Return the differences from row to row of whole numbers; empty for anything else."""
    if values.isna().any() or not pd.api.types.is_numeric_dtype(values):
        return np.empty(0)
    numbers = values.to_numpy(dtype=float)
    return np.diff(numbers) if (numbers % 1 == 0).all() else np.empty(0)
