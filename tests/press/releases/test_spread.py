"""What moved between processors, and the tolerances that follow."""

from __future__ import annotations

import pytest

from portfolio.errors import UsageError
from press.releases.results_lock import differences
from press.releases.spread import moves, read_spread, rounded_up, spread_text, stale, with_tolerances

RUN = "one/default"


def rows(**values):
    """Return recorded values of one run; a mapping holds further fields."""
    return {
        name: value if isinstance(value, dict) else {"name": name, "value": value}
        for name, value in values.items()
    }


def measured(**values):
    """Return a spread of one run."""
    return {RUN: {"key": "k", "profiles": ["native", "old"], "values": values}}


def test_the_largest_move_of_a_number_is_found():
    """In either direction; a profile that gave the same is not named."""
    found = moves(
        rows(n=10.0, same=1), {"a": rows(n=10.5, same=1), "b": rows(n=8.0, same=1), "c": rows(n=10.0)}
    )
    assert found["n"] == {"values": {"native": 10.0, "a": 10.5, "b": 8.0}, "move": 2.0}


def test_the_last_bits_and_times_of_the_machine_do_not_move():
    """The lock forgives them anyway."""
    took = {"name": "took", "value": 1.0, "measured": True}
    other = rows(n=1.0 + 1e-12, took={**took, "value": 9.0})
    assert moves(rows(n=1.0, took=took), {"old": other}) == {}


def test_a_bound_of_an_interval_moves_by_itself():
    """It is told, though only the value is locked."""
    before, after = ({"name": "n", "value": 1.0, "interval": [0.5, high]} for high in (2.0, 2.25))
    assert moves(rows(n=before), {"old": rows(n=after)}) == {"n": {"bounds": 0.25}}


def test_a_name_that_changes_and_one_that_is_missing_are_told():
    """They have no size."""
    found = moves(rows(best="ridge", gone=1), {"old": rows(best="lasso", new=2)})
    assert found == {
        "best": {"values": {"native": "ridge", "old": "lasso"}},
        "gone": {"values": {"native": 1, "old": None}},
        "new": {"values": {"native": None, "old": 2}},
    }


@pytest.mark.parametrize(
    ("number", "up"),
    [
        (0.0123, 0.013),
        (0.013, 0.013),
        (0.1 + 0.2, 0.3),
        (1371, 1400.0),
        (0.0, 0.0),
        (9.91, 10.0),
        (2e-300, 2e-300),
    ],
)
def test_a_tolerance_has_two_digits(number, up):
    """Rounded up, and not beyond because of the last bits."""
    assert rounded_up(number) == up


@pytest.mark.parametrize(
    ("declared", "move", "tolerance"),
    [(0.5, 0.1, 0.5), (0.1, 0.123, 0.25), (None, 0.123, 0.25), (0.5, None, 0.5)],
)
def test_the_tolerance_is_the_declared_one_or_twice_the_move(declared, move, tolerance):
    """Whichever is larger."""
    kept = {"value": 1.0, **({} if declared is None else {"tolerance": declared})}
    spread = measured(n={"values": {}, "move": move}) if move else {}
    assert with_tolerances({RUN: {"n": kept}}, spread)[RUN]["n"]["tolerance"] == tolerance


def test_a_choice_that_changed_is_accepted_as_it_was_seen():
    """And no other is."""
    spread = measured(verdict={"values": {"native": "beats", "old": "loses", "avx2": None}})
    locked = with_tolerances({RUN: {"verdict": {"value": "beats"}}}, spread)
    assert locked[RUN]["verdict"] == {"value": "beats", "seen": ["beats", "loses"]}
    assert differences(locked, {RUN: {"verdict": {"value": "loses"}}}) == []
    assert differences(locked, {RUN: {"verdict": {"value": "level"}}})


def test_a_value_that_did_not_move_is_locked_as_it_is():
    """So is a time of the machine, and a moved value that is no longer recorded is no matter."""
    locked = {RUN: {"n": {"value": 1}, "s": {"value": "a"}, "took": {"measured": True}}}
    assert with_tolerances(locked, measured(other={"values": {}, "move": 3.0})) == locked


def test_a_stale_run_is_told_with_its_reason():
    """Changed since, not complete, or never measured."""
    spread = {
        "a/x": {"key": "old", "profiles": ["native", "old"], "values": {}},
        "b/x": {"key": "k", "profiles": ["native"], "values": {}},
        "c/x": {"key": "k", "profiles": ["native", "old"], "values": {}},
    }
    keys = dict.fromkeys(("a/x", "b/x", "c/x", "d/x"), "k")
    assert [f"{run}: {why}" for run, why in stale(spread, keys, ["native", "old"]).items()] == [
        "a/x: measured before its code, data or packages changed",
        "b/x: not measured under old",
        "d/x: never measured",
    ]


def test_the_file_has_one_line_for_each_value_and_is_read_again(tmp_path):
    """Sorted, whatever the order of measuring."""
    values = {"n": {"values": {"native": 1.0, "old": 1.5}, "move": 0.5}, "a": {"bounds": 0.1}}
    spread = {"two/default": {"key": "k", "profiles": ["native"], "values": {}}, **measured(**values)}
    text = spread_text(spread)
    assert text.splitlines()[1:4] == [
        ' "one/default": {"key": "k", "profiles": ["native", "old"], "values": {',
        '  "a": {"bounds": 0.1},',
        '  "n": {"values": {"native": 1.0, "old": 1.5}, "move": 0.5}',
    ]
    path = tmp_path / "spread.json"
    path.write_text(text)
    assert read_spread(path) == spread
    assert read_spread(tmp_path / "absent.json") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<<<<<<<", "Invalid JSON"),
        ("[]", "as a whole; expected"),
        ('{"a/b": {"key": "k", "values": {}}}', r"a/b\.profiles; expected"),
        ('{"a/b": {"key": "k", "profiles": [], "values": {"n": 3}}}', r"a/b\.values\.n.*; expected"),
        (
            '{"a/b": {"key": "k", "profiles": [], "values": {"n": {"move": NaN}}}}',
            r"a/b\.values\.n.*; expected",
        ),
    ],
)
def test_a_broken_file_is_an_error_that_says_how_to_mend_it(text, message, tmp_path):
    """A merge conflict, or an edit by hand."""
    path = tmp_path / "spread.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=message) as caught:
        read_spread(path)
    assert "portfolio results spread" in caught.value.hint
