"""Prose as authors type it, made of what Markdown may take for something else: dollars, braces, links."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from press.formulas import FormulaError, mathml
from press.pages.plain_markdown import html_of, text_of
from press.result_links import for_the_press

_SIGNS = [
    *("$", "$$", "\\$", "{", "}", "{eq}`a`", "{ref}`b`", "`", "``", "[", "](", ")", "](result:auc)", "[^1]"),
    *(
        "\\frac{1}{2}",
        "\\frac{1}",
        "\\label{a}",
        "x^2",
        "a_b",
        "\\",
        "\\\\",
        "&",
        "<b>",
        "</b>",
        "<!--",
        "-->",
    ),
    *("# ", "> ", "- ", "|", "\n", "\n\n", "```", ":::", "---", "*", "**", "_", "~", "![", "(a)=", ":alt: x"),
    *(" ", "5", "10", " and ", "costs ", "\u00e9", "\u5408", "\u0e04", "\ufeff", "\u202f", "\x00", "\ud7ff"),
]
PROSE = st.lists(st.one_of(st.sampled_from(_SIGNS), st.text(max_size=3)), max_size=25).map("".join)
_WORDS = ["costs", "and", "the other", "from", "to", "each", "for two", "or"]
_AMOUNTS = ["$5", "$10", "$1,204.50", "$3-$4", "$25k", "US$7", "$0.99"]
PRICES = st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(_AMOUNTS)), min_size=1, max_size=6).map(
    lambda pairs: " ".join(f"{word} {amount}" for word, amount in pairs)
)


def check_prose(text: str) -> None:
    """Hold the readers of prose to their promise: any text is shown, as HTML and as words."""
    assert isinstance(html_of(for_the_press(text)), str)
    assert isinstance(text_of(text), str)


def check_prices(text: str) -> None:
    """Hold them to the better one for prices: each stands on the page as it was written."""
    shown = html_of(text)
    assert "<math" not in shown
    assert re.sub("<[^<>]*>", "", shown).strip() == text


def check_formula(latex: str) -> None:
    """Any formula is MathML, or refused with a reason."""
    for block in (True, False):
        try:
            assert mathml(latex, block=block).startswith("<math")
        except FormulaError as error:
            assert str(error)
