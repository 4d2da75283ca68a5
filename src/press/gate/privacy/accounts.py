"""Bank accounts, payment cards and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from press.gate.check import REPEATED, Match, TextCheck

_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]{4}){2,7}(?:[ \u00a0-]?[A-Za-z0-9]{1,4})?"
    r"(?![A-Za-z0-9])"
)
# How British accounts are given: the code of the branch, then eight digits without a check.
_BRITISH = re.compile(r"(?i)\bsort[ -]?code\W{1,4}\d\d-?\d\d-?\d\d\D{1,30}(?P<number>\d{8})(?!\d)")
_CARD = re.compile(
    r"(?<![\w.+/-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|3[47]\d{2}([ -])\d{6}\2\d{5})(?![\w-]|\.\d)"
)
_NAMED_CARD = re.compile(
    r"(?i)(?:card|carte|karte|visa|mastercard|amex|american express|discover|pan)\b[^\d\n]{0,24}"
    r"(\d{13,19})(?!\w|\.\d)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)?\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s(?:19|20)\d{{2}}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd"
    rf"|th)?,?\s(?:19|20)\d{{2}})"
)
_BIRTH = re.compile(
    rf"(?i)(?:\b(?:date[ _-]?of[ _-]?birth|birth[ _-]?dates?|birth[ _-]?day|dob|born(?:\son)?|n"
    rf"[ée]e?\sle|geboren(?:\sam)?|date[ _]de[ _]naissance|geburtsdatum))[\"']?[\s:=,\t]{{1,4}}[\"']?"
    rf"({_DATE})(?!\w)"
)


class BankAccount(TextCheck):
    """International bank account numbers."""

    name = "bank-account"
    group = "privacy"
    demands = "No file holds an IBAN whose check digits are right, or a British sort code with its account."
    advice = "Remove it: with a name beside it, money can be taken from the account."

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every IBAN and British account."""
        from stdnum import iban

        for match in _IBAN.finditer(text):
            number = _longest_valid(match[0], lambda part: iban.is_valid(part, check_country=False))
            if number:
                yield f"an IBAN of {number[:2]}", match.start(), number
        for match in _BRITISH.finditer(text):
            yield "a British account", match.start(), match["number"]


def _longest_valid(text: str, is_valid: Callable[[str], bool]) -> str:
    """Return the longest beginning that is valid: a word may follow the number."""
    parts = re.split(r"[ \u00a0-]", text)
    for size in range(len(parts), 0, -1):
        number = "".join(parts[:size])
        if is_valid(number):
            return number
    return ""


class PaymentCard(TextCheck):
    """Numbers of payment cards."""

    name = "payment-card"
    group = "privacy"
    demands = "No file holds the number of a payment card whose check digit is right."
    advice = "Remove it and have the card replaced."
    skipped, reads_code = REPEATED, False

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every card number."""
        for pattern, group in ((_CARD, 0), (_NAMED_CARD, 1)):
            for match in pattern.finditer(text):
                number = re.sub(r"\D", "", match[group])
                if _is_card(number):
                    yield "the number of a payment card", match.start(), number


def _is_card(number: str) -> bool:
    from stdnum import luhn

    is_issued = 13 <= len(number) <= 19 and number[0] in "23456" and len(set(number)) > 2
    return is_issued and bool(luhn.is_valid(number))


class BirthDate(TextCheck):
    """Dates of birth."""

    name = "birth-date"
    group = "privacy"
    demands = "No file holds somebody's date of birth."
    advice = "Remove it; an age in years is enough for an analysis."
    skipped = REPEATED

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every date that is said to be one of birth."""
        for match in _BIRTH.finditer(text):
            yield "a date of birth", match.start(), match[1]
