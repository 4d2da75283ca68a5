"""Errors that a person can mend."""

from __future__ import annotations

import pytest

from portfolio import errors
from portfolio.errors import PortfolioError, UsageError, nearest


def test_an_error_tells_what_expected_got_and_hint_in_this_order():
    """One sentence each, for a person."""
    error = UsageError("no page", expected="a file", got="a folder", hint="Rename it.")
    assert str(error) == "no page; expected a file; got a folder. Rename it."


def test_parts_that_are_absent_leave_no_trace():
    """None is absent, but nothing and zero were really found."""
    assert str(PortfolioError("broken")) == "broken"
    assert str(PortfolioError("rows", expected=0, got="")) == "rows; expected 0; got "


def children() -> list[type[PortfolioError]]:
    """Return the kinds of error, in the order of the file."""
    return PortfolioError.__subclasses__()


def test_each_kind_has_an_exit_code_of_its_own():
    """A script can tell them apart; 0 and 1 say something else."""
    own = [kind for kind in children() if kind.__module__ == errors.__name__]
    codes = [kind.exit_code for kind in own]
    assert sorted(codes) == list(range(2, 2 + len(own)))


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("alfa", ["beta", "alpha"], "Did you mean 'alpha'? Known: alpha, beta."),
        ("zzz", ["beta", "alpha"], "Known: alpha, beta."),
        ("x", [], "Known: none."),
        ("jfk", (name for name in ("jfk-2", "lga")), "Did you mean 'jfk-2'? Known: jfk-2, lga."),
    ],
)
def test_the_nearest_known_name_is_suggested(name, known, hint):
    """All of them are listed, in alphabetical order."""
    assert nearest(name, known) == hint
