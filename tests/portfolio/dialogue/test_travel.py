"""Dates, places, hours and numbers are read as people write them in two languages."""

from __future__ import annotations

import datetime

import pytest

from portfolio.dialogue.travel import Heard, plain_words, understand

TODAY = datetime.date(2013, 6, 3)  # a Monday
CODES = frozenset(["EWR", "JFK", "LGA", "BOS", "ORD", "MDW", "DCA", "IAD", "SEA", "LAS"])


def heard(text: str, language: str = "en") -> Heard:
    """Return what is read."""
    return understand(text, language, TODAY, CODES)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("today", "en", (6, 3)),
        ("tomorrow please", "en", (6, 4)),
        ("tomorow", "en", (6, 4)),
        ("the day after tomorrow", "en", (6, 5)),
        ("in 10 days", "en", (6, 13)),
        ("on Friday", "en", (6, 7)),
        ("Monday", "en", (6, 10)),
        ("June 5th", "en", (6, 5)),
        ("the 5th of June", "en", (6, 5)),
        ("5 June for 2 people", "en", (6, 5)),
        ("5/6", "en", (5, 6)),
        ("2013-12-24", "en", (12, 24)),
        ("aujourd'hui", "fr", (6, 3)),
        ("aujourd\u2019hui", "fr", (6, 3)),
        ("demain matin", "fr", (6, 4)),
        ("après-demain", "fr", (6, 5)),
        ("dans 3 jours", "fr", (6, 6)),
        ("vendredi prochain", "fr", (6, 7)),
        ("le 14 juillet", "fr", (7, 14)),
        ("le 1er août", "fr", (8, 1)),
        ("5/6", "fr", (6, 5)),
        ("décembre 24", "fr", (12, 24)),
    ],
)
def test_dates(text: str, language: str, day: tuple[int, int]) -> None:
    """Written out, relative, by weekday, in both orders."""
    assert heard(text, language).day == datetime.date(2013, *day)


@pytest.mark.parametrize("text", ["February 30", "31/31", "99 June", "2013-13-01"])
def test_days_that_do_not_exist_are_none(text: str) -> None:
    """And no error."""
    assert heard(text).day is None


@pytest.mark.parametrize(
    ("text", "origin", "destination", "place"),
    [
        ("to Boston", (), ("BOS",), ()),
        ("from Newark to Chicago", ("EWR",), ("MDW", "ORD"), ()),
        ("de JFK à Washington", ("JFK",), ("DCA", "IAD"), ()),
        ("Wasington", (), (), ("DCA", "IAD")),
        ("BOS", (), (), ("BOS",)),
        ("bos", (), (), ("BOS",)),
        ("O'Hare", (), (), ("ORD",)),
        ("depuis La Guardia vers la Nouvelle-Orléans", ("LGA",), ("MSY",), ()),
        ("I see the sea", (), (), ()),
        ("Paris", (), (), ()),
    ],
)
def test_places(
    text: str, origin: tuple[str, ...], destination: tuple[str, ...], place: tuple[str, ...]
) -> None:
    """Cities with one and with several airports, codes, slips, and words that only look like codes."""
    found = heard(text)
    assert (found.origin, found.destination, found.place) == (origin, destination, place)


@pytest.mark.parametrize(
    ("text", "hours", "count"),
    [
        ("at 9 am for two people", (8, 11), 2),
        ("9:30 pm", (20, 23), None),
        ("à 18h30 pour 3", (17, 20), 3),
        ("demain après-midi", (12, 18), None),
        ("à midi", (11, 14), None),
        ("in the evening, 4 passengers", (17, 24), 4),
        ("seul", None, 1),
        ("for June 4", None, None),
        ("99 tickets", None, 99),
        ("25h", None, None),
    ],
)
def test_hours_and_passengers(text: str, hours: tuple[int, int] | None, count: int | None) -> None:
    """A time is the hour before and after it; a date is no number of people."""
    found = heard(text)
    assert (found.hours, found.passengers) == (hours, count)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "<b></b>",
        "東京へ",
        "\U0001f600" * 50,
        "a" * 100_000,
        "1" * 100_000,
        "'; --",
        "\ud800",
    ],
)
def test_what_nobody_foresaw_is_nothing(text: str) -> None:
    """And no error."""
    assert heard(text).is_empty or heard(text).day is None


def test_slips_are_forgiven_only_where_asked() -> None:
    """The exact reader is the baseline."""
    assert plain_words("bostn chicgo") == ["boston", "chicago"]
    assert plain_words("bostn chicgo", fuzzy=False) == ["bostn", "chicgo"]
