"""What a check says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from portfolio.errors import UsageError
from portfolio.exercises import EMPTY, Case, ExerciseError, Exercises, difference


def share_late() -> Iterator[Case]:
    """Ask for the share of delays beyond a limit."""
    yield Case("a delay at the limit", (pd.Series([0, 15, 20, 30]), 15), 0.5)
    yield Case("early departures", (pd.Series([-3, -1]), 15), 0.0)


ASKED = Exercises(share_late)


def check(body: str) -> None:
    """Check a function with this body."""
    scope: dict[str, object] = {"np": np}
    exec(f"def share_late(delays, limit):\n    {body}", scope)
    ASKED.check(scope["share_late"])


def test_a_right_answer_is_said_to_be_right(capsys):
    """With the number of cases."""
    check("return (delays > limit).mean()")
    assert capsys.readouterr().out == "share_late is right in all of 2 cases\n"


@pytest.mark.parametrize("body", ["...", "pass", "raise NotImplementedError", "return ..."])
def test_an_empty_function_is_said_to_be_empty(body):
    """However it was left."""
    with pytest.raises(ExerciseError, match=f"share_late {EMPTY}. Write its body"):
        check(body)


def test_a_wrong_answer_is_told_its_case_what_was_expected_and_what_came():
    """And where to look."""
    with pytest.raises(ExerciseError) as told:
        check("return (delays >= limit).mean()")
    assert str(told.value) == (
        "share_late is wrong in its values for a delay at the limit; expected 0.5; got 0.75. "
        "See what it was given: exercises.cases('share_late')[0].arguments."
    )
    assert told.value._render_traceback_() == [f"ExerciseError: {told.value}"]


def test_an_answer_that_stops_is_told_where():
    """The line is that of the function."""
    with pytest.raises(ExerciseError, match="stopped at its line 3 for a delay at the limit; got KeyError"):
        check("a = 1\n    return delays['x']")


def test_a_function_may_spoil_what_it_is_given():
    """The next case is a fresh one."""
    with pytest.raises(ExerciseError, match="early departures"):
        check("delays[:] = delays.clip(upper=16); return 1 - (delays <= limit).mean() + (delays < 0).any()")
    check("share = (delays > limit).mean(); delays[:] = 0; return share")


def test_a_name_that_nobody_asks_for_is_refused():
    """The nearest is named."""
    with pytest.raises(UsageError, match="no exercise asks for 'share_lat'"):
        ASKED.cases("share_lat")


FRAME = pd.DataFrame({"a": [1.0, 2.0]}, index=["x", "y"])


@pytest.mark.parametrize(
    ("answer", "expected", "wrong"),
    [
        (1.0 + 1e-9, 1, ""),
        (1.1, 1, "values"),
        (True, 1, ""),
        ("1", 1, "values"),
        ([1], 1, "shape"),
        (None, 1, "values"),
        (np.nan, np.nan, ""),
        (np.inf, np.inf, ""),
        (1e12, np.inf, "values"),
        ("go", "go", ""),
        ("stop", "go", "values"),
        ((1, 2), [1, 2], ""),
        ([[1], [2, 3]], [1, 2], "shape"),
        (("go", 1), ("go", 1.0), ""),
        (("go",), ("go", 1), "length"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ""),
        ({"a": 1}, {"b": 1}, "keys"),
        (FRAME["a"], FRAME["a"], ""),
        (FRAME["a"].iloc[::-1], FRAME["a"], "labels"),
        (FRAME["a"].to_numpy(), FRAME["a"], "kind, which should be a Series"),
        (FRAME + 1e-9, FRAME, ""),
        (FRAME + 1, FRAME, "values"),
        (FRAME.T, FRAME, "labels"),
        (
            pd.DataFrame({"a": [1, 2], "b": ["u", "v"]}),
            pd.DataFrame({"a": [1, 2], "b": ["u", "w"]}),
            "values",
        ),
    ],
)
def test_answers_are_compared_by_kind_shape_labels_and_values(answer, expected, wrong):
    """One respect is named."""
    assert difference(answer, expected) == wrong
