"""The signature of a model, from the table that it was fitted on and the card of the dataset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portfolio.datasets.card import Column
from portfolio.results import Field, Signature

if TYPE_CHECKING:
    import pandas as pd


def signature_of(features: pd.DataFrame, columns: Sequence[Column] = ()) -> Signature:
    """Return what a model reads that was fitted on `features`.

    Parameters
    ----------
    features
        The table as the model read it: numbers, everything else is a text.
    columns
        Of the card. Its bounds hold where it has some; else those of the table do.

    Examples
    --------
    >>> import pandas as pd
    >>> signature_of(pd.DataFrame({"age": [18.0, None, 44.0]})).fields[0].maximum
    44.0
    """
    known = {column.name: column for column in columns}
    return Signature(tuple(_field(str(name), features[name], known.get(str(name))) for name in features))


def _field(name: str, column: pd.Series, about: Column | None) -> Field:
    import pandas as pd

    words: dict[str, Any] = {"meaning": about.meaning, "unit": about.unit} if about else {}
    missing, values = bool(column.isna().any()), column.dropna()
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return Field(name, "text", levels=tuple(sorted(map(str, values.unique()))), missing=missing, **words)
    low, high = (_bound(about, which, values) for which in ("minimum", "maximum"))
    whole = bool((values % 1 == 0).all())
    return Field(name, "number", minimum=low, maximum=high, whole=whole, missing=missing, **words)


def _bound(about: Column | None, which: str, values: Any) -> float | None:
    """Return a bound of the card, or else of the values; the card's bound of a time is not a number."""
    stated = getattr(about, which, None)
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return float(stated)
    if values.empty:
        return None
    return float(values.min() if which == "minimum" else values.max())
