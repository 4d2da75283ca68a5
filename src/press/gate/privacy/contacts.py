"""E-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from press.gate.check import REPEATED, Match, TextCheck
from press.gate.reading.document import View
from press.gate.word_lists import WORDS

if TYPE_CHECKING:
    from press.gate.context import SiteContext
    from press.gate.reading.document import Passage

_AT = r"(?:@|%40|\s?[\[({]\s?(?:at|AT|@)\s?[\])}]\s?)"
_DOT = r"(?:\.|\s?[\[({]\s?(?:dot|DOT|\.)\s?[\])}]\s?)"
_EMAIL = re.compile(
    rf"(?<![\w.%+@/-])[A-Za-z0-9](?:[\w.%+-]{{0,63}}?[\w+-])?{_AT}(?P<domain>[A-Za-z0-9](?:"
    rf"[A-Za-z0-9-]{{0,62}}{_DOT}){{1,6}}(?P<top>[A-Za-z]{{2,24}}))(?![\w@])"
)
# In words, as people write it to be read by people only: the dot before the last part must be a word too.
_SPOKEN = re.compile(
    r"(?i)(?<![\w.])[a-z][\w.+-]{1,63}\s(?:at|chez|arobase)\s(?!the\b|an?\b|this\b|that\b|our\b)"
    r"(?P<domain>[a-z0-9-]{2,63}\s(?:dot|point|punkt)\s(?P<top>com|org|net|edu|gov|io|dev|eu|fr|de|uk|es|it|ch|be|nl|info|me))\b"
)
_AT_WORD = re.compile(r"[\[({]\s?(?:at|AT)\s?[\])}]")
_DOT_WORD = re.compile(r"(?i)\s(?:dot|point|punkt)\s[a-z]{2,4}\b")
# Reserved for documentation: RFC 2606 and RFC 6761.
_RESERVED = re.compile(r"(?i)(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$")
_NO_DOMAIN = WORDS["file_endings"]
_SERVICES = re.compile(r"(?i)^(?:git|hg|svn|noreply|no-reply|donotreply)(?:@|%40)")
_PHONE = re.compile(
    r"""
    (?P<global>(?<![\w.+=/])(?:\+|00)[1-9]\d{0,2}[\s.()/-]{0,3}(?:\(0\)\s?)?\d(?:[\s.()/-]{0,2}\d){5,12}(?!\w|\.\d))
    | (?P<named>
        (?:\b(?P<sure>t[ée]l(?:[ée](?:ph|f)on[eo]?)?|phone|mobile?|m[óo]vil|fax|whatsapp|handy|gsm)\b
            [a-z ]{0,12}[:.=\s"']{1,5}
            |\b(?:cell|call|portable|contact)\b
            [a-z ]{0,12}[:.=\s"']{1,5}|\b(?P<link>tel:))
        (?P<number>\(?\+?\d(?:[\s.()/-]{0,2}\d){6,14})(?!\w|\.\d))
    | (?P<us>(?<![\w.$/-])\(\d{3}\)\s?\d{3}[-.\s]\d{4}(?!\w|\.\d))
    | (?P<us_plain>(?<![\w.$/+-])[2-9]\d{2}[-.][2-9]\d{2}[-.]\d{4}(?![\w-]|\.\d))
    | (?P<fr>(?<![\w.,+/-])0[1-79](?:(?P<gap>[ .-])\d{2})(?:(?P=gap)\d{2}){3}(?![\w-]|[ .,-]\d))
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where a number that is called one may come from besides: the largest countries of Europe and the Americas.
_MORE_REGIONS = WORDS["more_regions"]
_PHONE_ANCHOR = re.compile(
    r"\+\d|\b00[1-9]|tel|tél|phone|mobil|m[óo]vil|cell|fax|call|whatsapp|handy|gsm|portable|contact|\(\d{3}\)"
    r"|\d[-. ]\d",
    re.IGNORECASE,
)


class EmailAddress(TextCheck):
    """E-mail addresses."""

    name = "email-address"
    group = "privacy"
    demands = "No file holds an e-mail address, except of the domains reserved for documentation."
    advice = "Remove it; a contact address that is meant to be read belongs into the allow-list."

    skipped = frozenset({View.JOINED})

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every e-mail address, by its length."""
        for address, offset in addresses_in(text):
            yield f"an e-mail address ({len(address)} characters)", offset, address


def addresses_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield each e-mail address with its offset, also where its signs are written as words."""
    if "@" in text or "%40" in text or _AT_WORD.search(text):
        for match in _EMAIL.finditer(text):
            if is_address(match):
                yield match[0], match.start()
    if _DOT_WORD.search(text):
        for match in _SPOKEN.finditer(text):
            yield match[0], match.start()


def is_address(match: re.Match[str]) -> bool:
    """Return whether a match is the address of a person."""
    domain = re.sub(_DOT, ".", unquote(match["domain"]))
    if match["top"].lower() in _NO_DOMAIN or _RESERVED.search(domain) or _SERVICES.match(match[0]):
        return False
    return not domain.split(".")[0].isdigit() or len(domain.split(".")) > 2


class PhoneNumber(TextCheck):
    """Phone numbers."""

    name = "phone-number"
    group = "privacy"
    demands = "No file holds a phone number that could be in use."
    advice = "Remove it, or allow it if it is meant to be called."

    skipped, reads_code = REPEATED, False

    def found(self, passage: Passage, context: SiteContext, _in_code: bool) -> Iterator[Match]:
        """Yield every valid phone number, by its length."""
        for match in _PHONE.finditer(passage.text) if _PHONE_ANCHOR.search(passage.text) else ():
            number = match["number"] or match[0]
            named = match["sure"] or match["link"]
            if is_phone(number, (*context.regions, *_MORE_REGIONS) if named else context.regions):
                yield f"a phone number ({len(number)} characters)", match.start(), number.strip()


def is_phone(number: str, regions: tuple[str, ...]) -> bool:
    """Return whether a number is valid somewhere: with its country's prefix, or in one of the regions."""
    import phonenumbers

    compact = number.strip()
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    digits = [letter for letter in compact if letter.isdigit()]
    if len(set(digits)) < 3:
        return False
    for region in (None,) if compact.startswith("+") else regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(compact, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
