"""What a message about a flight says: places, dates, times, passengers, and whether it agrees or takes back.

This is a grammar of our own, in English and French, for the airports of the timetable. It reads words, not
meanings: what it does not find, it does not know.
"""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 300  # signs of a message that are read
SIMILAR = 0.8  # of two words by difflib's ratio, from which one is taken for a slip of the other

# cities by the names that people use, and their airports
CITIES: dict[str, tuple[str, ...]] = {
    "new york": ("EWR", "JFK", "LGA"), "newark": ("EWR",), "kennedy": ("JFK",), "la guardia": ("LGA",),
    "laguardia": ("LGA",), "washington": ("DCA", "IAD"), "reagan": ("DCA",), "dulles": ("IAD",),
    "chicago": ("MDW", "ORD"), "ohare": ("ORD",), "midway": ("MDW",), "houston": ("HOU", "IAH"),
    "hobby": ("HOU",), "intercontinental": ("IAH",), "atlanta": ("ATL",), "austin": ("AUS",),
    "boston": ("BOS",), "buffalo": ("BUF",), "baltimore": ("BWI",), "charlotte": ("CLT",),
    "cincinnati": ("CVG",), "cleveland": ("CLE",), "columbus": ("CMH",), "dallas": ("DFW",),
    "denver": ("DEN",), "detroit": ("DTW",), "fort lauderdale": ("FLL",), "honolulu": ("HNL",),
    "indianapolis": ("IND",), "jacksonville": ("JAX",), "las vegas": ("LAS",), "los angeles": ("LAX",),
    "memphis": ("MEM",), "miami": ("MIA",), "milwaukee": ("MKE",), "minneapolis": ("MSP",),
    "nashville": ("BNA",), "new orleans": ("MSY",), "nouvelle orleans": ("MSY",), "orlando": ("MCO",),
    "philadelphia": ("PHL",), "philadelphie": ("PHL",), "phoenix": ("PHX",), "pittsburgh": ("PIT",),
    "portland": ("PDX", "PWM"), "raleigh": ("RDU",), "richmond": ("RIC",), "rochester": ("ROC",),
    "saint louis": ("STL",), "st louis": ("STL",), "salt lake city": ("SLC",), "san diego": ("SAN",),
    "san francisco": ("SFO",), "san juan": ("SJU",), "seattle": ("SEA",), "syracuse": ("SYR",),
    "tampa": ("TPA",),
}  # fmt: skip
_MONTHS = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
)
MONTHS = {name: place for words in _MONTHS for place, name in enumerate(words.split(), start=1)}
DAYS = {name: place for words in _DAYS for place, name in enumerate(words.split())}
NUMBERS = {
    name: place
    for words in (
        "one two three four five six seven eight nine",
        "un deux trois quatre cinq six sept huit neuf",
    )
    for place, name in enumerate(words.split(), start=1)
} | {"une": 1, "alone": 1, "seul": 1, "seule": 1}
ORDINALS = {"first": 1, "second": 2, "third": 3, "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3}
GREETINGS = frozenset(["hello", "hi", "hey", "there", "bonjour", "bonsoir", "salut"])
HOURS = {
    "morning": (5, 12), "matin": (5, 12), "matinee": (5, 12), "noon": (11, 14), "midi": (11, 14),
    "afternoon": (12, 18), "evening": (17, 24), "tonight": (17, 24), "soir": (17, 24), "soiree": (17, 24),
}  # fmt: skip
_PEOPLE = (
    "passenger passengers person people persons seat seats adult adults ticket tickets",
    "passager passagers personne personnes place places adulte adultes billet billets voyageurs",
)
PEOPLE = frozenset(word for words in _PEOPLE for word in words.split())
_ACTS = {
    "yes": "yes yep yeah ok okay sure confirm correct oui ouais accord confirme parfait",
    "no": "no nope not wrong non pas faux",
    "cancel": "cancel stop quit forget annule annuler annulez arrete laisse",
    "any": "any either whichever importe indifferent egal",
    "help": "help aide",
    "change": "actually rather instead change plutot changer finalement",
}
ACTS = {word: act for act, words in _ACTS.items() for word in words.split()}
_FROM, _TO = (
    frozenset(["from", "leaving", "depuis", "de", "partant"]),
    frozenset(["to", "for", "into", "towards", "a", "vers", "pour"]),
)
_SPECIAL = {"today": 0, "aujourdhui": 0, "tonight": 0, "tomorrow": 1, "demain": 1}
_VOCABULARY = sorted(
    {word for name in CITIES for word in name.split()}
    | {*MONTHS, *DAYS, *HOURS, *_SPECIAL, *(word for word in (*ACTS, *PEOPLE) if len(word) > 4)}
)


@dataclass(frozen=True)
class Heard:
    """What a message says; what it does not say is None or empty.

    Parameters
    ----------
    origin, destination
        Codes of the airports that would do.
    place
        The same for a place of which the message does not say whether one leaves or arrives there.
    day, passengers, hours
        Date, number, first and last hour of departure.
    number
        A number that stands alone, or a place in a list: the first.
    acts
        `yes`, `no`, `cancel`, `any`, `help`, `change`, `hello`.
    """

    origin: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    day: datetime.date | None = None
    passengers: int | None = None
    hours: tuple[int, int] | None = None
    number: int | None = None
    acts: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was found."""
        return self == Heard()


def plain_words(text: str, *, fuzzy: bool = True) -> list[str]:
    """Return the words of the beginning of a message, without accents and capitals.

    Parameters
    ----------
    text
        Any text.
    fuzzy
        Whether a word that is nearly one of the vocabulary is read as that.

    Examples
    --------
    >>> plain_words("À Bostn, demain !"), plain_words("Bostn", fuzzy=False)
    (['a', 'boston', 'demain'], ['bostn'])
    """
    letters = unicodedata.normalize("NFKD", text[:LONGEST])
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign)).lower()
    plain = re.sub(r"(?<=[a-z])['\u2019](?=hui|hare)", "", plain)  # aujourd'hui, O'Hare
    words = re.findall(r"[a-z]+|\d+|[:/]", plain)
    return [_nearest(word) for word in words] if fuzzy else words


@lru_cache(maxsize=10_000)
def _nearest(word: str) -> str:
    if len(word) < 4 or word in _VOCABULARY or word in ACTS or word in PEOPLE or word in NUMBERS:
        return word
    near = difflib.get_close_matches(
        word, [one for one in _VOCABULARY if abs(len(one) - len(word)) < 3], 1, SIMILAR
    )
    return near[0] if near and near[0][0] in word[:2] else word


def understand(
    text: str, language: str, today: datetime.date, codes: frozenset[str], *, fuzzy: bool = True
) -> Heard:
    """Return what a message says.

    Parameters
    ----------
    text
        What somebody typed, whatever it is.
    language
        `fr` reads 5/6 as the fifth of June, `en` as the sixth of May.
    today
        What `tomorrow` counts from.
    codes
        Codes of airports that are known; they count where they are written in capitals or alone.
    fuzzy
        Whether slips of the keyboard are forgiven.
    """
    words = plain_words(text, fuzzy=fuzzy)
    day, used = find_day(words, language, today)
    rest = [word if place not in used else "." for place, word in enumerate(words)]
    hours, timed = find_hours(rest)
    passengers, counted = find_passengers([w if p not in timed else "." for p, w in enumerate(rest)])
    numbers = [int(w) for p, w in enumerate(rest) if p not in timed | counted and re.fullmatch(r"\d{1,3}", w)]
    number = numbers[0] if len(numbers) == 1 else NUMBERS.get(words[0]) if len(words) == 1 else None
    if number is None and day is None and len(words) <= 3:  # in a longer one it belongs to something else
        number = next((ORDINALS[word] for word in words if word in ORDINALS), None)
    if words and GREETINGS.issuperset(plain_words(text, fuzzy=False)):  # salut is not Salt Lake City
        return Heard(acts=frozenset({"hello"}))
    acts = frozenset(ACTS[word] for word in words if word in ACTS)
    places = find_places(text, words, codes)
    return Heard(**places, day=day, passengers=passengers, hours=hours, number=number, acts=acts)


def find_places(text: str, words: list[str], codes: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return airports under `origin`, `destination` or `place`.

    Parameters
    ----------
    text
        The message as it was typed, for codes in capitals.
    words
        The same, plain.
    codes
        That are known.
    """
    capitals = {code.lower() for code in re.findall(r"\b[A-Z]{3}\b", text[:LONGEST]) if code in codes}
    if len(words) == 1 and words[0].upper() in codes:
        capitals.add(words[0])
    found: dict[str, tuple[str, ...]] = {}
    place = 0
    while place < len(words):
        size = next((n for n in (3, 2, 1) if " ".join(words[place : place + n]) in CITIES), 0)
        name = " ".join(words[place : place + max(size, 1)])
        airports = CITIES[name] if size else (name.upper(),) if name in capitals else ()
        if airports:
            before = words[max(place - 2, 0) : place]
            roles = [w for w in reversed(before) if w in _FROM | _TO]
            role = "place" if not roles else "origin" if roles[0] in _FROM else "destination"
            found.setdefault(role, airports)
        place += max(size, 1)
    return found


def find_day(  # noqa: PLR0911  one return for each way to write a date
    words: list[str], language: str, today: datetime.date
) -> tuple[datetime.date | None, set[int]]:
    """Return the date that words name, and the places of the words that named it.

    A weekday is its next one after today. A day and month without a year is the next such day, if one is
    left in the year of `today`, else the one that has passed: the caller says so.

    Parameters
    ----------
    words
        Plain words.
    language
        Decides what 5/6 means.
    today
        What relative words count from.
    """
    text = " ".join(words)
    relative = re.search(r"\b(?:in|dans) (\d{1,3}) (?:days?|jours?)\b", text)
    if relative:
        return _after(today, int(relative[1])), _places(text, relative)
    after = re.search(r"\b(?:day after tomorrow|apres demain)\b", text)
    if after:
        return _after(today, 2), _places(text, after)
    written = re.search(r"\b(\d{4}) ?(\d{2}) ?(\d{2})\b", text)
    if written:
        return _date(*map(int, written.groups())), _places(text, written)
    slashed = re.search(r"\b(\d{1,2}) / (\d{1,2})\b", text)
    if slashed:
        first, second = int(slashed[1]), int(slashed[2])
        day, month = (first, second) if language == "fr" else (second, first)
        return _date(today.year, month, day), _places(text, slashed)
    months = "|".join(MONTHS)
    named = re.search(rf"\b(\d{{1,2}}) ?(?:st|nd|rd|th|er)? ?(?:of )?({months})\b", text)
    named = named or re.search(rf"\b({months}) (?:the )?(\d{{1,2}})\b", text)
    if named:
        number, name = (named[1], named[2]) if named[1].isdigit() else (named[2], named[1])
        return _date(today.year, MONTHS[name], int(number)), _places(text, named)
    for place, word in enumerate(words):
        if word in _SPECIAL:
            return _after(today, _SPECIAL[word]), {place}
        if word in DAYS:
            return _after(today, (DAYS[word] - today.weekday() - 1) % 7 + 1), {place}
    return None, set()


def find_hours(words: list[str]) -> tuple[tuple[int, int] | None, set[int]]:
    """Return the hours that words name, one before and one after a time, and the places of the words.

    Examples
    --------
    >>> find_hours(["in", "the", "morning"])[0], find_hours(["a", "18", "h", "30"])[0]
    ((5, 12), (17, 20))
    """
    text = " ".join(words)
    clock = re.search(r"\b(\d{1,2}) (?:(am|pm)|(?:h|heures?|:)(?: (\d{2}))?(?: (am|pm))?)(?= |$)", text)
    if clock:
        hour, half = int(clock[1]), clock[2] or clock[4]
        hour = hour % 12 + 12 * (half == "pm") if half else hour
        if hour < 24:
            return (max(hour - 1, 0), min(hour + 2, 24)), _places(text, clock)
    for place, word in enumerate(words):
        if word in HOURS:
            afternoon = word == "midi" and words[max(place - 1, 0)] == "apres"
            return (12, 18) if afternoon else HOURS[word], {place}
    return None, set()


def find_passengers(words: list[str]) -> tuple[int | None, set[int]]:
    """Return how many travel, and the places of the words that said so.

    Examples
    --------
    >>> find_passengers(["for", "two", "people"])[0], find_passengers(["pour", "3"])[0]
    (2, 3)
    """
    for place, word in enumerate(words):
        count = NUMBERS.get(word, int(word) if re.fullmatch(r"\d{1,3}", word) else None)
        if word in ("alone", "seul", "seule"):
            return 1, {place}
        follows = words[place + 1 : place + 2]
        before = words[max(place - 1, 0) : place]
        is_date = bool(follows and follows[0] in MONTHS)
        if count is not None and (follows[:1] and follows[0] in PEOPLE):
            return count, {place, place + 1}
        if count is not None and before in (["for"], ["pour"]) and not is_date:
            return count, {place, place + 1}
    return None, set()


def _places(text: str, match: re.Match[str]) -> set[int]:
    first = text[: match.start()].count(" ")
    return set(range(first, first + match[0].strip().count(" ") + 1))


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:  # the thirtieth of February
        return None


def _after(today: datetime.date, days: int) -> datetime.date:
    return today + datetime.timedelta(days=days)
