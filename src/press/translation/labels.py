"""What is written in a figure, in another language: its numbers, and its words by a catalogue."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping

from press.translation.numbers import NARROW, localised
from press.translation.words import Words

_WORD = re.compile(r"[^\W\d_][a-zß-öø-ÿ]")  # `FID` and `x` are the same everywhere
_FORMULA = re.compile(r"\$[^$]*\$")
_HOLE = r"([-\N{MINUS SIGN}]?\d[\d,.]*\s?%?)"
_PERCENT = re.compile(r"(?<=\d)\s?%")


def said_label(text: str, labels: Mapping[str, str], language: str) -> str | None:
    """Return what is written for a text in a figure; None where its words are not known.

    Parameters
    ----------
    text
        Maybe in several lines.
    labels
        The English, on one line, and what is said for it; `{}` in both is one number.
    language
        Such as `fr`.

    Examples
    --------
    >>> said_label("best 20%", {"best {}": "{} les meilleurs"}, "fr").replace(NARROW, " ")
    '20 % les meilleurs'
    >>> said_label("0.5", {}, "fr")
    '0,5'
    """
    if not _WORD.search(_FORMULA.sub("", text)) and _line(text) not in labels:
        return _numbers(text, language)
    for key, said in labels.items():
        if match := is_label(key, text):
            numbers = (_numbers(number, language) for number in match.groups())
            return _in_lines(Words({key: said}).filled(key, *numbers), text)
    return None


def is_label(key: str, text: str) -> re.Match[str] | None:
    """Return the match of a text in a figure with a key of the catalogue, its holes as groups.

    Parameters
    ----------
    key
        The English, `{}` for a number.
    text
        Maybe in several lines.
    """
    return re.fullmatch(re.escape(key).replace(r"\{\}", _HOLE), _line(text))


def unsaid(texts: Iterable[str], labels: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the texts whose words are not known, each on one line."""
    for text in texts:
        if said_label(text, labels, language) is None:
            yield _line(text)


def _line(text: str) -> str:
    return " ".join(text.split())


def _numbers(text: str, language: str) -> str:
    if _FORMULA.search(text):  # the powers of a logarithmic axis
        return text
    return _PERCENT.sub(f"{NARROW}%", localised(text, language))


def _in_lines(said: str, text: str) -> str:
    """Return what is said in as many lines as the text has, about."""
    lines = text.splitlines()
    return "\n".join(textwrap.wrap(said, -(-len(said) // len(lines)) + 4)) if len(lines) > 1 else said
