"""LaTeX as MathML: what is shown, and what is refused with its cause."""

from __future__ import annotations

import re

import pytest

from press.formulas import FormulaError, mathml


def text_of(latex: str, *, block: bool = True) -> str:
    """Return the signs of a formula, without markup and blanks."""
    return re.sub(r"<[^>]+>|\s|&\w+;", "", mathml(latex, block=block))


SHOWN = {
    r"\operatorname*{arg\,min}_x f(x)": "argminxf(x)",
    r"\mathds{1}_{x > 0}": "𝟙x0",
    r"\newcommand{\Loss}{L} \Loss": "L",
    r"\require{cancel} x": "x",
    r"\begin {cases} a \\ b \end {cases}": "{ab\u2063",
    r"\begin{split} a &= b \\[4pt] c &= d \end{split}": "a=bc=d",
    r"\begin{alignat}{2} a &= b \end{alignat}": "a=b",
    r"\sum_{\substack{i < n \\ j}} x": "∑injx",
    r"\text{all of } x \mbox{ now}": "allof\u00a0x\u00a0now",
    r"x \tag{1}": "x(1)",
}


@pytest.mark.parametrize("latex", SHOWN)
def test_what_authors_write_is_shown(latex):
    """No command is left as text."""
    shown = text_of(latex)
    assert shown.replace("\u00a0", "") == SHOWN[latex].replace("\u00a0", "")
    assert "\\" not in shown


@pytest.mark.parametrize("latex", [r"a \\ b", "a\n\nb", r"a &= b \\ c &= d"])
def test_rows_outside_an_environment_stay_rows(latex):
    """A formula of two rows is not one long row."""
    assert mathml(latex, block=True).count("<mtr>") == 2


def test_numbers_of_equations_are_the_pages():
    """The converter would begin with 1 in each formula."""
    assert text_of(r"\begin{align} a &= b \\ c &= d \end{align}") == "a=bc=d"


@pytest.mark.parametrize(
    ("latex", "cause"),
    [
        (r"\frac{1}", "Expected argument"),
        (r"\left( a", "Expected closing token"),
        (r"\SI{3}{m}", r'Unknown command "\\SI"'),
        (r"\unknown", r'Unknown command "\\unknown"'),
        (r"\begin{equation} \label{eq:a} x \end{equation}", r"\\label stands in a formula"),
        (r"\eqref{eq:a}", r"\\eqref stands in a formula"),
        ("{", "Expected closing token"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_cause(latex, cause):
    """Neither a half formula nor a raw command is printed."""
    with pytest.raises(FormulaError, match=cause):
        mathml(latex, block=True)


@pytest.mark.parametrize("words", ["10 to 20", "1.5M vs. the A", "10, or (5", "10; (5"])
def test_words_between_two_prices_are_not_a_formula(words):
    """`$10 to 20$` is what a person wrote about money."""
    with pytest.raises(FormulaError, match="two prices"):
        mathml(words, block=False)


@pytest.mark.parametrize("latex", ["5", "10 x", "3 kg", r"2 \text{ or } 3", "2 = 1 + 1"])
def test_a_formula_may_begin_with_a_number(latex):
    """Only words make it prose."""
    assert mathml(latex, block=False).startswith("<math>")
