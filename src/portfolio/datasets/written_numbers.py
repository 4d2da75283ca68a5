"""One number as people and programs write it: sign, currency, digits with their marks, unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 60  # signs; what is longer is a text

_NOTHING = (
    "na n/a n.a. n.a #n/a #na <na> nan nat null (null) none nil missing unknown - -- --- \u2014 ? ?? . .. ..."
    " \u2026 * / #null! #div/0! #value! #ref! #num! #name? #nv nd n.d. n/d s/d n/c nc n.c. k.a. ka na()"
    " \\n (blank) (empty) undefined null() n/v nr n.r. o.a. s.o. ??? \u2013 -.- ./."
    " \u65e0 \u672a\u77e5 \u4e0d\u660e \u306a\u3057 \u4e0d\u8be6 \u043d\u0435\u0442 \u043d/\u0434"
)
_SENTENCES = (
    "not available",
    "not applicable",
    "keine angabe",
    "k. a.",
    "non disponible",
    "non renseign\u00e9",
    "sin datos",
    "not known",
    "not reported",
    "not recorded",
    "to be confirmed",
    "n. a.",
    "no data",
)
MISSING_WORDS = frozenset((*_NOTHING.split(), *(word.replace(" ", "") for word in _SENTENCES)))

_BLANKS = dict.fromkeys(
    map(ord, "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"),
    " ",
)
_MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\uff07\u00b4`\u066c"), "'")
_OTHERS = {ord("\u066b"): ".", ord("\uff0e"): ".", ord("\uff0c"): ",", ord("\uff05"): "%", ord("\uff0b"): "+"}
_SIGNS = _BLANKS | _MINUS | _QUOTES | _OTHERS
_MONEY = (
    "usd eur gbp chf jpy cny inr brl cad aud nzd sek nok dkk pln czk huf ron bgn rub uah try zar mxn ars clp"
    " cop krw twd hkd sgd thb idr myr php vnd ils aed sar egp ngn kes mad tnd isk kr kr. rs rs. r$ us$ c$ ca$"
    " a$ au$ nz$ hk$ nt$ s$ mx$ z\u0142 k\u010d ft lei fr. sfr. fr euro euros dollar dollars rp"
    " \u0440\u0443\u0431 \u0440\u0443\u0431. \u0440. \u043b\u0432"
)
_CODES = frozenset(_MONEY.split())
# the ways to write one unit: a column may mix them
_ALIKE = (
    "\u20ac eur euro",
    "$ usd us$ dollar",
    "\u00a3 gbp",
    "\u00a5 \uffe5 jpy \u5186",
    "\u20b9 inr rs rs.",
    "\u20a9 krw \uc6d0",
    "\u20bd rub \u0440\u0443\u0431 \u0440\u0443\u0431. \u0440.",
    "\u20b4 uah",
    "\u20ba try",
    "\u20aa ils",
    "\u0e3f thb",
    "\u20ab vnd",
    "chf sfr sfr. fr.",
    "r$ brl",
    "kr kr.",
    "z\u0142 pln",
    "k\u010d czk",
    "ft huf",
    "% pct percent per\xa0cent prozent p.c. \uff05",
)
_USUAL = {one.replace("\xa0", " "): row.split(" ")[0] for row in _ALIKE for one in row.split(" ")}
_PERCENT = frozenset(("%", "\u2030", "pct", "percent", "p.c.", "per cent", "prozent"))
_FORM = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?P<prefix>[^\d\s,'+()-]{1,4}?)?\s*(?P<second>[+-])?\s*"
    r"(?P<body>\d[\d.,' ]*|[.,]\d+)(?P<power>[eE][+-]?\d{1,3})?\s*"
    r"(?P<unit>[^\d\s.,'+()-][^\d,'+()-]{0,20}?)?\s*(?P<last>-)?\s*(?P<close>\))?"
)
# what stands around a number and is none of it: a tick or formula that keeps a spreadsheet from changing it,
# a sign for "about", and notes
_AROUND = re.compile(
    r"""(?:="(?P<formula>[^"]*)"|['~\u2248](?P<marked>.*)|(?P<noted>.*\d[^\[*]*)(?:\*+|\[\w{1,3}\]|[\u2020\u2021]+))"""
)
_BEFORE, _BEHIND = "='~\u2248", "*]\u2020\u2021"
_NO_CENTS = re.compile(r"(?<=\d)[.,]-{1,2}(?=\s*[^\d\s]{0,4}$)")  # 5.- in Switzerland, 5,- in Denmark
_SCALES = {
    "k": 3, "K": 3, "M": 6, "Mio": 6, "mio": 6, "mln": 6, "million": 6, "millions": 6, "lakh": 5, "crore": 7,
    "bn": 9, "Mrd": 9, "mrd": 9, "billion": 9, "billions": 9, "\u4e07": 4, "\u5104": 8, "\u4ebf": 8,
}  # fmt: skip
_SCALE = "|".join(sorted((re.escape(key) for key in _SCALES), key=len, reverse=True))
_SCALED = re.compile(
    rf"(?P<number>.*\d)(?:\s?(?P<scale>{_SCALE}))\.?(?P<rest>\s*\)?(?:\s*[^\d\s]{{1,4}})?\)?)"
)
_MONEY_OUTSIDE = re.compile(r"([^\d\s()]{1,4})\s*\(([^()]+)\)")  # $(5.00), for the minus of accountants
_UNIT_OUTSIDE = re.compile(r"\(([^()]*\d)\)\s*([^\d\s()]{1,4})")  # and (5.0)%
_CENTS_BEHIND = re.compile(r"(-?\d[\d. ']*)\u20ac(\d\d)")  # 12€50, as in France
_UNIT = re.compile(
    r"[%\u2030\u00b0]?[^\W\d_]{0,15}\.?(?:/[^\W\d_]{1,10})?[\u00b2\u00b3]?(?: [^\W\d_]{1,10})?"
)


