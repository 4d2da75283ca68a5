"""Record values and tables from inside a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portfolio.errors import DataError, nearest
from portfolio.results import run_log
from portfolio.results.interval import Interval
from portfolio.results.measured import check_columns
from portfolio.results.methods import method_of
from portfolio.results.value import CHOICE, DATA_NAME, NAME, Value, check_short

if TYPE_CHECKING:  # the press reads values too, and pandas takes 0.3 s to import
    import pandas as pd

MAX_TABLE_ROWS = 200  # a recorded table is read on a page, not analysed


def record(
    name: str,
    value: float,
    *,
    unit: str = "",
    digits: int | None = None,
    interval: Interval | Sequence[float] | None = None,
    method: str = "",
    tolerance: float = 0.0,
    label: str = "",
    measured: bool = False,
    of: str = "",
) -> Value:
    """Record one named value of this run and return it.

    Prose reads it with a link, `[12.4 min](result:name)`; see `Value` for the arguments. Whole numbers show
    no decimals unless `digits` says so, others two. A text is a `name` or a `choice`.

    An interval says how it was made: an `Interval` of this library carries its method, two plain bounds need
    `method`, one of `portfolio.results.methods.METHODS`. `range` is for what was seen and claims no coverage.

    `of` is the name or choice that the number belongs to, as it was recorded: the correlation of the
    strongest reading is not compared with that of another reading.

    Raises
    ------
    DataError
        The value is not a finite number, the interval is not two bounds in order or its method is not
        registered, digits or tolerance are negative, or the name is not an identifier.

    Examples
    --------
    >>> record("delay", 12.44, unit="min", digits=1, interval=(11.9, 12.8), method="bootstrap", label="Delay")
    Delay: 12.4 min (11.9 to 12.8 min)
    """
    value = _plain(value)
    shown = digits if digits is not None else (2 if isinstance(value, float) else 0)
    bounds = None if interval is None else tuple(_plain(bound) for bound in interval)
    made_by = _method(name, interval, method)
    more = {"measured": measured, "method": made_by, "of": of}
    recorded = Value(name, value, unit, shown, bounds, _plain(tolerance), label, **more)  # type: ignore[arg-type]
    run_log.append("value", recorded.as_dict())
    return recorded


def name(name: str, value: str, *, label: str = "", from_data: bool = False) -> Value:
    """Record a name that the data gave, such as the best model or the strongest factor.

    Parameters
    ----------
    name
        Identifier of the result, unique in its notebook.
    value
        The name: at most five words and 40 characters, without digits.
    label
        What it is the name of; heads its row of a comparison table.
    from_data
        Whether it stands in the data as it is (a product, a category, a date): then it may hold digits and be
        longer, up to 120 characters.

    Raises
    ------
    DataError
        The text is empty, holds a digit or is too long for a name: a sentence belongs into Markdown, with its
        numbers by name.

    Examples
    --------
    >>> name("best_model", "gradient boosting", label="Best model")
    Best model: gradient boosting
    """
    check_short(name, value, from_data=from_data)
    recorded = Value(name, value, digits=0, label=label, type=DATA_NAME if from_data else NAME)
    run_log.append("value", recorded.as_dict())
    return recorded


def choice(name: str, value: str, among: Mapping[str, str] | Sequence[str], *, label: str = "") -> Value:
    """Record which of a declared set of wordings holds for this run.

    Parameters
    ----------
    name
        Identifier of the result, unique in its notebook.
    value
        The one that holds: a key of `among`, or one of its words.
    among
        All that may hold: for each key the words that prose shows, or the words alone. Each has at most five
        words and 40 characters, and no digits.
    label
        What is chosen; heads its row of a comparison table.

    Raises
    ------
    DataError
        `value` is not among them, or one of them holds a digit or is too long.

    Examples
    --------
    >>> choice("verdict", "level", {"beats": "beats", "level": "is level with", "loses": "loses to"})
    verdict: is level with
    """
    words = dict(among) if isinstance(among, Mapping) else {word: word for word in among}
    for word in words.values():
        check_short(name, word)
    if value not in words:
        hint = nearest(str(value), words)
        raise DataError(f"result {name!r}", expected=f"one of {', '.join(words)}", got=repr(value), hint=hint)
    recorded = Value(name, words[value], digits=0, label=label, type=CHOICE)
    run_log.append("value", recorded.as_dict())
    return recorded


def _method(name: str, interval: Interval | Sequence[float] | None, method: str) -> str:
    """Return the registered method of an interval; empty without interval.

    Raises
    ------
    DataError
        It is not registered, differs from the one that the interval carries, or belongs to no interval.
    """
    if interval is None:
        if method:
            raise DataError(f"result {name!r}: a method without interval", got=repr(method))
        return ""
    carried = getattr(interval, "method", "")
    if carried and method not in ("", carried):
        raise DataError(f"result {name!r}: its interval", expected=f"made by {carried!r}", got=repr(method))
    made_by = method_of(name, carried or method)
    if made_by.kind not in ("interval", "range"):
        raise DataError(f"result {name!r}: {made_by.name!r} makes no interval")
    return made_by.name


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
        More than 200 rows, a name that is not an identifier, or a measured column that is not there.
    """
    if not name.isidentifier():
        raise DataError(f"table {name!r}", expected="a name that is a Python identifier")
    if len(frame) > MAX_TABLE_ROWS:
        raise DataError(
            f"table {name!r} is too long", expected=f"at most {MAX_TABLE_ROWS} rows", got=len(frame)
        )
    check_columns(frame, measured)
    data = frame.to_json(orient="split", double_precision=10)
    run_log.append("table", {"name": name, "caption": caption, "data": data, "measured": list(measured)})
    return frame
