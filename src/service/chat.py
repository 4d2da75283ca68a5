"""A booking by chat at /v1/chat, and a small page for it at /chat.

The machine of the chapter answers. Its sessions live in the memory of a worker, bounded in number and time:
the one that was silent longest makes room, and what a worker does not know begins anew. No message is kept.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter

from portfolio.errors import PortfolioError
from service.adviser import LANGUAGES
from service.body import json_of
from service.problems import Problem

if TYPE_CHECKING:
    from portfolio.dialogue.agent import State
    from portfolio.dialogue.timetable import Timetable

PATH, PAGE = "/v1/chat", "/chat"
LONGEST = 1_000  # signs of a message
MOST_SESSIONS = 1_000
SESSION_SECONDS = 900.0
YEAR = 2013  # of the timetable
_MEMBERS = frozenset(("message", "session", "language"))
FOLDER = files("service").joinpath("chat_page")


@dataclass(frozen=True)
class Message:
    """What a caller says: empty begins a conversation."""

    message: str
    session: str
    language: str


class Sessions:
    """States of conversations, forgotten when they are old or too many.

    Parameters
    ----------
    most
        How many are kept.
    seconds
        How long a silent one is kept.
    clock
        In seconds.
    """

    def __init__(
        self,
        most: int = MOST_SESSIONS,
        seconds: float = SESSION_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._kept: OrderedDict[str, tuple[float, State]] = OrderedDict()  # the longest silent first
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, session: str) -> State | None:
        """Return the state of a session, None if there is none or it is too old."""
        with self._lock:
            self._forget()
            found = self._kept.get(session)
            return found[1] if found else None

    def put(self, session: str, state: State) -> None:
        """Keep a state.

        Parameters
        ----------
        session
            Its key.
        state
            Of the conversation.
        """
        with self._lock:
            self._kept[session] = (self._clock(), state)
            self._kept.move_to_end(session)
            self._forget()

    def _forget(self) -> None:
        while self._kept:
            since, _ = next(iter(self._kept.values()))
            if len(self._kept) <= self._most and self._clock() - since <= self._seconds:
                return
            self._kept.popitem(last=False)


class Chat:
    """The machine, its sessions, and what is counted for the watch.

    Parameters
    ----------
    registry
        Where the counters are registered.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.sessions = Sessions()
        self._reading = threading.Lock()
        self.state = "none"  # of the timetable: none, loading, or ready
        self.counted = Counter(
            "portfolio_chat",
            "Messages and conversations by what became of them",
            ["event"],
            registry=registry,
        )

    def warm_up(self) -> None:
        """Read the timetable, which the first message would wait for; nothing where it cannot be read."""
        self.state = "loading"
        try:
            self._timetable()
        except (ImportError, PortfolioError):
            self.state = "none"

    def _timetable(self) -> Timetable:
        from portfolio.dialogue.timetable import load_timetable

        with self._reading:  # once, whoever asks first
            found = load_timetable()
        self.state = "ready"
        return found

    def reply(self, asked: Message) -> dict[str, Any]:
        """Return the answer to a message; the first one reads the timetable, which takes some seconds."""
        try:  # a service of scores needs neither pandas nor the flights
            from portfolio.dialogue.agent import Agent

            timetable = self._timetable()
        except ImportError:
            raise Problem(503, "Nobody books here: the packages of the book are not installed.") from None
        agent = Agent(timetable)
        state = self.sessions.get(asked.session) if asked.session else None
        if state is None:
            session = secrets.token_urlsafe(18)
            state, said = agent.start(asked.language, today())
            self.counted.labels("started").inc()
        else:
            session, said = asked.session, ""
        if asked.message or said == "":
            before, (state, said) = state, agent.answer(state, asked.message)
            self._count(before, state)
        self.sessions.put(session, state)
        known: dict[str, Any] = {"destination": list(state.destination), "day": state.day and str(state.day)}
        known |= {"passengers": state.passengers, "origin": list(state.origin)}
        return {"session": session, "reply": said, "status": state.status, "understood": known}

    def _count(self, before: State, after: State) -> None:
        events = {
            "message": after.turns > before.turns,
            "not_understood": after.lost > before.lost,
            "taken_back": after.corrections > before.corrections,
            "booked": after.status == "booked" != before.status,
            "cancelled": after.status == "cancelled" != before.status,
        }
        for event, happened in events.items():
            if happened:
                self.counted.labels(event).inc()


def today() -> datetime.date:
    """Return the day of the timetable's year that today counts as."""
    now = datetime.datetime.now(datetime.UTC).date()
    return datetime.date(YEAR, now.month, min(now.day, 28) if now.month == 2 else now.day)


def parse(body: bytes) -> Message:
    """Return what a caller says.

    Raises
    ------
    Problem
        The body is not JSON in UTF-8, or not what the schema says.
    """
    document = json_of(body)
    if type(document) is not dict or not document.keys() <= _MEMBERS:
        raise Problem(422, f"An object with some of the members {', '.join(sorted(_MEMBERS))}.")
    given = {"message": "", "session": "", "language": "en", **document}
    for name, longest in {"message": LONGEST, "session": 64, "language": 2}.items():
        if type(given[name]) is not str or len(given[name]) > longest:
            raise _wrong(name, f"A text of at most {longest:,} signs.")
    if given["language"] not in LANGUAGES:
        raise _wrong("language", f"One of {', '.join(LANGUAGES)}.")
    return Message(**given)


def _wrong(member: str, detail: str) -> Problem:
    return Problem(422, detail, [{"pointer": f"/{member}", "code": "invalid"}])


async def answered(chat: Chat, body: bytes) -> bytes:
    """Return the document that answers a body; the machine works in a thread, so that others are answered.

    Parameters
    ----------
    chat
        The machine and its sessions.
    body
        Of the request.
    """
    asked = parse(body)
    return json.dumps(await asyncio.to_thread(chat.reply, asked)).encode()
