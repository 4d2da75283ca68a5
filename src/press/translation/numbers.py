"""Numbers, ranges and dates as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

NARROW = "\N{NARROW NO-BREAK SPACE}"
# For each language: between thousands, before decimals, between the ends of a range.
MARKS = {"fr": (NARROW, ",", " \N{LATIN SMALL LETTER A WITH GRAVE} ")}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_ENGLISH = MONTHS["en"].split()
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_ENGLISH)}) (\d{{4}})\b")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_RANGE = re.compile(r"(?<=[\d%]) to (?=[\d\N{MINUS SIGN}])")
# A number below two takes the singular in French; a list, since `mois` and `fois` have no other form.
_ONE = re.compile(
    r"(?<![\d,\u202f])(?P<number>[01](?:,\d+)?[ \u00a0](?:an|jour|heure|minute|seconde|point))s\b"
)
_PERCENT = re.compile(r"(?<=\d)[ \N{NO-BREAK SPACE}](?=%)")


def spoken_unit(unit: str) -> bool:
    """Return whether a unit is a word, such as `person-days`, and no sign, such as `GW`."""
    return re.search(r"[a-z]{4}", unit) is not None


def said_with_unit(text: str, unit: str, words: Mapping[str, str], language: str) -> str:
    """Return a number with its unit as a language writes them.

    Examples
    --------
    >>> said_with_unit("11.3 % of capacity", "% of capacity", {"% of capacity": "% de la capacité"}, "fr")
    '11,3\u202f% de la capacité'
    >>> said_with_unit("1.0 points (0.2 to 2.5 points)", "points", {}, "fr")
    '1,0 point (0,2 à 2,5 points)'
    """
    said = localised(text.replace(unit, words.get(unit, unit)) if unit else text, language)
    return _ONE.sub(r"\g<number>", said) if language == "fr" else said


def localised(text: str, language: str) -> str:
    """Return a number or a date as a language writes it.

    Examples
    --------
    >>> localised("12.4 % (11.9 to 1,280.5 %)", "fr").replace(NARROW, " ")
    '12,4 % (11,9 à 1 280,5 %)'
    >>> localised("1 January 1997", "fr")
    '1er janvier 1997'
    """
    if language not in MARKS:
        return text
    thousands, point, between = MARKS[language]

    def written(match: re.Match[str]) -> str:
        whole, _, decimals = match[0].partition(".")
        return whole.replace(",", thousands) + (point + decimals if decimals else "")

    if _DATE.search(text):
        return _DATE.sub(lambda match: _date(match, language), text)
    return _PERCENT.sub(NARROW, _NUMBER.sub(written, _RANGE.sub(between, text)))


def _date(match: re.Match[str], language: str) -> str:
    day = "1er" if match[1] == "1" else match[1]
    return f"{day} {MONTHS[language].split()[_ENGLISH.index(match[2])]} {match[3]}"
