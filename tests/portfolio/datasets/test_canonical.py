"""The canonical content, on frames made by hand."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.datasets.canonical import CHUNK, canonical_parts, canonical_text, content_digest
from portfolio.datasets.images import Images


def test_every_type_is_written_as_documented():
    """Texts quoted, numbers bare, floats shortest, times ISO, missing empty."""
    frame = pd.DataFrame(
        {
            "text": ['say "a"', None, ""],
            "whole": [1, -2, 3],
            "real": [0.1, np.nan, 1e22],
            "yes": [True, False, True],
            "zoned": pd.to_datetime(
                ["2013-01-01T05:00-05:00", None, "2013-01-01T00:00:00.5Z"], utc=True, format="ISO8601"
            ),
            "local": pd.to_datetime(["1997-01-01", "1997-01-02", None]),
        }
    )
    assert canonical_text(frame) == (
        '"text","whole","real","yes","zoned","local"\n'
        '"say ""a""",1,0.1,true,2013-01-01T10:00:00Z,1997-01-01T00:00:00\n'
        ",-2,,false,,1997-01-02T00:00:00\n"
        '"",3,1e+22,true,2013-01-01T00:00:00.500000Z,\n'
    )


def test_line_ends_and_letters_are_kept():
    """Nothing is translated: the text is UTF-8 with its own line ends."""
    assert canonical_text(pd.DataFrame({"é": ["a\r\nb,c"]})) == '"é"\n"a\r\nb,c"\n'


def test_the_digest_is_that_of_the_text():
    """The sha256 can be recomputed with any tool."""
    frame = pd.DataFrame({"a": [1, 2]})
    assert content_digest(frame) == hashlib.sha256(b'"a"\n1\n2\n').hexdigest()


def test_row_labels_and_storage_do_not_count():
    """Another index, object texts, nullable integers or another time unit give the same content."""
    first = pd.DataFrame({"a": ["x", None], "b": [1, 2], "t": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    second = pd.DataFrame(
        {
            "a": pd.Series(["x", None], dtype=object),
            "b": pd.Series([1, 2], dtype="Int64"),
            "t": first["t"].astype("datetime64[ns]"),
        }
    ).set_index(pd.Index([7, 9]))
    assert content_digest(first) == content_digest(second)


@pytest.mark.parametrize(
    "other",
    [
        pd.DataFrame({"a": ["x", ""], "b": [1.0, 2.0]}),
        pd.DataFrame({"a": [None, "x"], "b": [1.0, 2.0]}),
        pd.DataFrame({"a": ["x", None], "b": [1.0, np.nextafter(2.0, 3.0)]}),
        pd.DataFrame({"a": ["x", None], "b": [1, 2]}),
        pd.DataFrame({"b": [1.0, 2.0], "a": ["x", None]}),
        pd.DataFrame({"A": ["x", None], "b": [1.0, 2.0]}),
    ],
    ids=["empty text", "order of rows", "last bit", "type", "order of columns", "name"],
)
def test_any_change_of_content_changes_the_digest(other):
    """Missing against empty, a row moved, one bit, a type, a column moved or renamed."""
    assert content_digest(other) != content_digest(pd.DataFrame({"a": ["x", None], "b": [1.0, 2.0]}))


def test_long_frames_are_written_in_pieces():
    """The pieces together are the whole."""
    frame = pd.DataFrame({"a": range(CHUNK + 1)})
    parts = list(canonical_parts(frame))
    assert len(parts) == 3
    assert b"".join(parts).count(b"\n") == CHUNK + 2


def test_tables_are_written_behind_their_names():
    """The same table under another name is another dataset."""
    frame = pd.DataFrame({"a": [1]})
    assert b"".join(canonical_parts({"one": frame})) == b'one\n"a"\n1\n'
    assert content_digest({"one": frame}) != content_digest({"two": frame})


def test_images_are_written_with_type_and_shape():
    """Bytes in C order, little endian."""
    images = Images(np.zeros((1, 28, 28), dtype=np.uint8), np.array([258], dtype=">i8"), 1)
    whole = b"".join(canonical_parts(images))
    assert whole.startswith(b"images\nuint8 1x28x28\n\x00")
    assert whole.endswith(b"labels\nint64 1\n\x02\x01\x00\x00\x00\x00\x00\x00")


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_floats_read_back_as_they_were(values):
    """The shortest text loses nothing."""
    lines = canonical_text(pd.DataFrame({"a": values})).splitlines()[1:]
    assert [float(line) for line in lines] == values


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5), st.data())
def test_different_texts_have_different_content(rows, data):
    """No two frames of texts are written alike, whatever quotes and line ends they hold."""
    others = data.draw(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5))
    same = canonical_text(pd.DataFrame(rows, columns=["a", "b"])) == canonical_text(
        pd.DataFrame(others, columns=["a", "b"])
    )
    assert same == (rows == others)
