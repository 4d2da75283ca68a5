"""A booking as a state machine that one can read: what is known, what is asked next, what may be booked.

No language model stands behind it. A reply is one of a few written sentences, filled from the timetable and
from nothing that the user typed; a flight is booked only if it is in the timetable and the user said yes to
it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Literal

from portfolio.dialogue.timetable import Flight, Timetable
from portfolio.dialogue.travel import Heard, understand

Status = Literal["open", "booked", "cancelled"]
SLOTS = ("destination", "day", "passengers")  # asked in this order; the origin and the hour are free
MOST_PASSENGERS = 9

REPLIES = {
    "en": {
        "hello": "I book flights from New York in 2013. Where would you like to go?",
        "destination": "Where would you like to go?",
        "day": "On which day?",
        "passengers": "For how many passengers?",
        "which": "Which airport: {airports}? You may also say: any.",
        "offer": "{flights}. Shall I book the first for {passengers}? Say yes, another number, or what "
            "to change.",
        "booked": "Booked for {passengers}: {flights}.",
        "cancelled": "Cancelled. Nothing was booked.",
        "no_flight": "I know no such flight on {day}. Which other day or place?",
        "unserved": "No flight in my timetable leaves from there or goes there. Which other place?",
        "past": "{day} has passed or is not in my timetable. Which other day?",
        "many": "I can book 1 to 9 seats. For how many passengers?",
        "change": "What shall I change: the place, the day, the time or the number of passengers?",
        "help": "Say for example: to Boston tomorrow morning for two. I ask for what is missing; cancel "
            "ends it.",
        "lost": "I did not understand.",
        "over": "This conversation has ended.",
    },
    "fr": {
        "hello": "Je réserve des vols au départ de New York en 2013. Où souhaitez-vous aller ?",
        "destination": "Où souhaitez-vous aller ?",
        "day": "Quel jour ?",
        "passengers": "Pour combien de passagers ?",
        "which": "Quel aéroport : {airports} ? Vous pouvez aussi dire : n’importe.",
        "offer": "{flights}. Dois-je réserver le premier pour {passengers} ? Dites oui, un autre numéro, "
            "ou que changer.",
        "booked": "Réservé pour {passengers} : {flights}.",
        "cancelled": "Annulé. Rien n’a été réservé.",
        "no_flight": "Je ne connais pas de tel vol le {day}. Quel autre jour ou lieu ?",
        "unserved": "Aucun vol de mes horaires n’en part ni n’y va. Quel autre lieu ?",
        "past": "Le {day} est passé ou absent de mes horaires. Quel autre jour ?",
        "many": "Je peux réserver de 1 à 9 places. Pour combien de passagers ?",
        "change": "Que dois-je changer : le lieu, le jour, l’heure ou le nombre de passagers ?",
        "help": "Dites par exemple : à Boston demain matin pour deux. Je demande le reste ; annuler y "
            "met fin.",
        "lost": "Je n’ai pas compris.",
        "over": "Cette conversation est terminée.",
    },
}  # fmt: skip


@dataclass(frozen=True)
class State:
    """All that a conversation knows.

    Parameters
    ----------
    language
        `en` or `fr`.
    today
        What `tomorrow` counts from.
    origin, destination
        Airports that would do.
    day, passengers, hours
        As understood.
    any_airport
        Whether the user left the choice of several airports open.
    asked
        What the last reply asked for.
    offers
        Flights of the last offer.
    status, booked
        How it stands, and the flight that was booked.
    turns, lost, corrections
        Messages so far, those that were not understood, and values that were taken back.
    """

    language: str
    today: datetime.date
    origin: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    day: datetime.date | None = None
    passengers: int | None = None
    hours: tuple[int, int] = (0, 24)
    any_airport: bool = False
    asked: str = "destination"
    offers: tuple[Flight, ...] = ()
    status: Status = "open"
    booked: Flight | None = None
    turns: int = 0
    lost: int = 0
    corrections: int = 0


@dataclass(frozen=True)
class Agent:
    """The machine: a state and a message give the next state and a reply.

    Parameters
    ----------
    timetable
        What can be booked.
    fuzzy
        Whether slips of the keyboard are forgiven.
    """

    timetable: Timetable
    fuzzy: bool = True
    codes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", self.timetable.destinations | set(self.timetable.origins))

    def start(self, language: str, today: datetime.date) -> tuple[State, str]:
        """Return the first state and the greeting.

        Parameters
        ----------
        language
            `en` or `fr`.
        today
            What `tomorrow` counts from.
        """
        return State(language, today), REPLIES[language]["hello"]

    def answer(self, state: State, message: str) -> tuple[State, str]:
        """Return the next state and the reply to a message, whatever the message is.

        Parameters
        ----------
        state
            Of the conversation; it is not changed.
        message
            What the user typed.
        """
        if state.status != "open":
            return state, REPLIES[state.language]["over"]
        heard = understand(message, state.language, state.today, self.codes, fuzzy=self.fuzzy)
        state, offered = replace(state, turns=state.turns + 1), state.offers
        if "cancel" in heard.acts:
            return self._say(replace(state, status="cancelled"), "cancelled")
        if heard.acts & {"help", "hello"}:
            greeting = ["hello"] if state.asked == "destination" else [state.asked]
            return self._say(state, *(["help", state.asked] if "help" in heard.acts else greeting))
        after = self._fill(state, heard)
        if offered and after is state:
            return self._decide(state, heard)
        if after is state:
            return self._say(replace(state, lost=state.lost + 1), "lost", state.asked)
        return self._next(after)

    def _fill(self, state: State, heard: Heard) -> State:
        """Return the state with what a message says, or the same state if it says nothing that fits."""
        found: dict[str, object] = {}
        origin, destination = heard.origin, heard.destination
        if heard.place:
            local = set(heard.place) <= set(self.timetable.origins)
            if local and not origin and state.asked != "which":
                origin = heard.place
            else:
                destination = destination or heard.place
        if origin:
            found["origin"] = origin
        if destination:
            found |= {"destination": destination, "any_airport": False}
        if heard.day:
            found["day"] = heard.day
        if heard.hours:
            found["hours"] = heard.hours
        if heard.passengers is not None:
            found["passengers"] = heard.passengers
        elif heard.number is not None and state.asked == "passengers":
            found["passengers"] = heard.number
        if "any" in heard.acts and state.asked == "which":
            found["any_airport"] = True
        elif state.asked == "which" and 1 <= (heard.number or 0) <= len(state.destination):
            destination = state.destination[heard.number - 1 : heard.number]  # type: ignore[operator]
            found["destination"] = destination
        narrowed = state.asked == "which" and set(destination) < set(state.destination)
        if not found or all(getattr(state, name) == value for name, value in found.items()):
            return state
        blank = ((), None, (0, 24), False)
        taken_back = (
            sum(getattr(state, name) not in (*blank, value) for name, value in found.items()) - narrowed
        )
        return replace(state, **found, offers=(), corrections=state.corrections + max(taken_back, 0))  # type: ignore[arg-type]

    def _next(self, state: State) -> tuple[State, str]:  # noqa: PLR0911  one for each question
        """Return the reply that asks for what is missing or wrong, or offers flights."""
        for role, served in (
            ("origin", set(self.timetable.origins)),
            ("destination", self.timetable.destinations),
        ):
            if getattr(state, role) and not set(getattr(state, role)) & served:
                return self._say(replace(state, **{role: ()}), "unserved", then_asks="destination")  # type: ignore[arg-type]
        last = datetime.date(self.timetable.year, 12, 31)
        if state.day and not state.today <= state.day <= last:
            return self._say(replace(state, day=None), "past", about=state, then_asks="day")
        if state.passengers is not None and not 1 <= state.passengers <= MOST_PASSENGERS:
            return self._say(replace(state, passengers=None), "many", then_asks="passengers")
        if len(state.destination) > 1 and not state.any_airport:
            return self._say(state, "which", then_asks="which")
        for slot in SLOTS:
            if not getattr(state, slot):
                return self._say(state, slot, then_asks=slot)
        assert state.day is not None
        offers = self._offers(state)
        if not offers:
            cleared = replace(state, day=None, hours=(0, 24))
            return self._say(cleared, "no_flight", about=state, then_asks="day")
        return self._say(replace(state, offers=offers), "offer", then_asks="offer")

    def _offers(self, state: State) -> tuple[Flight, ...]:
        origins, day = state.origin or self.timetable.origins, state.day
        assert day is not None
        return tuple(self.timetable.offers(origins, state.destination, day, state.hours))

    def _decide(self, state: State, heard: Heard) -> tuple[State, str]:
        """Return the reply to what was said about an offer that nothing was changed in."""
        number = heard.number if heard.number is not None else 1 if heard.acts == {"yes"} else 0
        if 1 <= number <= len(state.offers) and not heard.acts & {"no", "change"}:
            flight = state.offers[number - 1]
            assert self.timetable.has(flight)
            return self._say(replace(state, status="booked", booked=flight, offers=(flight,)), "booked")
        if heard.acts & {"no", "change"}:
            return self._say(replace(state, offers=()), "change", then_asks="change")
        return self._say(replace(state, lost=state.lost + 1), "lost", "offer")

    def _say(
        self, state: State, *keys: str, about: State | None = None, then_asks: str = ""
    ) -> tuple[State, str]:
        """Return the state and the sentences of some keys, filled from the state alone."""
        state = replace(state, asked=then_asks) if then_asks else state
        told, words = about or state, REPLIES[state.language]
        names = [f"{code} ({self.timetable.names.get(code, code)})" for code in told.destination]
        listed = "; ".join(f"{place}. {described(one)}" for place, one in enumerate(told.offers, start=1))
        filled = [
            words[key].format(
                airports=", ".join(names), flights=listed, passengers=told.passengers, day=told.day
            )
            for key in keys
        ]
        return state, " ".join(filled)


def described(flight: Flight) -> str:
    """Return a flight in one line."""
    route = f"{flight.origin} {flight.departs} → {flight.destination} {flight.arrives}"
    return f"{flight.carrier} {flight.number} ({flight.airline}), {flight.day}, {route}"


def converse(
    agent: Agent, messages: list[str], language: str, today: datetime.date
) -> tuple[State, list[str]]:
    """Return the last state and all replies of a conversation whose messages are given.

    Parameters
    ----------
    agent
        Who answers.
    messages
        Of the user, in order.
    language
        `en` or `fr`.
    today
        What `tomorrow` counts from.
    """
    state, greeting = agent.start(language, today)
    replies = [greeting]
    for message in messages:
        state, reply = agent.answer(state, message)
        replies.append(reply)
    return state, replies
