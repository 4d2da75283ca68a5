"""A booking over HTTP: sessions with bounds, plain refusals, a page that loads nothing from elsewhere."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest

from portfolio.dialogue.agent import State
from service import chat
from service.chat import LONGEST, Sessions
from service_client import run

STATE = State("en", datetime.date(2013, 6, 3))


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be a Monday in June."""
    monkeypatch.setattr(chat, "today", lambda: STATE.today)


def talk(started: Callable[..., Any], bodies: list[Any], **more: Any) -> list[Any]:
    """Return the answers to bodies that are sent one after the other in one session."""

    async def ask() -> list[Any]:
        found, session = [], ""
        async with started(**more) as client:
            for body in bodies:
                sent = {"session": session, **body} if isinstance(body, dict) and session else body
                found.append(await client.post("/v1/chat", json=sent))
                if found[-1].status_code == 200:
                    session = found[-1].json()["session"]
            text = (await client.get("/metrics")).text
        return [*found, text]

    return run(ask())


def test_a_flight_is_booked_over_http(started: Callable[..., Any]) -> None:
    """Begun, asked, offered, booked; and counted without a word of what was said."""
    bodies = [
        {},
        {"message": "to Boston"},
        {"message": "qqzz"},
        {"message": "tomorrow"},
        {"message": "2"},
        {"message": "yes"},
    ]
    *answers, metrics = talk(started, bodies)
    documents = [one.json() for one in answers]
    assert [one["status"] for one in documents] == ["open"] * 5 + ["booked"]
    assert documents[-1]["understood"] == {
        "origin": [], "destination": ["BOS"], "day": "2013-06-04", "passengers": 2
    }  # fmt: skip
    assert len({one["session"] for one in documents}) == 1
    for event in ("started", "booked", "not_understood"):
        assert f'portfolio_chat_total{{event="{event}"}} 1.0' in metrics
    assert "qqzz" not in metrics


def test_french_answers_in_french(started: Callable[..., Any]) -> None:
    """And a first message may say something at once."""
    answer, _ = talk(started, [{"message": "à Chicago demain pour deux", "language": "fr"}])
    assert "aéroport" in answer.json()["reply"]


def test_an_unknown_session_begins_anew(started: Callable[..., Any]) -> None:
    """With a key of the service's own, whatever was sent."""
    answer, _ = talk(started, [{"session": "mine", "message": "to Boston"}])
    assert answer.json()["session"] != "mine" and answer.json()["understood"]["destination"] == ["BOS"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 422), ("text", 422), ({"text": "x"}, 422), ({"message": 1}, 422), ({"message": None}, 422),
        ({"message": "x" * (LONGEST + 1)}, 422), ({"language": "de"}, 422), ({"session": "x" * 65}, 422),
        ({"message": "x" * LONGEST}, 200), ({"message": "<script>"}, 200),
    ],
)  # fmt: skip
def test_what_is_not_a_message_is_refused(started: Callable[..., Any], body: Any, status: int) -> None:
    """In our own words."""
    answer, _ = talk(started, [body])
    assert answer.status_code == status and "<script>" not in answer.text


def test_a_key_is_needed(started: Callable[..., Any]) -> None:
    """As for every route that answers."""
    answer, _ = talk(started, [{}], with_key=None)
    assert answer.status_code == 401


def test_sessions_are_bounded_in_number() -> None:
    """The one that was silent longest goes first."""
    sessions = Sessions(most=2)
    for name in ("a", "b"):
        sessions.put(name, STATE)
    sessions.put("a", STATE)
    sessions.put("c", STATE)
    assert len(sessions) == 2 and sessions.get("b") is None and sessions.get("a") is STATE


def test_sessions_are_bounded_in_time() -> None:
    """Speaking keeps one alive, silence does not."""
    now = [0.0]
    sessions = Sessions(seconds=10, clock=lambda: now[0])
    sessions.put("a", STATE)
    now[0] = 9.0
    sessions.put("a", STATE)
    now[0] = 18.0
    assert sessions.get("a") is STATE
    now[0] = 20.0
    assert sessions.get("a") is None and len(sessions) == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_is_whole_in_both_languages(started: Callable[..., Any], language: str) -> None:
    """Every word filled, each field labelled, nothing from elsewhere, no script in the document."""

    async def ask() -> tuple[Any, Any, Any]:
        async with started() as client:
            page = await client.get(f"/chat?lang={language}")
            return page, await client.get("/chat/chat.js"), await client.get("/chat/page.html")

    page, script, hidden = run(ask())
    assert f'<html lang="{language}">' in page.text and not re.search(r"(https?:)?//\w", page.text)
    assert not re.search(r'data-word="\w+"[^>]*><', page.text)
    fields = set(re.findall(r'<input id="([\w-]+)"', page.text))
    assert fields == set(re.findall(r'<label for="([\w-]+)"', page.text))
    assert re.findall(r"<script[^>]*>([^<]*)", page.text) == [""]
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "innerHTML" not in script.text and hidden.status_code == 404


def test_today_is_a_day_of_the_timetable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on a leap day."""
    monkeypatch.undo()

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Clock:
            return cls(2028, 2, 29, tzinfo=tz)

    monkeypatch.setattr(chat.datetime, "datetime", Clock)
    assert chat.today() == datetime.date(2013, 2, 28)
