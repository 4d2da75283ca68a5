"""Is an answer the expected one? Of the same kind, shape and labels, with numbers that are close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Number

import numpy as np
import pandas as pd


def difference(answer: object, expected: object, tolerance: float = 1e-6) -> str:
    """Return in which respect an answer differs from the expected one, or nothing.

    Parameters
    ----------
    answer
        What a function returned.
    expected
        A number, a text, an array, a series, a frame, or a list, tuple or dictionary of these.
    tolerance
        By which numbers may differ, relative to the larger of the expected one and one.

    Examples
    --------
    >>> difference([1.0, 2.0], [1.0, 3.0])
    'values'
    """
    if isinstance(expected, pd.DataFrame | pd.Series):
        return _of_tables(answer, expected, tolerance)
    if isinstance(expected, Mapping):
        if not isinstance(answer, Mapping) or set(answer) != set(expected):
            return "keys"
        return _first(difference(answer[key], expected[key], tolerance) for key in expected)
    if isinstance(expected, list | tuple) and not all(isinstance(one, Number) for one in expected):
        if not isinstance(answer, Sequence) or isinstance(answer, str) or len(answer) != len(expected):
            return "length"
        return _first(map(difference, answer, expected, [tolerance] * len(expected)))
    return _of_arrays(answer, expected, tolerance)


def shown(value: object) -> str:
    """Return a value in one line, shortened, with six digits of each number."""
    if isinstance(value, pd.DataFrame):
        value = value.to_dict("list")
    elif isinstance(value, pd.Series):
        value = value.to_dict()
    with np.printoptions(precision=6, threshold=20, floatmode="maxprec"):
        text = " ".join(repr(_rounded(value)).split())
    return text if len(text) <= 200 else f"{text[:197]}..."


def _of_tables(answer: object, expected: pd.DataFrame | pd.Series, tolerance: float) -> str:
    if not isinstance(answer, type(expected)):
        return f"kind, which should be a {type(expected).__name__}"
    for given, wanted in zip(answer.axes, expected.axes, strict=True):
        if list(given) != list(wanted):
            return "labels"
    if isinstance(expected, pd.DataFrame) and isinstance(answer, pd.DataFrame):
        columns = range(expected.shape[1])
        return _first(_of_tables(answer.iloc[:, one], expected.iloc[:, one], tolerance) for one in columns)
    return _of_arrays(answer.to_numpy(), expected.to_numpy(), tolerance)


def _of_arrays(answer: object, expected: object, tolerance: float) -> str:
    try:
        given, wanted = np.asarray(answer), np.asarray(expected)
    except (ValueError, TypeError, RuntimeError):  # rows of different lengths, a tensor with a gradient
        return "shape"
    if given.shape != wanted.shape:
        return "shape"
    if wanted.dtype.kind in "iuf" and given.dtype.kind in "iufb":
        room = tolerance * np.maximum(1, np.abs(np.where(np.isfinite(wanted), wanted, 0)))
        close = np.isclose(given, wanted, rtol=0, atol=room, equal_nan=True)
        return "" if close.all() else "values"
    return "" if (given == wanted).all() else "values"


def _first(differences: object) -> str:
    return next(filter(None, differences), "")  # type: ignore[call-overload, no-any-return]


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_rounded, value))
    return float(f"{value:.6g}") if isinstance(value, float | np.floating) else value