@dataclass(frozen=True)
class Written:
    """The parts of a number as it stands: digits with their marks, sign, power of ten, and unit."""

    body: str
    negative: bool
    power: int
    unit: str

    def value(self, decimal: str, thousands: str) -> float | None:
        """Return the number under a convention of marks; `None` if it is not written by that."""
        form = _convention(decimal, thousands)
        if not form.fullmatch(self.body):
            return None
        digits = self.body.replace(thousands, "") if thousands else self.body
        number = float(f"{digits.replace(decimal, '.')}e{self.power}")
        return -number if self.negative else number


def plain_text(text: str) -> str:
    """Return a text with the usual blanks, minus signs, apostrophes and digits for their relatives."""
    if not text.isascii():
        text = "".join(_digit(letter) for letter in text.translate(_SIGNS))
    return text.strip()


def _digit(letter: str) -> str:
    if letter.isascii():
        return letter
    kind = unicodedata.category(letter)
    # of marks of direction and joiners nobody sees anything
    return str(unicodedata.decimal(letter)) if kind == "Nd" else "" if kind == "Cf" else letter


@lru_cache(maxsize=100_000)
def is_missing_word(text: str) -> bool:
    """Return whether a text, among numbers, says that there is none."""
    if len(text) > LONGEST and not text.isspace():
        return False
    plain = plain_text(text).casefold()
    return not plain or plain in MISSING_WORDS or plain.replace(" ", "") in MISSING_WORDS


@lru_cache(maxsize=100_000)
def written(text: str) -> Written | None:
    r"""Return the parts of a number, or `None` for any other text.

    Examples
    --------
    >>> written("(1,204.50 $)")
    Written(body='1,204.50', negative=True, power=0, unit='$')
    >>> written("2021-05") is None
    True
    """
    plain = plain_text(text) if len(text) <= LONGEST else ""
    plain, scale = _scaled(_in_usual_order(_without_notes(plain)))
    found = _FORM.fullmatch(plain) if plain else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["sign"], found["second"], found["last"]) if sign]
    prefix, unit = (found["prefix"] or "").casefold(), (found["unit"] or "").strip()
    if len(signs) + bool(found["open"]) > 1 or (prefix and not _is_currency(prefix)):
        return None
    if unit and not (_is_currency(unit.casefold()) or _UNIT.fullmatch(unit)):
        return None
    if prefix and unit and _singular(unit) != _singular(prefix):
        return None
    negative = bool(found["open"]) or "-" in signs
    power = int((found["power"] or "e0")[1:]) + scale
    return Written(found["body"].strip(), negative, power, _singular(prefix or unit))


def _without_notes(plain: str) -> str:
    """Return a number without the signs that spreadsheets and footnotes put around it."""
    around = _AROUND.fullmatch(plain) if plain[:1] in _BEFORE or plain[-1:] in _BEHIND else None
    bare = next((part for part in around.groups() if part is not None), plain) if around else plain
    return _NO_CENTS.sub("", bare).strip() if "-" in bare else bare.strip()


def _in_usual_order(plain: str) -> str:
    """Return a number with its unit inside the brackets of a minus, and cents before the currency."""
    if "(" in plain:
        whole = _UNIT_OUTSIDE.fullmatch(plain)
        return f"({whole[1]}{whole[2]})" if whole else _MONEY_OUTSIDE.sub(r"(\1\2)", plain)
    cents = _CENTS_BEHIND.fullmatch(plain)
    return f"{cents[1]},{cents[2]}\u20ac" if cents else plain


def _scaled(plain: str) -> tuple[str, int]:
    """Return a number without a word such as million, and the power of ten that the word stands for.

    A unit that may follow it has to be money: 5 MB are no millions, and 300 K is a temperature.
    """
    found = _SCALED.fullmatch(plain)
    if found is None:
        return plain, 0
    unit = found["rest"].strip(" )").casefold()
    is_kelvin = found["scale"] == "K" and " K" in plain
    if is_kelvin or (unit and not _is_currency(unit)):
        return plain, 0
    return found["number"] + found["rest"], _SCALES[found["scale"]]


def is_money_or_percent(unit: str) -> bool:
    """Return whether a unit is a currency or a percent sign, so that numbers of two units are not alike."""
    return _is_currency(unit) or unit in _PERCENT


def _is_currency(text: str) -> bool:
    return text in _CODES or (len(text) == 1 and unicodedata.category(text) == "Sc")


def _singular(unit: str) -> str:
    """Return a unit without case and plural, money by its sign: months are counted like a month."""
    folded = unit.casefold()
    single = folded[:-1] if len(folded) > 3 and folded.endswith("s") else folded
    return _USUAL.get(single, single)


@lru_cache(maxsize=16)
def _convention(decimal: str, thousands: str) -> re.Pattern[str]:
    point, mark = re.escape(decimal), re.escape(thousands)
    whole = r"\d+"
    if thousands:
        groups = rf"\d{{1,3}}(?:{mark}\d{{3}})+"
        lakhs = rf"\d{{1,2}}(?:{mark}\d{{2}})+{mark}\d{{3}}"  # as India groups
        whole = rf"(?:{groups}|{lakhs}|\d+)"
    return re.compile(rf"(?:{whole}(?:{point}\d*)?|{point}\d+)")
