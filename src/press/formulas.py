"""LaTeX formulas as MathML, which browsers show without a script; what cannot be read is refused."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

# Commands that people write and the converter lacks, by what it knows.
_MACROS = {"mathds": r"\mathbb{#1}", "mbox": r"\text{#1}", "substack": r"\begin{matrix}#1\end{matrix}"}
_PAGES_OWN = re.compile(r"\\(label|ref|eqref)\b")
_PRICES = re.compile(r"\s*\d(?:[^\\^_{}=]*\s[A-Za-z]{2,}[.,;]?\s|[\d.,]*[;)]\s)")
_NUMBERED = re.compile(r"\\(begin|end)\s*\{(equation|align|gather|multline)\}")
_OTHER_NAMES = {r"\{split\}": "{aligned}", r"\{alignat(\*?)\}(?:\s*\{\d+\})?": r"{align\1}"}
_ROW_GAP = re.compile(r"\\\\\s*\[[^\]\\&]*\]")
_LOADED = re.compile(r"\\require\s*\{\w+\}")
_DEFINED = re.compile(r"\\newcommand\*?\s*(\{\\\w+\}|\\\w+)")
_INNER = re.compile(r"\\begin\s*\{(\w+\*?)\}(?:(?!\\begin\b).)*?\\end\s*\{\1\}|\{[^{}]*\}", re.DOTALL)


class FormulaError(ValueError):
    """A formula that cannot be read; the text says why."""


def mathml(latex: str, *, block: bool) -> str:
    r"""Return a formula as MathML.

    Parameters
    ----------
    latex
        As it stands between dollars, or an environment such as `align`; numbers of equations are the page's.
    block
        Whether it stands on lines of its own.

    Raises
    ------
    FormulaError
        It is unfinished, or holds a command that no browser would show.

    Examples
    --------
    >>> mathml("x^2", block=False)
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    from math_core import LatexError

    if other := _PAGES_OWN.search(latex):
        told = "write $$ ... $$ (name) and {eq}`name`"
        raise FormulaError(f"{other[0]} stands in a formula, where no link is made: {told}")
    if not block and _PRICES.match(latex):
        raise FormulaError(r"it reads like words between two prices; write \$ for a dollar sign")
    try:
        return str(_converter().convert_with_local_state(_readable(latex, block), displaystyle=block))
    except LatexError as error:
        raise FormulaError(re.sub(r"^\d+: ", "", str(error)).rstrip(".")) from None


@cache
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(macros=_MACROS, fancy_error=False, allow_unreliable_rendering=True)


def _readable(latex: str, block: bool) -> str:
    r"""Return a formula in the converter's own words.

    Examples
    --------
    >>> print(_readable(r"a \\[4pt] b", True))
    \begin{gathered}a \\ b\end{gathered}
    """
    text = _LOADED.sub("", _ROW_GAP.sub(r"\\\\", latex)).strip()
    text = _DEFINED.sub(r"\\providecommand\1{}\\renewcommand\1", text)  # what the converter knows too
    for name, known in _OTHER_NAMES.items():
        text = re.sub(name, known, text)
    text = _NUMBERED.sub(r"\\\1{\2*}", text)
    text = re.sub(r"\n\s*\n", r" \\\\ ", text)  # a blank line parts equations, as in Sphinx
    outside = _outside_groups(text)
    if block and r"\\" in outside:
        kind = "aligned" if "&" in outside else "gathered"
        text = rf"\begin{{{kind}}}{text}\end{{{kind}}}"
    if block and r"\tag" in outside:
        text = rf"\begin{{equation*}}{text}\end{{equation*}}"
    return text


def _outside_groups(text: str) -> str:
    """Return what of a formula stands in no environment and in no braces."""
    while (less := _INNER.sub("", text)) != text:
        text = less
    return text
