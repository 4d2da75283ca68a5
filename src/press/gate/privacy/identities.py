"""Numbers by which a country knows a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from press.gate.check import REPEATED, Match, TextCheck

# The numbers that readers of this book have, with the words that announce them.
_NUMBERS = {
    "us.ssn": r"ssn|social[ _-]security(?:[ _-](?:number|no\.?))?",
    "fr.nir": r"nir|insee|s[ée]curit[ée][ _-]sociale|num[ée]ro[ _-]de[ _-]s[ée]cu",
}
_NAMED = {
    module: re.compile(
        rf"(?i)(?<![a-z0-9])(?:{words})(?![a-z])[ \"']{{0,2}}(?:is\b|[:=#]|n[°o]\.?)?[\s\"']{{0,4}}"
        r"(?P<number>[0-9](?:[ .-]?[0-9AB]){8,14})(?![0-9A-Za-z])"
    )
    for module, words in _NUMBERS.items()
}
_PASSPORT = re.compile(
    r"(?i)\b(?:passport|passeport|reisepass)(?:[ _-]?(?:number|no\.?|nr\.?|n[°o]))?[\"']?\s{0,2}[:=]?"
    r"\s{0,2}[\"']?(?P<number>(?-i:(?=(?:[A-Z]{0,4}\d){4})[A-Z0-9]{6,9}))(?![A-Za-z0-9])"
)


class IdentityNumber(TextCheck):
    """Numbers of national identity."""

    name = "identity-number"
    group = "privacy"
    demands = "No file holds a number of a passport or of social security beside its name."
    advice = "Remove it; give people numbers of your own if they must be told apart."

    skipped, reads_code = REPEATED, False

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every number that is valid in the country of its name."""
        for module, named in _NAMED.items():
            is_valid = import_module(f"stdnum.{module}").is_valid
            for match in named.finditer(text):
                if is_valid(match["number"]):
                    yield "a number of identity", match.start("number"), match["number"]
        for match in _PASSPORT.finditer(text):
            yield "the number of a passport", match.start("number"), match["number"]
