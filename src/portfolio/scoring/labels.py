"""What columns and values are called, from the card of the data: a person is not told `chist: 0`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from portfolio.datasets.card import Column
from portfolio.scoring.features import Ratio

_FLAGS = ({0, 1}, {False, True})


@dataclass(frozen=True)
class Labels:
    """Words for columns and their values; a column that nobody described keeps its name.

    Parameters
    ----------
    meanings
        What each column means, with its unit.
    flags
        Columns whose 1 means yes and whose 0 means no.
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()

    def column(self, name: str) -> str:
        """Return what a column means."""
        return self.meanings.get(name) or name

    def value(self, name: str, value: object) -> str:
        """Return a value of a column in words.

        Parameters
        ----------
        name
            Of the column.
        value
            As the table holds it.
        """
        if not isinstance(value, float | int | np.number):
            return str(value)
        number = float(value)
        is_flag = name in self.flags and not np.isnan(number)
        return ("yes" if number else "no") if is_flag else _number(number)


def labels_of(
    columns: Iterable[Column], ratios: Iterable[Ratio] = (), features: pd.DataFrame | None = None
) -> Labels:
    """Return the words of a card's columns and of the ratios that are made from them.

    Parameters
    ----------
    columns
        Of the card: meaning, unit and the values that are allowed.
    ratios
        Each with its meaning.
    features
        As they were prepared: a whole number that is only ever 0 or 1 there, once codes for unknown are
        missing, means yes and no too.
    """
    columns = list(columns)
    meanings = {one.name: label(one.name, one) for one in columns}
    meanings |= {one.name: one.meaning or one.name for one in ratios}
    flags = {one.name for one in columns if set(one.allowed) in _FLAGS}
    if features is not None:
        whole = {one.name for one in columns if one.type == "integer"} & set(features)
        flags |= {name for name in whole if set(features[name].dropna()) == {0, 1}}
    return Labels(meanings, frozenset(flags))


def label(name: str, about: Column | None) -> str:
    """Return what a column means, with its unit; remarks behind a semicolon are for the card alone.

    Parameters
    ----------
    name
        Used where nothing is known of it.
    about
        The column on the card.
    """
    if about is None or not about.meaning:
        return name
    meaning = about.meaning.split(";")[0]
    return f"{meaning} ({about.unit})" if about.unit else meaning


def _number(number: float) -> str:
    if np.isnan(number):
        return "missing"
    return f"{number:,.4g}" if abs(number) < 10 else f"{number:,.0f}"
