"""Numbers by which a country knows a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from press.gate.check import FileCheck
from press.gate.finding import Finding
from press.gate.privacy.machine import is_code
from press.gate.reading.document import View

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Document

# Modules of python-stdnum, each with the words that announce such a number.
_NUMBERS = (
    ("us.ssn", r"ssn|social[ _-]security(?:[ _-](?:number|no\.?))?"),
    ("fr.nir", r"nir|insee|s[ée]curit[ée][ _-]sociale|num[ée]ro[ _-]de[ _-]s[ée]cu"),
    ("es.dni", r"dni|nif|documento[ _-]nacional[ _-]de[ _-]identidad"),
    ("es.nie", r"nie"),
    ("it.codicefiscale", r"codice[ _-]fiscale|cod\.?[ _-]fisc\.?"),
    ("de.idnr", r"steuer-?id(?:entifikationsnummer)?|steuerliche[ _-]identifikationsnummer|idnr\.?"),
    ("nl.bsn", r"bsn|burgerservicenummer|sofinummer"),
    ("be.nn", r"rijksregisternummer|num[ée]ro[ _-]national|registre[ _-]national"),
    ("ch.ssn", r"ahv(?:-?nummer)?|avs"),
    ("gb.nhs", r"nhs(?:[ _-](?:number|no\.?))?"),
    ("se.personnummer", r"personnummer"),
    ("dk.cpr", r"cpr(?:-?nummer)?"),
    ("pl.pesel", r"pesel"),
    ("br.cpf", r"cpf"),
)
_NAMES = "|".join(f"(?P<{module.replace('.', '_')}>{words})" for module, words in _NUMBERS)
_NAMED = re.compile(
    rf"(?i)(?<![a-z0-9])(?:{_NAMES})(?![a-z])[ \"']{{0,2}}(?:is\b|[:=#]|n[°o]\.?)?[\s\"']{{0,4}}"
    r"(?P<number>[0-9A-Z][0-9A-Z .-]{6,20}[0-9A-Z])"
)


_PASSPORT = re.compile(
    r"(?i)\b(?:passport|passeport|reisepass)(?:[ _-]?(?:number|no\.?|nr\.?|n[°o]))?[\"']?\s{0,2}[:=]?"
    r"\s{0,2}[\"']?(?P<number>(?-i:(?=(?:[A-Z]{0,4}\d){4})[A-Z0-9]{6,9}))(?![A-Za-z0-9])"
)


class IdentityNumber(FileCheck):
    """Numbers of national identity."""

    name = "identity-number"
    group = "privacy"
    demands = "No file holds a number of a passport, of social security, tax or identity beside its name."
    advice = "Remove it; give people numbers of your own if they must be told apart."

    def findings(self, document: Document, _context: SiteContext) -> Iterator[Finding]:
        """Yield every number that is valid in the country of its name."""
        for passage in document.passages:
            if passage.view in (View.JOINED, View.SOURCE) or is_code(document, passage):
                continue
            for match in _NAMED.finditer(passage.text):
                number = identity_in(match)
                if number:
                    yield self._at(document, "a number of identity", passage, match.start("number"), number)
            for match in _PASSPORT.finditer(passage.text):
                yield self._at(
                    document, "the number of a passport", passage, match.start("number"), match["number"]
                )


def identity_in(match: re.Match[str]) -> str:
    """Return the number that is valid in the country of its name; nothing if none is."""
    name = next(module for module, _ in _NUMBERS if match[module.replace(".", "_")])
    module, words = import_module(f"stdnum.{name}"), match["number"].split(" ")
    for size in range(len(words), 0, -1):  # a word may follow the number
        text = " ".join(words[:size])
        if module.is_valid(text):
            return text
    return ""
