"""Whatever an author types is shown: dollars, braces, links, and formulas that are none."""

from __future__ import annotations

from hypothesis import given, settings

from prose_pieces import PRICES, PROSE, check_formula, check_prices, check_prose


@settings(max_examples=200, deadline=None)
@given(PROSE)
def test_any_prose_is_shown(text: str):
    """As HTML and as words, without an exception."""
    check_prose(text)


@settings(max_examples=200, deadline=None)
@given(PRICES)
def test_prices_are_no_formulas(text: str):
    """Whatever stands between two of them."""
    check_prices(text)


@settings(max_examples=200, deadline=None)
@given(PROSE)
def test_any_formula_is_shown_or_refused(latex: str):
    """With a reason."""
    check_formula(latex)
