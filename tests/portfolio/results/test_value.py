"""A recorded value, and how it reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import DataError
from portfolio.results import Value

NBSP, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (336776, 0, "336,776"),
        (12.44, 1, "12.4"),
        (0, 0, "0"),
        (-3.25, 1, f"{MINUS}3.2"),
        (-1234567.8, 0, f"{MINUS}1,234,568"),
        (-0.004, 2, "0.00"),
        (-0.0, 0, "0"),
        (-1e-300, 2, "0.00"),
        (10**20, 0, "100,000,000,000,000,000,000"),
    ],
)
def test_a_number_reads_with_thousands_and_a_true_minus(value, digits, shown):
    """Rounded to its digits, never minus zero."""
    assert Value("x", value, digits=digits).number() == shown


@pytest.mark.parametrize("text", ["JFK", "-1"])
def test_a_name_stays_as_it_is(text):
    """It is not a number, whatever it looks like."""
    assert Value("x", text, type="name").full() == text


def test_an_unknown_type_is_refused():
    """Those that there are are listed."""
    with pytest.raises(DataError, match="number, name, data name, choice; got text"):
        Value("x", "JFK", type="text")


def test_the_unit_follows_behind_a_space_that_does_not_break():
    """The number and its unit stay on one line."""
    assert Value("x", 41, "%", digits=0).text() == f"41{NBSP}%"
    assert Value("x", 41, digits=0).text() == "41"


def test_the_full_form_ends_with_the_interval():
    """Bounds have the digits and the unit of the value."""
    value = Value("x", 12.44, "min", 1, (11.91, 12.8))
    assert value.bounds() == f"11.9 to 12.8{NBSP}min"
    assert value.full() == f"12.4{NBSP}min (11.9 to 12.8{NBSP}min)"


def test_a_value_without_interval_has_no_bounds():
    """The full form is then the short one."""
    value = Value("x", 12.44, "min", 1)
    assert value.bounds() == ""
    assert value.full() == value.text()


def test_equal_and_negative_bounds_read_well():
    """An interval may be a point, and lie below zero."""
    assert Value("x", -1.0, digits=1, interval=(-1.0, -1.0)).bounds() == f"{MINUS}1.0 to {MINUS}1.0"


@pytest.mark.parametrize("name", ["", "two words", "1st", "a-b", "a.b", "a|b", "`", None, 3])
def test_a_name_must_be_an_identifier(name):
    """Anything else could not be named in a role."""
    with pytest.raises(DataError, match="a name that is a Python identifier"):
        Value(name, 1)


@pytest.mark.parametrize("field", ["value", "tolerance"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_must_be_finite(field, number):
    """Neither infinity nor not-a-number can be published."""
    with pytest.raises(DataError, match=r"result 'x' is not finite; got -?(nan|inf)"):
        Value(**{"name": "x", "value": 1.0, field: number})


@pytest.mark.parametrize("value", [None, True, [1], 1j, b"x", {"a": 1}, "JFK"])
def test_a_value_without_a_type_is_a_number(value):
    """A truth value would be shown as 1; the message names what records a text."""
    with pytest.raises(DataError, match=r"a number; got .*results\.choice"):
        Value("x", value)


@pytest.mark.parametrize(
    ("interval", "message"),
    [
        ((2.0, 1.0), "upside down"),
        ((1.0, float("nan")), "not finite"),
        ((float("-inf"), 1.0), "not finite"),
        ((1.0,), "a lower and an upper bound"),
        ((1.0, 2.0, 3.0), "a lower and an upper bound"),
        (("1", "2"), "a number"),
    ],
)
def test_an_interval_is_two_bounds_in_order(interval, message):
    """Whatever else comes is named."""
    with pytest.raises(DataError, match=message):
        Value("x", 1.0, interval=interval)


@pytest.mark.parametrize("wrong", [{"digits": -1}, {"digits": 1.5}, {"digits": True}, {"tolerance": -0.1}])
def test_digits_and_tolerance_are_not_negative(wrong):
    """They would fail later, on the page or in the comparison."""
    with pytest.raises(DataError, match="tolerance and digits of 0 or more"):
        Value("x", 1.0, **wrong)


def test_a_value_shows_itself_in_a_notebook():
    """By its label, or else by its name."""
    assert repr(Value("n", 3, digits=0, label="Count")) == "Count: 3"
    assert repr(Value("n", 3, digits=0)) == "n: 3"


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_what_is_shown_is_the_rounded_number(value, digits):
    """Reading the text back gives the value, to half of its last digit."""
    shown = Value("x", value, digits=digits).number().replace(",", "").replace(MINUS, "-")
    assert abs(float(shown) - value) <= 0.5 * 10**-digits + 1e-9 * abs(value)
    assert not (shown.startswith("-") and float(shown) == 0)
