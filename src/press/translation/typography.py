"""French typography: what stands before high signs, guillemets, apostrophes, decimals and thousands."""

from __future__ import annotations

import re
from collections.abc import Callable

from press.translation.numbers import NARROW

# What is no prose: code, roles, targets of links, tags, comments, names of directives, options, formulas; a
# character written by its number; and the name of an English section in a link to it.
PROTECTED = re.compile(
    r"(?P<code>^(?P<fence>`{3,})(?!\{)[^\n]*\n.*?^(?P=fence)[^\n]*$"
    r"|(?:\{[\w:-]+\})?(?<!`)(?P<ticks>`{1,2})(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<formula>\$\$.*?\$\$|(?<![\\\w])\$(?!\s)[^$\n]+(?<!\s)\$(?!\d))"
    r"|\]\((?P<target><[^>\n]*>|[^()\s]*)(?: \"[^\"\n]*\")?\)"
    r"|<a lang=\"en\"[^<>]*>.*?</a>|&#?\w+;"
    r"|(?P<tag><!--.*?-->|</?[A-Za-z][^<>]*>|<(?:https?|mailto):[^>\s]*>)"
    r"|(?P<markup>^(?:[:`]{3,}(?:\{[\w-]+\}(?: [\w/-]+\.\w+)?)?|[ \t]*:[\w-]+:|---[^\n]*$)|^: +|https?://\S+|\{[\w:-]+\})",
    re.DOTALL | re.MULTILINE,
)
_WORD = r"[\w)\]»’\N{RIGHT DOUBLE QUOTATION MARK}*]"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "\N{RIGHT SINGLE QUOTATION MARK}"),
    (re.compile(r"\.\.\."), "\N{HORIZONTAL ELLIPSIS}"),
    (re.compile(r'["\N{LEFT DOUBLE QUOTATION MARK}](?=\w)'), f"«{NARROW}"),
    (re.compile(r'(?<=[\w.!?…])["\N{RIGHT DOUBLE QUOTATION MARK}]'), f"{NARROW}»"),
    (re.compile(r"«[ \N{NO-BREAK SPACE}]?(?=[^\s])"), f"«{NARROW}"),
    (re.compile(r"(?<=\S)[ \N{NO-BREAK SPACE}]?»"), f"{NARROW}»"),
    (re.compile(rf"(?<={_WORD})[ \N{{NO-BREAK SPACE}}]?(?=[;!?%])"), NARROW),
    (re.compile(rf"(?<={_WORD})[ \N{{NO-BREAK SPACE}}]?(?=:(?:\s|\*|$))", re.MULTILINE), NARROW),
    (re.compile(r"(?<=\d)[ \N{NO-BREAK SPACE},](?=\d{3}(?!\d))"), NARROW),
)
# Not of a version, which stands behind a name: Python 3.11.
_DECIMAL = re.compile(r"(?P<name>\b[A-Z][\w-]* )?(?<![\w.,])(?P<whole>\d+)\.(?P<rest>\d+)(?![\w.])")
_AFTER_LINK = re.compile(r"(\]\([^()\s]+\))(?=: )")
_DOUBLED = re.compile(rf"{NARROW}{{2,}}")


def outside_protected(text: str, change: Callable[[str], str]) -> str:
    """Return a text whose prose was changed, and nothing else of it."""
    parts, end = [], 0
    for match in PROTECTED.finditer(text):
        parts += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, change(text[end:])])


def corrected(text: str) -> str:
    """Return a French text of MyST with the typography of its prose put right.

    Examples
    --------
    >>> corrected("L'AUC est-elle de 0.85 ?").replace(NARROW, "~")
    'L’AUC est-elle de 0,85~?'
    """
    return _AFTER_LINK.sub(rf"\1{NARROW}", outside_protected(text, _corrected))


def _corrected(prose: str) -> str:
    prose = _DECIMAL.sub(
        lambda match: match[0] if match["name"] else f"{match['whole']},{match['rest']}", prose
    )
    for pattern, replacement in _RULES:
        prose = pattern.sub(replacement, prose)
    return _DOUBLED.sub(NARROW, prose)


def misprints(text: str) -> list[tuple[int, str, str]]:
    """Return each place that is not printed as in French: its line from 1, what stands there, what should."""
    right = corrected(text).split("\n")
    return [
        (line, *_around(one, other))
        for line, (one, other) in enumerate(zip(text.split("\n"), right, strict=True), 1)
        if one != other
    ]


def _around(text: str, right: str) -> tuple[str, str]:
    """Return the first words in which two lines differ."""
    same = next((i for i, (one, other) in enumerate(zip(text, right, strict=False)) if one != other), 0)
    start = max(text.rfind(" ", 0, max(same - 1, 0)), 0)
    return text[start : same + 12].strip(), right[start : same + 12].strip()
