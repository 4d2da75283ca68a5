"""Numbers typed by hand into prose, which drift from the output they once described.

A decimal, a percentage or a number with thousands in the words of a page is refused: a computed one is
written `[12.4](result:name)`, one from outside `[28 %](fact:name "its source")`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from press.gate.prose import HIDDEN, NAMED, Prose, prose_of
from press.result_links import with_roles
from press.runs.notebook import Notebook, source

_SPACE = " \t\u00a0\u2007\u2009\u202f"
_DASH = "-\u2010\u2011\u2012\u2013\u2212"
_THOUSANDS = (
    rf"\d{{1,3}}(?:(?:,\d{{3}})+|(?:['\u2019]\d{{3}})+|(?:[{_SPACE}]\d{{3}})+|(?:\.\d{{3}}){{2,}})(?!\d)"
)
_NUMBER = re.compile(
    rf"""
    (?<!\w)(?<!\d[.,])                       # not inside a word, a version or another number
    (?P<thousands>{_THOUSANDS}(?:[.,]\d+)?)?
    (?(thousands)|(?P<decimal>\d+[.,]\d+|(?<!\.)\.\d+(?!\w))?
        (?(decimal)|\d+))
    (?P<exponent>[eE][-+\u2212]?\d+(?!\w))?
    (?P<percent>(?:\s{{0,3}}|-)(?:[%\u2030\u066a\uff05]|per[\s-]?cent\b|percentage[\s-]points?\b|(?:pp|pct)\b))?
    """,
    re.VERBOSE,
)
_HIDDEN_FORMS = re.compile(
    rf"""
    (?:https?|ftp|file)://\S+ | www\.\S+ | mailto:\S+
    | \b(?:doi:\s*)?10\.\d{{4,9}}/\S+ | \barxiv:\s*\d{{4}}\.\d{{4,5}}
    | \b\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?Z?)?
    | (?<![\w:.])\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?![\w:])
    | \bCC[ -](?:BY|0|[A-Z]{{2}})(?:-[A-Z]{{2}})*[ -]\d\.\d\b | \bCC0[ -]\d\.\d\b
    | {NAMED}[\s(]{{0,2}}(?:version\s|v|[=<>~!]=?=?)?\s?\d+(?:\.\d+)+(?!\.?\d|\s{{0,3}}%|\s?per[\s-]?cent)
    | \b(?:version|release|revision|rev\.|licen[cs]e)\s\d+(?:\.\d+)+(?!\.?\d|\s{{0,3}}%|\s?per[\s-]?cent)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?![\w.]*\d)")
_DOTTED_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SECTION = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*\.?\s+(?=[^\W\d_])(\w)")
_SPOKEN_SETTINGS = ("caption", "alt", "title")


@dataclass(frozen=True)
class TypedNumber:
    """A number typed by hand, or an outside fact without source, and its line from 1."""

    line: int
    text: str


def typed_numbers(markdown: str, *, front_matter: bool = True) -> list[TypedNumber]:
    """Return the numbers typed by hand into a MyST text, in the order of its lines.

    Parameters
    ----------
    markdown
        A page, a Markdown cell, a caption or a text alternative.
    front_matter
        Whether a block between `---` lines at the start holds settings, as in a page.

    Notes
    -----
    Decimals, percentages and numbers with thousands count, in words, tables, headings, pictures' text
    alternatives and HTML. Whole numbers, years, dates, times, versions behind a package name written as code,
    numbers of headings, code, mathematics, roles and addresses do not.
    """
    return list(_typed_numbers(markdown, front_matter))


@lru_cache(maxsize=4096)  # by content: of a book in which a line was changed, one text is read again
def _typed_numbers(markdown: str, front_matter: bool) -> tuple[TypedNumber, ...]:
    markdown = with_roles(markdown)
    if not re.search(r"\d|\{fact\}", markdown):
        return ()
    lines = markdown.split("\n")
    found: list[TypedNumber] = []
    for prose in prose_of(markdown, front_matter=front_matter):
        if prose.role:
            found += _unsourced(prose)
        else:
            found += _typed(prose, lines)
    return tuple(sorted(found, key=lambda number: number.line))


def notebook_numbers(notebook: Notebook) -> list[tuple[int, int, str]]:
    """Return the numbers typed by hand into a notebook: index of the cell, line in its text, number.

    Captions and text alternatives in a cell's `mystnb` metadata count too; there the text names the setting.
    """
    found: list[tuple[int, int, str]] = []
    for index, cell in enumerate(notebook.cells):
        if cell["cell_type"] == "markdown":
            numbers = typed_numbers(source(cell), front_matter=False)
            found += [(index, number.line, number.text) for number in numbers]
        for name, text in _settings(cell["metadata"].get("mystnb"), "mystnb"):
            numbers = typed_numbers(text, front_matter=False)
            found += [(index, number.line, f"{number.text} in {name}") for number in numbers]
    return found


def _settings(settings: object, name: str) -> Iterator[tuple[str, str]]:
    """Yield each caption and text alternative with its dotted name."""
    if isinstance(settings, Mapping):
        for key, value in settings.items():
            if key in _SPOKEN_SETTINGS and isinstance(value, str):
                yield f"{name}.{key}", value
            else:
                yield from _settings(value, f"{name}.{key}")


def _unsourced(prose: Prose) -> Iterator[TypedNumber]:
    """Yield a fact without its source."""
    text, _, where = prose.text.partition("|")
    if prose.role == "fact" and not (text.strip() and where.strip()):
        yield TypedNumber(prose.line, f"{{fact}}`{prose.text}`")


def _typed(prose: Prose, lines: list[str]) -> Iterator[TypedNumber]:
    text = prose.text
    section = _SECTION.match(text) if prose.heading else None
    if section and section[1].isupper():
        text = HIDDEN + text[section.end() - 1 :]
    text = _DOTTED.sub(_hidden_version, _HIDDEN_FORMS.sub(_hidden, text))
    for match in _NUMBER.finditer(text):
        kinds = match.groupdict()
        if not any(kinds.values()) or (not kinds["percent"] and _is_identifier(text, match.start())):
            continue
        line = prose.line + text.count("\n", 0, match.start())
        yield TypedNumber(_line_of(match[0], line, prose.end, lines), " ".join(match[0].split()))


def _is_identifier(text: str, start: int) -> bool:
    """Return whether a number belongs to a name such as `GPL-3.0`."""
    return start > 1 and text[start - 1] in _DASH and text[start - 2].isalpha()


def _line_of(number: str, line: int, end: int, lines: list[str]) -> int:
    """Return the line of a number: code over several lines hides breaks, so it may be a later one."""
    digits = number.split(maxsplit=1)[0]
    return next((one for one in range(line, end + 1) if one <= len(lines) and digits in lines[one - 1]), line)


def _hidden(match: re.Match[str]) -> str:
    return HIDDEN + "\n" * match[0].count("\n")


def _hidden_version(match: re.Match[str]) -> str:
    return match[0] if _DOTTED_THOUSANDS.fullmatch(match[0]) else HIDDEN
