"""Forty scripted conversations, hostile ones among them, over the real timetable."""

from __future__ import annotations

import datetime

import pytest

from portfolio.dialogue.agent import REPLIES, Agent, converse
from portfolio.dialogue.simulation import Goal, goals, say, shares, simulate, typed, wrong_slot
from portfolio.dialogue.timetable import Timetable, load_timetable

TODAY = datetime.date(2013, 6, 3)
LONG = "x" * 100_000

# language, messages, and what is to come of them: booked (destination, day of June, passengers), open or
# cancelled
SCRIPTS: list[tuple[str, list[str], object]] = [
    ("en", ["to Boston tomorrow for two", "yes"], ("BOS", 4, 2)),
    ("en", ["Boston", "tomorrow", "2", "yes"], ("BOS", 4, 2)),
    ("en", ["I want to fly from JFK to Seattle on June 12 for 3 people", "2"], ("SEA", 12, 3)),
    ("en", ["to Chicago tomorrow, alone", "O'Hare", "yes"], ("ORD", 4, 1)),
    ("en", ["to Chicago tomorrow, alone", "MDW", "ok"], ("MDW", 4, 1)),
    ("en", ["Washington on Friday for two", "any", "sure"], (("DCA", "IAD"), 7, 2)),
    ("en", ["Washington on Friday for two", "dulles", "yes"], ("IAD", 7, 2)),
    ("en", ["to Boston tomorrow for two", "no", "to Miami", "yes"], ("MIA", 4, 2)),
    ("en", ["to Boston tomorrow for two", "actually for 4 people", "yes"], ("BOS", 4, 4)),
    ("en", ["to Boston tomorrow for two", "on June 20 instead", "1"], ("BOS", 20, 2)),
    ("en", ["to Bostn tomorow for two", "yse", "yes"], ("BOS", 4, 2)),
    ("en", ["for two", "tomorrow", "to Denver", "yes"], ("DEN", 4, 2)),
    ("en", ["help", "Boston", "help", "tomorrow", "1", "yes"], ("BOS", 4, 1)),
    ("en", ["to Boston tomorrow for 12", "4", "yes"], ("BOS", 4, 4)),
    ("en", ["to Boston on June 1 for 2", "June 5", "yes"], ("BOS", 5, 2)),
    ("en", ["to Boston on February 30 for 2", "June 5", "yes"], ("BOS", 5, 2)),
    ("en", ["to Anchorage tomorrow for two", "Boston", "yes"], ("BOS", 4, 2)),
    ("en", ["to Newark tomorrow for two", "to Boston", "yes"], ("BOS", 4, 2)),
    ("en", ["from Boston to Chicago", "from Newark to Boston tomorrow for 2", "yes"], ("BOS", 4, 2)),
    ("fr", ["à Boston demain pour deux", "oui"], ("BOS", 4, 2)),
    (
        "fr",
        ["je voudrais aller à Chicago après-demain pour 2 personnes", "n'importe", "oui"],
        (("ORD", "MDW"), 5, 2),
    ),
    ("fr", ["Miami", "le 5/6", "deux", "d'accord"], ("MIA", 5, 2)),
    ("fr", ["à Boston demain pour deux", "non, plutôt à Miami", "oui"], ("MIA", 4, 2)),
    ("fr", ["la Nouvelle-Orléans vendredi, 2 passagers", "oui merci"], ("MSY", 7, 2)),
    ("fr", ["à Boston le 12 juin à 18h30", "3", "oui"], ("BOS", 12, 3)),
    ("fr", ["aide", "Boston", "demain", "1", "oui"], ("BOS", 4, 1)),
    ("fr", ["à Boston demain pour deux", "annuler"], "cancelled"),
    ("en", ["to Boston tomorrow for two", "cancel", "yes"], "cancelled"),
    ("en", ["to Boston tomorrow for two", "no", "yes"], "open"),  # a yes to nothing books nothing
    ("en", ["yes", "yes", "1"], "open"),
    ("en", ["to Boston tomorrow for two", "yes no maybe"], "open"),
    ("en", ["to Boston tomorrow for two", "7"], "open"),
    ("en", ["to Paris", "to Tokyo", "to the moon"], "open"),
    ("en", ["<script>alert(1)</script>", "<b>yes</b>"], "open"),
    ("en", ["'; DROP TABLE flights; --", "1 OR 1=1"], "open"),
    ("en", [LONG, "Boston", LONG], "open"),
    ("en", ["", "   ", "\n\t", "\x00"], "open"),
    ("en", ["\U0001f600\U0001f4a3", "\u202egnirts"], "open"),
    ("fr", ["東京へ行きたい", "أريد الذهاب", "Хочу билет"], "open"),
    ("fr", ["{flights} {0} %s", "${jndi:ldap://x}", "__import__('os')"], "open"),
]


@pytest.fixture(scope="module")
def agent() -> Agent:
    """Return the machine over the embedded flights."""
    return Agent(load_timetable())


def test_there_are_forty() -> None:
    """As the page says."""
    assert len(SCRIPTS) == 40


