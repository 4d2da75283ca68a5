"""The canonical content of a dataset: one text, the same on every machine, whose sha256 a card states.

A frame is written as UTF-8 text, one line per row, each ended by a line feed, values separated by commas:

* first line: the names of the columns in the frame's order, as texts;
* text: between double quotes, with quotes inside doubled, nothing else escaped;
* whole number: decimal digits, `-` in front if negative;
* float: the shortest decimal text that reads back as the same 64-bit number, as `repr` of Python gives it;
* boolean: `true` or `false`;
* time: ISO 8601 with seconds, microseconds only if any; in UTC with a final `Z` where it has a zone;
* missing: nothing at all, so that it differs from the empty text `""`.

Row labels are left out. An array is written as `DTYPE SHAPE`, a line feed, and its bytes in C order, little
endian. Several tables or arrays are written one after the other, each behind a line with its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from portfolio.datasets.images import Images

CHUNK = 50_000  # rows written at once, to bound the memory


def content_digest(data: pd.DataFrame | Mapping[str, pd.DataFrame] | Images) -> str:
    """Return the sha256 of the canonical content of a dataset (see the module)."""
    digest = hashlib.sha256()
    for part in canonical_parts(data):
        digest.update(part)
    return digest.hexdigest()


def canonical_parts(data: pd.DataFrame | Mapping[str, pd.DataFrame] | Images) -> Iterator[bytes]:
    """Yield the canonical content of a dataset piece by piece."""
    if isinstance(data, pd.DataFrame):
        yield from _frame_parts(data)
    elif isinstance(data, Mapping):
        for name, frame in data.items():
            yield f"{name}\n".encode()
            yield from _frame_parts(frame)
    else:
        for name, array in (("images", data.images), ("labels", data.labels)):
            yield f"{name}\n".encode()
            yield from _array_parts(array)


def canonical_text(frame: pd.DataFrame) -> str:
    r"""Return the canonical text of a frame.

    Examples
    --------
    >>> canonical_text(pd.DataFrame({"name": ["a", None], "size": [1.0, 0.1]}))
    '"name","size"\n"a",1.0\n,0.1\n'
    """
    return b"".join(_frame_parts(frame)).decode()


def _frame_parts(frame: pd.DataFrame) -> Iterator[bytes]:
    yield (",".join(_quoted(str(name)) for name in frame.columns) + "\n").encode()
    for start in range(0, len(frame), CHUNK):
        chunk = frame.iloc[start : start + CHUNK]
        cells = [_cells(chunk[name]) for name in chunk.columns]
        yield "".join(",".join(row) + "\n" for row in zip(*cells, strict=True)).encode()


def _array_parts(array: np.ndarray) -> Iterator[bytes]:
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    yield f"{little.dtype.name} {'x'.join(map(str, little.shape))}\n".encode()
    yield little.tobytes()


def _cells(series: pd.Series) -> list[str]:
    missing = series.isna().to_numpy()
    texts = _present(series[~missing])
    if not missing.any():
        return texts
    cells = np.full(len(series), "", dtype=object)
    cells[~missing] = texts
    return list(cells)


def _present(series: pd.Series) -> list[str]:
    kind = series.dtype
    if pd.api.types.is_object_dtype(kind):
        return [_quoted(str(value)) for value in series]
    # each value is written once: most stand in many rows
    if pd.api.types.is_float_dtype(kind):
        # told apart by their bits: 0.0 and -0.0 are equal
        code, bits = pd.factorize(series.to_numpy(dtype="float64").view("int64"))
        texts = [repr(value) for value in bits.view("float64").tolist()]
    else:
        code, values = pd.factorize(series)
        texts = _distinct(pd.Series(values, dtype=kind))
    return list(np.array(texts, dtype=object)[code])


def _distinct(series: pd.Series) -> list[str]:
    kind = series.dtype
    if pd.api.types.is_bool_dtype(kind):
        return ["true" if value else "false" for value in series]
    if pd.api.types.is_integer_dtype(kind):
        return [str(value) for value in series.tolist()]
    if isinstance(kind, pd.DatetimeTZDtype):
        return [value.isoformat() + "Z" for value in series.dt.tz_convert("UTC").dt.tz_localize(None)]
    if pd.api.types.is_datetime64_dtype(kind):
        return [value.isoformat() for value in series]
    return [_quoted(str(value)) for value in series.tolist()]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
