"""What is no score is loaded while scores are answered: nobody's first request waits for it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import replace

from portfolio.errors import EnvironmentFaultError
from portfolio.results import Artefact
from service import recommend
from service.champion import Champion
from service_client import run
from small_models import put_champion, recommender


async def until(client, wanted, seconds=30.0):
    """Return what readyz says of the other models once it says what is wanted of the recommender."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        told = (await client.get("/readyz")).json()["models"]
        if told[recommend.MODEL] == wanted:
            return told
        await asyncio.sleep(0.01)
    raise TimeoutError(told)


def test_models_are_loaded_unasked_and_readyz_tells_each(settings, started):
    """Also one that becomes a champion later."""
    put_champion(settings, recommender(), "1")

    async def ask():
        async with started(changed=replace(settings, warm="models")) as client:
            told = await until(client, "ready")
            put_champion(settings, recommender(answers=[9.0] * 4), "2")
            return told, await until(client, "refused"), client.service.recommender.find().version

    told, later, version = run(ask())
    assert told == {
        "credit_score": "ready",
        "airline_sentiment": "none",
        "film_recommender": "ready",
        "customer_segments": "none",
        "cell_defect": "none",
        "article_category": "none",
        "chat": "none",
    }
    assert (later["credit_score"], version) == ("ready", "1")


def test_scores_are_answered_while_another_model_loads(settings, started, body, monkeypatch):
    """Ready means that a score can be given, and no more."""
    may_end = threading.Event()
    put_champion(settings, recommender(), "1")
    monkeypatch.setattr(recommend, "load", lambda _artefact: may_end.wait(30))

    async def ask():
        async with started(changed=replace(settings, warm="models")) as client:
            told = await until(client, "loading")
            scored = await client.post("/v1/score", json=body)
            may_end.set()
            await until(client, "ready")
            return told["credit_score"], scored.status_code

    assert run(ask()) == ("ready", 200)


def test_the_last_version_answers_while_the_next_one_loads(settings):
    """Whoever asks meanwhile waits for nothing."""
    loading, may_end = threading.Event(), threading.Event()

    def load(artefact):
        if artefact.description["metrics"]:
            loading.set()
            assert may_end.wait(30)
        return artefact.name

    store = Champion(settings.models, recommend.MODEL, load)
    put_champion(settings, recommender(), "1")
    assert store.get().version == "1"
    first = recommender()
    told = {**first.description, "metrics": {"ndcg": 0.5}}
    other = Artefact(first.name, {**first.files, "artefact.json": json.dumps(told).encode()})
    put_champion(settings, other, "2")
    thread = threading.Thread(target=store.find)
    thread.start()
    assert loading.wait(30)
    assert (store.get().version, store.state()) == ("1", "loading")
    may_end.set()
    thread.join()
    assert (store.get().version, store.state()) == ("2", "ready")


def test_a_chat_that_cannot_be_read_is_told_as_none(settings, started, monkeypatch):
    """And the service goes on."""
    tried = threading.Event()

    def away():
        tried.set()
        raise EnvironmentFaultError("no flights")

    monkeypatch.setattr("portfolio.dialogue.timetable.load_timetable", away)

    async def ask():
        async with started(changed=replace(settings, warm="all")) as client:
            assert await asyncio.to_thread(tried.wait, 30)
            while client.service.chat.state == "loading":
                await asyncio.sleep(0.01)
            return (await client.get("/readyz")).json()["models"]["chat"]

    assert run(ask()) == "none"
