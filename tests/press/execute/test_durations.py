"""How long the runs took, for the order of a first build."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.execute.durations import ALIKE, read_durations, settled


def test_a_time_that_is_about_the_same_stays():
    """Each lock would else change the file; runs that are gone leave it, and none takes no time."""
    first = settled({}, {"a/default": 100.2, "b/default": 0.3, "c/default": 7.0})
    assert first == {"a/default": 100.2, "b/default": 1, "c/default": 7}
    assert settled(first, {"b/default": 4.0, "a/default": 110.0}) == {"a/default": 100.2, "b/default": 4}


def test_the_seconds_of_all_notebooks_are_read(book):
    """Each lock names those of its own runs."""
    book.lock({"a/default": {}, "a/oslo": {}, "b/default": {}}, {"a/default": 3, "a/oslo": 4, "b/default": 5})
    assert read_durations(book.project) == {"a/default": 3, "a/oslo": 4, "b/default": 5}


@pytest.mark.parametrize(
    "text", [None, "", "[1]", "{", "{}", '{"seconds": {"default": "long"}}', '{"seconds": 3}', "\udcff"]
)
def test_an_unreadable_file_says_nothing(book, text):
    """Only the order of a first build depends on it."""
    if text is not None:
        path = book.project.notebooks / "a.lock.json"
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert read_durations(book.project) == {}


@given(st.floats(1, 1e4), st.floats(1, 1e4))
def test_what_is_kept_is_never_far_from_what_was_measured(first, second):
    """Within a quarter."""
    kept = settled(settled({}, {"a": first}), {"a": second})
    assert abs(kept["a"] - second) <= ALIKE * second
