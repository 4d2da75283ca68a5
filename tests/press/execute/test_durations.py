"""How long the runs took, for the order of a first build."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.execute.durations import ALIKE, FILE, read_durations, write_durations


def test_a_time_that_is_about_the_same_stays(book):
    """Each lock would else change the file; runs that are gone leave it."""
    write_durations(book.project, {"a/default": 100.2, "b/default": 0.3, "c/default": 7.0})
    assert read_durations(book.project) == {"a/default": 100, "b/default": 1, "c/default": 7}
    write_durations(book.project, {"b/default": 4.0, "a/default": 110.0})
    assert read_durations(book.project) == {"a/default": 100, "b/default": 4}


@pytest.mark.parametrize("text", [None, "", "[1]", "{", '{"a/default": "long"}', "\udcff"])
def test_an_unreadable_file_says_nothing(book, text):
    """Only the order of a first build depends on it."""
    if text is not None:
        (book.project.notebooks / FILE).write_text(text, encoding="utf-8", errors="surrogateescape")
    assert read_durations(book.project) == {}


@given(st.floats(1, 1e4), st.floats(1, 1e4))
def test_what_is_kept_is_never_far_from_what_was_measured(tmp_path_factory, first, second):
    """Within a quarter, and half a second of rounding."""
    from press.project import Project

    project = Project(tmp_path_factory.mktemp("book"))
    for seconds in (first, second):
        write_durations(project, {"a/default": seconds})
    assert abs(read_durations(project)["a/default"] - second) <= ALIKE * second + 0.5
