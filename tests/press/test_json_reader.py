"""JSON files under version control."""

from __future__ import annotations

import json

import pytest

from portfolio.errors import UsageError
from press.json_reader import read_json


def test_a_file_of_the_right_form_is_returned_as_it_stands(tmp_path):
    """Keys that nothing reads stay, and the order of all."""
    content = {"b": {"n": 1, "note": "kept"}, "a": {}}
    (tmp_path / "x.json").write_text(json.dumps(content))
    found = read_json(tmp_path / "x.json", dict[str, dict[str, int | str]], "Write it anew.")
    assert list(found.items()) == list(content.items())


@pytest.mark.parametrize(
    ("text", "place"), [("<<<<<<<", "as a whole; expected Invalid JSON"), ('{"a": {"n": "1"}}', r"a\.n; ")]
)
def test_the_first_place_that_is_wrong_is_named(text, place, tmp_path):
    """With how to mend it."""
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UsageError, match=rf"x\.json: {place}.*Write it anew"):
        read_json(tmp_path / "x.json", dict[str, dict[str, int]], "Write it anew.")


def test_an_absent_file_is_told(tmp_path):
    """A caller that can do without looks first."""
    with pytest.raises(UsageError, match=r"x\.json: No such file"):
        read_json(tmp_path / "x.json", dict, "Write it anew.")
