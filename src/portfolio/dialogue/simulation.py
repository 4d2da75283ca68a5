"""Simulated users: they know where they want to go, type with slips, and give up after some turns.

They speak by a small travel grammar of our own, so what they reach is an upper bound: people say more than
that.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portfolio.dialogue.agent import Agent, State
from portfolio.dialogue.templates import Grammar, parse, tagged
from portfolio.dialogue.timetable import Timetable
from portfolio.dialogue.travel import CITIES

PATIENCE = 8  # messages after which a user gives up
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ACTS_OF_TYPING = ("drop", "double", "swap", "replace")

TRAVEL: dict[str, dict[str, str]] = {
    "en": {
        "all": "(I want|I would like|I need|can I have) [a flight] [from New York] to {city} "
        "(on {date};for {count} (people|passengers))",
        "some": "(I want|I would like|I need) [to go|to fly|a flight] [from New York] to {city} [on {date}]",
        "destination": "[to|we go to|I want to go to] {city}",
        "day": "[on] {date}[ please]",
        "passengers": "{count}|{count} (people|passengers)|for {count}",
        "which": "{airport}|the airport is {airport}|any",
        "yes": "yes|yes please|ok|sure",
        "correct": "(no|actually), (to {city}|on {date}|for {count} people)",
    },
    "fr": {
        "all": "(je veux|je voudrais|il me faut) [un vol] [de New York] (à|pour) {city} "
        "(le {date};pour {count} (personnes|passagers))",
        "some": "(je veux|je voudrais) [aller|partir|un vol] [de New York] (à|pour|vers) {city} [le {date}]",
        "destination": "[à|nous allons à|je veux aller à] {city}",
        "day": "[le] {date}[ merci]",
        "passengers": "{count}|{count} (personnes|passagers)|pour {count}",
        "which": "{airport}|l'aéroport est {airport}|n'importe",
        "yes": "oui|oui merci|d'accord|ok",
        "correct": "(non|plutôt), (à {city}|le {date}|pour {count} personnes)",
    },
}
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}


@dataclass(frozen=True)
class Goal:
    """What a user wants.

    Parameters
    ----------
    city
        As it is written.
    day
        Of departure.
    count
        Of passengers.
    """

    city: str
    day: datetime.date
    count: int


def goals(timetable: Timetable, count: int, today: datetime.date, rng: np.random.Generator) -> list[Goal]:
    """Return what users want: a served city, a day within the next half year on which a flight leaves.

    Parameters
    ----------
    timetable
        What exists.
    count
        How many goals.
    today
        The first day is the one after it.
    rng
        Source of chance.
    """
    cities = [name for name, codes in CITIES.items() if len(name) > 4 and set(codes) & timetable.destinations]
    cities = [name for name in cities if not set(CITIES[name]) & set(timetable.origins)]
    found: list[Goal] = []
    while len(found) < count:
        city = str(rng.choice(cities))
        day = today + datetime.timedelta(days=int(rng.integers(1, 180)))
        if timetable.offers(timetable.origins, CITIES[city], day, most=1):
            found.append(Goal(city, day, int(rng.integers(1, 10))))
    return found


def typed(text: str, rate: float, rng: np.random.Generator) -> str:
    """Return a text with slips of the keyboard: at each letter or digit one with a chance of `rate`.

    A letter is dropped, doubled, swapped with the next sign or replaced by another letter; so are digits,
    which then say another number.

    Parameters
    ----------
    text
        As meant.
    rate
        Slips for each sign.
    rng
        Source of chance.
    """
    signs, out, place = list(text), [], 0
    while place < len(signs):
        sign = signs[place]
        slip = str(rng.choice(ACTS_OF_TYPING)) if sign.isalnum() and rng.random() < rate else ""
        if slip == "swap" and place + 1 < len(signs):
            out += [signs[place + 1], sign]
            place += 1
        elif slip == "replace":
            out.append(LETTERS[rng.integers(26)] if sign.isalpha() else str(rng.integers(10)))
        elif slip != "drop":
            out += [sign] * (2 if slip == "double" else 1)
        place += 1
    return "".join(out)


def say(key: str, goal: Goal, language: str, rng: np.random.Generator) -> str:
    """Return a sentence of the travel grammar for what is asked, without slips.

    Parameters
    ----------
    key
        What is asked: a key of `TRAVEL`.
    goal
        What the user wants.
    language
        `en` or `fr`.
    rng
        Source of chance.
    """
    month = _MONTHS[language][goal.day.month - 1]
    date = f"{goal.day.day} {month}" if language == "fr" or rng.random() < 0.5 else f"{month} {goal.day.day}"
    values = {"city": [goal.city.title()], "date": [date], "count": [str(goal.count)]}
    grammar = Grammar({}, pools={**values, "airport": [*CITIES[goal.city]]})
    return tagged(grammar.draw(parse(TRAVEL[language][key]), rng))[0]


def wrong_slot(state: State, goal: Goal) -> str:
    """Return the first slot in which an offer is not what a user wants; nothing if all is well."""
    wanted = {"destination": set(CITIES[goal.city]), "day": goal.day, "passengers": goal.count}
    if not state.offers:
        return ""
    have = {
        "destination": {one.destination for one in state.offers},
        "day": state.day,
        "passengers": state.passengers,
    }
    if not have["destination"] <= wanted["destination"]:  # type: ignore[operator]
        return "destination"
    return next((name for name in ("day", "passengers") if have[name] != wanted[name]), "")


def conversation(
    agent: Agent, goal: Goal, language: str, rate: float, rng: np.random.Generator
) -> dict[str, object]:
    """Return how a conversation of a simulated user went, with its messages and replies.

    Parameters
    ----------
    agent
        Who answers.
    goal
        What the user wants.
    language
        `en` or `fr`.
    rate
        Slips for each sign.
    rng
        Source of chance.
    """
    today = goal.day - datetime.timedelta(days=int(rng.integers(1, 60)))
    today = max(today, datetime.date(goal.day.year, 1, 1))
    state, reply = agent.start(language, today)
    key, lines = str(rng.choice(["all", "some", "destination"])), [("bot", reply)]
    while state.status == "open" and state.turns < PATIENCE:
        message = typed(say(key, goal, language, rng), rate, rng)
        state, reply = agent.answer(state, message)
        lines += [("user", message), ("bot", reply)]
        wrong = wrong_slot(state, goal)
        key = wrong or (
            "yes" if state.asked == "offer" else "all" if state.asked == "change" else state.asked
        )
    right = state.booked is not None and not wrong_slot(state, goal)
    return {
        "success": right, "wrong": state.booked is not None and not right, "abandoned": state.booked is None,
        "turns": state.turns, "lost": state.lost > 0, "corrected": state.corrections > 0, "lines": lines,
    }  # fmt: skip


def simulate(agent: Agent, wanted: list[Goal], language: str, rate: float, seed: int) -> pd.DataFrame:
    """Return a row for each conversation, as `conversation` gives it.

    Parameters
    ----------
    agent
        Who answers.
    wanted
        Goals, one for each user.
    language
        `en` or `fr`.
    rate
        Slips for each sign.
    seed
        Of the users.
    """
    streams = np.random.default_rng(seed).spawn(len(wanted))
    rows = [conversation(agent, goal, language, rate, rng) for goal, rng in zip(wanted, streams, strict=True)]
    return pd.DataFrame(rows)


def shares(table: pd.DataFrame) -> Mapping[str, float]:
    """Return the share of conversations that succeeded, booked wrongly or were given up."""
    return {
        name: float(table[name].mean()) for name in ("success", "wrong", "abandoned", "lost", "corrected")
    }
