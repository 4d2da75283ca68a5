"""Tables with times of this machine, shown so that a comparison of two builds can leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portfolio.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd


class MeasuredTable:
    """A data frame as a notebook shows it, with the cells of some columns declared to be volatile.

    Parameters
    ----------
    frame
        What is shown.
    columns
        Those that hold times, in the order of the frame or not.

    Raises
    ------
    DataError
        A column is not there.
    """

    def __init__(self, frame: pd.DataFrame, columns: Sequence[str]) -> None:
        check_columns(frame, columns)
        self.frame, self.columns = frame, tuple(columns)

    def __repr__(self) -> str:
        return repr(self.frame)

    def _repr_html_(self) -> str:
        """Return the table as pandas writes it, each measured cell in an element of its own."""
        if not self.columns:
            return str(self.frame.to_html())
        # pandas escapes the cells of all columns or of none: it writes marks, which become the element
        shown = self.frame.copy()
        for column in self.columns:
            texts = self.frame[[column]].to_string(header=False, index=False).splitlines()
            shown[column] = [f"\0{text.strip()}\1" for text in texts]
        html = str(shown.to_html())
        return html.replace("\0", '<span class="volatile">').replace("\1", "</span>")


def with_measured(frame: pd.DataFrame, *columns: str) -> MeasuredTable:
    """Show a table whose `columns` hold times of this machine; see `MeasuredTable`."""
    return MeasuredTable(frame, columns)


def check_columns(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a measured column that a table does not have.

    Raises
    ------
    DataError
        There is one.
    """
    for column in columns:
        if column not in frame.columns:
            names = [str(name) for name in frame.columns]
            hint = nearest(column, names)
            raise DataError(f"no column {column!r} to be measured", expected=", ".join(names), hint=hint)
