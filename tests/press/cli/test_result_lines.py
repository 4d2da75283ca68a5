"""What was recorded, as lines for a terminal."""

from __future__ import annotations

import pytest

from portfolio.results.value import Value
from press.cli.result_lines import result_lines

VALUES = (
    Value("flights", 336776, digits=0, label="Flights in the table"),
    Value("late", 20.7, unit="%", digits=1, interval=(18.7, 22.7), label="Late"),
    Value("worst", "Endeavor Air Inc.", label="Carrier with the largest share", type="data name"),
    Value("delay", -1.5, unit="min", digits=1, label="Median delay of the flights that left after all"),
)


def test_the_columns_stand_under_each_other():
    """Numbers to the right, units behind them, headlines first, names last."""
    assert result_lines("What delays a flight?", {"origin": "JFK"}, VALUES, ("late",), 70) == [
        "What delays a flight?",
        "origin=JFK",
        "",
        "Late                                            20.7 %    18.7 to 22.7",
        "",
        "Flights in the table                         336,776",
        "Median delay of the flights that left after     −1.5 min",
        "all",
        "",
        "Carrier with the largest share  Endeavor Air Inc.",
    ]


def test_a_narrow_terminal_has_two_lines_for_each_number():
    """The interval stands in brackets."""
    lines = result_lines("Title", {}, VALUES[1:2] + VALUES[3:], (), 36)
    assert lines == [
        "Title",
        "",
        "Late",
        "  20.7 % (18.7 to 22.7)",
        "Median delay of the flights that",
        "left after all",
        "  −1.5 min",
    ]


LONG = tuple(
    Value(
        f"v{number}",
        value,
        unit=unit,
        digits=digits,
        interval=interval,
        label="word " * number,
        type="name" if isinstance(value, str) else "number",
    )
    for number, (value, unit, digits, interval) in enumerate(
        [
            (1e9, "customers", 3, (9e8, 1.1e9)),
            (0.5, "", 4, None),
            ("a name of many words " * 4, "", 2, None),
            (3, "%", 0, (1, 5)),
        ],
        start=3,
    )
)


@pytest.mark.parametrize("width", [24, 30, 40, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(width):
    """Whatever was recorded."""
    lines = result_lines("A title of some words " * 5, {"sentence": "long " * 40}, LONG, ("v4",), width)
    assert max(map(len, lines)) <= width


def test_a_run_that_recorded_nothing_is_its_title():
    """No empty table."""
    assert result_lines("Title", {}, (), ("late",), 80) == ["Title"]


def test_a_value_without_label_is_called_by_its_name():
    """In both lists."""
    values = (Value("auc", 0.5), Value("best", "trees", type="name"))
    assert result_lines("T", {}, values, (), 80) == ["T", "", "auc  0.50", "", "best  trees"]
