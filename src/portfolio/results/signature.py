"""What a model reads: its columns with types, units, ranges and categories, as whoever calls it must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.errors import DataError

NUMBER, TEXT, FREE_TEXT = FIELD_TYPES = ("number", "text", "free text")


@dataclass(frozen=True)
class Field:
    """One column that a model reads.

    Parameters
    ----------
    name, type
        `type` is `number`, `text` of a few known values, or `free text`.
    meaning, unit
        From the card of the dataset; empty where it says nothing.
    minimum, maximum
        Inclusive bounds of a number; None without.
    whole
        Whether a number has no decimals.
    levels
        Values of a text that the model has seen.
    missing
        Whether a value may be missing.
    """

    name: str
    type: str
    meaning: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    levels: tuple[str, ...] = ()
    missing: bool = False

    def __post_init__(self) -> None:
        if self.type not in FIELD_TYPES:
            raise DataError(f"column {self.name!r}", expected=" or ".join(FIELD_TYPES), got=self.type)
        if self.type == TEXT and not self.levels:
            raise DataError(f"column {self.name!r}", expected="the values that the model has seen")


@dataclass(frozen=True)
class Signature:
    """The columns that a model reads, in the order in which it reads them."""

    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if not names or len(set(names)) < len(names):
            raise DataError("a signature", expected="columns, each once", got=", ".join(names) or "none")

    def as_data(self) -> list[dict[str, Any]]:
        """Return plain data for JSON."""
        return [{**asdict(field), "levels": list(field.levels)} for field in self.fields]

    @classmethod
    def of(cls, fields: Sequence[Mapping[str, Any]]) -> Signature:
        """Return the signature that `as_data` wrote."""
        return cls(tuple(Field(**{**field, "levels": tuple(field["levels"])}) for field in fields))
