"""The published values against those of a build."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import UsageError
from portfolio.results.value import Value
from press.releases.results_lock import (
    Difference,
    differences,
    lock_text,
    locked_form,
    read_lock,
    values_of,
    write_lock,
)

SCALARS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


def row(name="n", value=1.0, notebook="one", scenario="default", **fields):
    """Return a row as in results.json."""
    return {"notebook": notebook, "scenario": scenario, "name": name, "value": value, **fields}


def one(value, **fields):
    """Return a lock of one value."""
    return {"one/default": {"n": {"value": value, **fields}}}


def test_of_a_time_of_the_machine_only_that_it_is_there_is_locked():
    """Two builds measure two times; one that stops measuring, or counts in another unit, is a drift."""
    locked = locked_form([row(value=3.2, unit="s", measured=True)])
    assert locked == {"one/default": {"n": {"measured": True, "unit": "s"}}}
    assert differences(locked, locked_form([row(value=99.0, unit="s", measured=True)])) == []
    assert [str(found) for found in differences(locked, locked_form([row(value=3.2, unit="s")]))] == [
        "one/default.n: 'measured' -> 3.2"
    ]
    assert differences(locked, locked_form([row(value=3.2, unit="ms", measured=True)]))
    assert [found.kind for found in differences(locked, {})] == ["removed"]


def test_the_lock_keeps_what_is_compared_and_what_prose_quotes_in_a_stable_order():
    """What is empty or usual is left out."""
    rows = [
        row(
            "b", 2, notebook="two", unit="", tolerance=0.0, label="B", interval=None, digits=0, type="number"
        ),
        row("z", 0.5, unit="min", interval=[0, 1], digits=3),
        row("a", "JFK", type="name", digits=0),
    ]
    locked = locked_form(rows)
    assert locked == {
        "one/default": {
            "a": {"value": "JFK", "type": "name"},
            "z": {"value": 0.5, "unit": "min", "digits": 3, "interval": [0, 1]},
        },
        "two/default": {"b": {"value": 2, "label": "B"}},
    }
    assert list(locked) == ["one/default", "two/default"]
    assert list(locked["one/default"]) == ["a", "z"]


@pytest.mark.parametrize(
    "value",
    [
        Value("n", 12.44, "min", 1, (11.9, 12.8), 0.5, "Median delay"),
        Value("n", 12.5),
        Value("n", 3, digits=0),
        Value("n", "ridge", digits=0, type="choice"),
    ],
)
def test_a_locked_value_reads_as_the_recorded_one(value):
    """From the file, without an execution."""
    locked = locked_form([{"notebook": "one", "scenario": "default", **value.as_dict()}])
    again = json.loads(lock_text("one", locked, {}))["values"]["default"]["n"]
    assert values_of({"n": again})["n"] == value


def test_the_file_has_one_line_for_each_value(tmp_path):
    """A change of one value is a change of one line, and the file is read again."""
    locked = {"one/default": {"b": {"value": 1.5}, "a": {"value": "Zürich", "seen": ["Oslo", "Zürich"]}}}
    write_lock(tmp_path, locked, {"one/default": 3.4, "two/default": 5})
    text = (tmp_path / "one.lock.json").read_text(encoding="utf-8")
    assert text.splitlines()[1:6] == [
        ' "seconds": {"default": 3},',
        ' "values": {',
        '  "default": {',
        '   "a": {"value": "Zürich", "seen": ["Oslo", "Zürich"]},',
        '   "b": {"value": 1.5}',
    ]
    assert read_lock(tmp_path) == locked


def test_each_notebook_has_a_lock_of_its_own(tmp_path):
    """That of a notebook which is gone is removed; other files stay."""
    (tmp_path / "gone.lock.json").write_text(lock_text("gone", one(1), {}))
    (tmp_path / "one.yml").write_text("")
    locked = {"a/default": {"x": {"value": 1}}, "a/oslo": {"x": {"value": 2}}, "b/default": {}}
    write_lock(tmp_path, locked, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.lock.json", "b.lock.json", "one.yml"]
    assert read_lock(tmp_path) == locked


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), SCALARS),
        unique_by=lambda item: item[:2],
    )
)
@settings(max_examples=40)
def test_a_lock_does_not_differ_from_itself(items):
    """Whatever the values, written to JSON and read again."""
    locked = locked_form([row(name, value, notebook) for notebook, name, value in items])
    again = json.loads(json.dumps(locked))
    assert differences(again, locked) == differences(locked, again) == []


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (one(1.0, tolerance=0.5), one(1.5), False),
        (one(1.0, tolerance=0.5), one(1.51), True),
        (one(1.0), one(1.51, tolerance=9.0), True),
        (one(-2.0, tolerance=0.1), one(-2.05), False),
        (one(1.0), one(1.0 + 1e-12), False),
        (one(1e12), one(1e12 + 1), False),
        (one(1e6), one(1e6 + 1), True),
        (one(0.1 + 0.2), one(0.3), False),
        (one(1), one(1.0), False),
        (one(1, unit="min"), one(1), True),
        (one(1), one(1, unit="min"), True),
        (one(1, unit=""), one(1), False),
        (one("JFK"), one("JFK"), False),
        (one("JFK"), one("LGA"), True),
        (one("JFK", seen=["JFK", "LGA"]), one("LGA"), False),
        (one("JFK", seen=["JFK", "LGA"]), one("EWR"), True),
        (one("JFK"), one("LGA", seen=["JFK", "LGA"]), True),
        (one(1.0, interval=[0, 2], digits=1, label="A"), one(1.0, interval=[0, 3]), False),
        (one("1"), one(1), True),
        (one("JFK", unit="x"), one("JFK"), True),
    ],
)
def test_a_value_differs_beyond_its_locked_tolerance(old, new, differs):
    """The last bits of a float do not count, another unit does, the new tolerance does not."""
    assert [found.kind for found in differences(old, new)] == ["changed"] * differs


def test_added_and_removed_values_are_told():
    """Of whole runs too, in a stable order, in one line each."""
    old = {"a/default": {"x": {"value": 1}}, "b/default": {"y": {"value": 2.5}}}
    new = {"b/default": {"y": {"value": 3.5}, "z": {"value": "new"}}}
    found = differences(old, new)
    assert found == [
        Difference("a/default", "x", "removed", 1),
        Difference("b/default", "y", "changed", 2.5, 3.5),
        Difference("b/default", "z", "added", None, "new"),
    ]
    assert [str(difference) for difference in found] == [
        "a/default.x: no longer recorded, was 1",
        "b/default.y: 2.5 -> 3.5",
        "b/default.z: new, 'new'",
    ]


def test_an_absent_lock_locks_nothing(tmp_path):
    """A new book has none."""
    assert read_lock(tmp_path) == {}


OF_N = r"values\.default\.n.*; expected"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Invalid JSON"),
        ("", "Invalid JSON"),
        ("[]", "as a whole; expected"),
        ('{"values": {}, "seconds": {"default": "long"}}', "seconds"),
        ('{"values": {"default": 3}}', r"values\.default; expected"),
        ('{"values": {"default": {"n": 3}}}', OF_N),
        ('{"values": {"default": {"n": {"unit": "min"}}}}', OF_N),
        ('{"values": {"default": {"n": {"value": null}}}}', OF_N),
        (
            '{"values": {"default": {"n": {"value": 1, "tolerance": "big"}}}}',
            OF_N,
        ),
        (
            '{"values": {"default": {"n": {"value": 1, "tolerance": null}}}}',
            OF_N,
        ),
        ('{"values": {"default": {"n": {"value": 1, "unit": null}}}}', OF_N),
        ('{"values": {"default": {"n": {"value": 1, "interval": [1]}}}}', OF_N),
        ('{"values": {"default": {"n": {"value": "a", "seen": "b"}}}}', OF_N),
    ],
)
def test_a_broken_lock_is_an_error_that_says_how_to_mend_it(text, message, tmp_path):
    """A merge conflict, or an edit by hand."""
    (tmp_path / "one.lock.json").write_text(text)
    with pytest.raises(UsageError, match=message) as caught:
        read_lock(tmp_path)
    assert "portfolio results lock" in caught.value.hint


def test_a_lock_with_line_ends_of_windows_is_read(tmp_path):
    """A checkout may convert them."""
    text = lock_text("one", one(1), {})
    (tmp_path / "one.lock.json").write_bytes(text.replace("\n", "\r\n").encode())
    assert read_lock(tmp_path) == one(1)


def test_locked_values_are_shown_as_the_lock_says():
    """With digits, interval and label where it has them."""
    kept = {"value": 0.8541, "digits": 3, "interval": [0.836, 0.873], "label": "AUC", "tolerance": 0.01}
    assert repr(values_of({"auc": kept})["auc"]) == "AUC: 0.854 (0.836 to 0.873)"


@pytest.mark.parametrize(("value", "text"), [(3, "3"), (2.345, "2.35"), ("rain", "rain")])
def test_a_lock_without_digits_is_guessed(value, text):
    """Whole numbers have no decimals, others two."""
    assert values_of({"n": {"value": value}})["n"].full() == text


def test_a_measured_value_is_quoted_as_a_dash():
    """The lock does not hold it."""
    quoted = values_of({"t": {"measured": True, "unit": "s"}})["t"]
    assert (quoted.full(), quoted.measured) == ("\N{EM DASH}", True)