@pytest.mark.parametrize(("language", "messages", "outcome"), SCRIPTS)
def test_a_scripted_conversation_ends_as_it_should(
    agent: Agent, language: str, messages: list[str], outcome: object
) -> None:
    """What is booked exists and is what was asked for; nothing else is booked."""
    state, replies = converse(agent, messages, language, TODAY)
    assert all(0 < len(reply) < 1000 for reply in replies)
    if isinstance(outcome, str):
        assert (state.status, state.booked) == (outcome, None)
        return
    places, day, passengers = outcome  # type: ignore[misc]
    assert state.booked is not None and agent.timetable.has(state.booked)
    assert state.booked.destination in places and state.booked.day == datetime.date(2013, 6, day)
    assert state.passengers == passengers and state.status == "booked"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_reply_repeats_what_was_typed(agent: Agent, language: str) -> None:
    """So nothing that a user types can reach a page."""
    sign = "zzqqzz<i>"
    state, _ = agent.start(language, TODAY)
    for message in (sign, f"to Boston {sign}", f"tomorrow {sign}", f"for two {sign}", f"yes {sign}"):
        state, reply = agent.answer(state, message)
        assert "zzqq" not in reply and "<" not in reply


def test_both_languages_have_the_same_replies() -> None:
    """With the same things filled in."""
    assert REPLIES["en"].keys() == REPLIES["fr"].keys()
    for key, text in REPLIES["en"].items():
        other = REPLIES["fr"][key]
        assert all(("{" + name + "}" in text) == ("{" + name + "}" in other) for name in
                   ("airports", "flights", "passengers", "day"))  # fmt: skip


def test_offers_are_those_of_the_data(agent: Agent) -> None:
    """Counted in the table itself: all of a day and route, in order, within the hours."""
    from portfolio.datasets import load

    rows = load("flights").query("month == 6 and day == 4 and dest == 'BOS' and hour >= 17")
    offers = agent.timetable.offers(
        ("EWR", "JFK", "LGA"), ("BOS",), datetime.date(2013, 6, 4), (17, 24), most=None
    )
    assert sorted(one.number for one in offers) == sorted(rows["flight"])
    assert [one.departs for one in offers] == sorted(one.departs for one in offers)
    assert agent.timetable.offers(("JFK",), ("BOS",), datetime.date(2014, 6, 4)) == []


def test_users_reach_their_goals_without_slips_and_fewer_with_many(agent: Agent) -> None:
    """And the tolerant machine more of them than the exact one."""
    import numpy as np

    wanted = goals(agent.timetable, 25, TODAY, np.random.default_rng(0))
    for language in ("en", "fr"):
        assert shares(simulate(agent, wanted, language, 0.0, 0))["success"] == 1
    exact = Agent(agent.timetable, fuzzy=False)
    rates = [shares(simulate(one, wanted, "en", 0.2, 0))["success"] for one in (agent, exact)]
    assert rates[0] > rates[1] and rates[1] < 0.95


def test_slips_come_at_their_rate() -> None:
    """About as many words change as slips were asked for; none at nought."""
    import numpy as np

    rng = np.random.default_rng(3)
    assert typed("fly to Boston", 0.0, rng) == "fly to Boston"
    same = [typed("b.", 0.3, rng) == "b." for _ in range(4000)]
    assert 0.66 < np.mean(same) < 0.75


def test_a_user_sees_what_is_wrong(agent: Agent) -> None:
    """In the offer: the place, the day, the number."""
    import numpy as np

    goal = Goal("boston", datetime.date(2013, 6, 4), 2)
    for message, wrong in {
        "to Boston on June 4 for 2 people": "", "to Miami on June 4 for 2 people": "destination",
        "to Boston on June 5 for 2 people": "day", "to Boston on June 4 for 3 people": "passengers",
    }.items():  # fmt: skip
        state, _ = converse(agent, [message], "en", TODAY)
        assert wrong_slot(state, goal) == wrong
    assert "oston" in say("destination", goal, "en", np.random.default_rng(0))


def test_a_timetable_knows_its_own(agent: Agent) -> None:
    """And no flight that was changed."""
    from dataclasses import replace

    assert isinstance(agent.timetable, Timetable)
    (flight,) = agent.timetable.offers(("JFK",), ("SEA",), TODAY, most=1)
    assert agent.timetable.has(flight) and not agent.timetable.has(replace(flight, number=9999))


@pytest.mark.parametrize(
    ("language", "messages", "place"),
    [
        ("en", ["to Chicago tomorrow for two", "the first", "yes"], 0),
        ("en", ["to Chicago tomorrow for two", "2", "the first"], 1),
        ("fr", ["à Chicago demain pour deux", "le deuxième", "oui"], 1),
    ],
)
def test_a_place_in_the_list_of_airports_is_a_choice(
    agent: Agent, language: str, messages: list[str], place: int
) -> None:
    """In words or figures; the third of two is not one."""
    asked, _ = converse(agent, messages[:1], language, TODAY)
    state, _ = converse(agent, messages, language, TODAY)
    assert state.booked is not None and state.booked.destination == asked.destination[place]
    lost, _ = converse(agent, [messages[0], "the third"], language, TODAY)
    assert (lost.asked, lost.lost) == ("which", 1)


@pytest.mark.parametrize(
    ("language", "message"), [("en", "Hello there!"), ("fr", "Bonjour"), ("fr", "salut")]
)
def test_a_greeting_is_answered_and_changes_nothing(agent: Agent, language: str, message: str) -> None:
    """It is not a message that was not understood; later it repeats the question."""
    state, replies = converse(agent, [message], language, TODAY)
    assert replies[0] == replies[1] and state.lost == 0
    later, replies = converse(agent, ["Boston", message], language, TODAY)
    assert replies[1] == replies[2] and later.destination == ("BOS",) and later.lost == 0
