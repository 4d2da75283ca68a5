"""Record values and tables from inside a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portfolio import journal
from portfolio.errors import DataError
from portfolio.results.measured import check_columns
from portfolio.results.value import Scalar, Value

if TYPE_CHECKING:  # the press reads values too, and pandas takes 0.3 s to import
    import pandas as pd

MAX_TABLE_ROWS = 200  # a recorded table is read on a page, not analysed


def record(
    name: str,
    value: Scalar,
    *,
    unit: str = "",
    digits: int | None = None,
    interval: tuple[float, float] | None = None,
    tolerance: float = 0.0,
    label: str = "",
    measured: bool = False,
) -> Value:
    """Record one named value of this run and return it.

    Prose reads it with the role ``{result}`name` ``; see `Value` for the arguments. Whole numbers show no
    decimals unless `digits` says so, others two.

    Raises
    ------
    DataError
        The value is neither a finite number nor a text, the interval is not two bounds in order, digits or
        tolerance are negative, or the name is no identifier.

    Examples
    --------
    >>> record("median_delay", 12.44, unit="min", digits=1, interval=(11.9, 12.8), label="Median delay")
    Median delay: 12.4 min (11.9 to 12.8 min)
    """
    value = _plain(value)
    shown = digits if digits is not None else (2 if isinstance(value, float) else 0)
    bounds = None if interval is None else tuple(_plain(bound) for bound in interval)
    recorded = Value(name, value, unit, shown, bounds, _plain(tolerance), label, measured)  # type: ignore[arg-type]
    journal.append("value", recorded.as_dict())
    return recorded


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as Python's own number; `Value` judges whatever else it is."""
    return value.item() if getattr(value, "shape", None) == () else value


def table(name: str, frame: pd.DataFrame, *, caption: str, measured: Sequence[str] = ()) -> pd.DataFrame:
    """Record a small table of this run and return it unchanged.

    Parameters
    ----------
    measured
        Columns that hold times of this machine, which differ from build to build.

    Raises
    ------
    DataError
        More than 200 rows, a name that is no identifier, or a measured column that is not there.
    """
    if not name.isidentifier():
        raise DataError(f"table {name!r}", expected="a name that is a Python identifier")
    if len(frame) > MAX_TABLE_ROWS:
        raise DataError(
            f"table {name!r} is too long", expected=f"at most {MAX_TABLE_ROWS} rows", got=len(frame)
        )
    check_columns(frame, measured)
    data = frame.to_json(orient="split", double_precision=10)
    journal.append("table", {"name": name, "caption": caption, "data": data, "measured": list(measured)})
    return frame
