"""Recommendations over HTTP and by events: the model's own answers, errors without a word of the request."""

from __future__ import annotations

import json

import pytest

from portfolio.errors import ModelFileError
from portfolio.recommendation.serving import Recommender
from service.event_handler import EventHandler
from service.recommend import load
from service_client import run
from small_models import PLAIN, put_champion, recommender, text_model


@pytest.fixture
def served(settings):
    """Return the settings of a service that has a recommender beside its score."""
    put_champion(settings, recommender(), "7")
    return settings


def post(started, body, **options):
    """Return the answer to a request."""

    async def ask():
        async with started(**options) as client:
            return await client.post("/v1/recommend", json=body)

    return run(ask())


def test_the_answer_is_the_models_with_its_reasons(served, started):
    found = post(started, {"liked": ["10", "10", "gone"], "seen": ["001"], "count": 2}).json()
    assert found == {
        "version": "7",
        "items": [
            {"item": "11", "score": 0.9, "because": ["10"]},
            {"item": "002", "score": 0.01, "because": []},
        ],
        "unknown": 1,
    }


def test_someone_of_whom_nothing_is_known_gets_the_prior(served, started):
    found = post(started, {"liked": []}).json()
    assert [one["item"] for one in found["items"]] == ["001", "10", "002", "11"]


def test_the_score_beside_it_is_not_refused(served, started):
    async def ask():
        async with started() as client:
            return (await client.get("/readyz")).status_code, client.service.store.refused

    assert run(ask()) == (200, 0)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"liked": "10"},
        {"liked": [10]},
        {"liked": ["x" * 41]},
        {"liked": ["x"] * 501},
        {"liked": [], "count": 0},
        {"liked": [], "count": True},
        {"liked": [], "whose": "me"},
    ],
)
def test_what_is_no_request_is_refused_without_its_words(served, started, body):
    told = post(started, body)
    assert told.status_code == 422
    assert "whose" not in told.text and "xxx" not in told.text


def test_without_a_key_or_a_model_nothing_is_answered(settings, started):
    assert post(started, {"liked": []}, with_key=None).status_code == 401
    assert post(started, {"liked": []}).status_code == 503


def test_an_event_gets_the_same_answer(served, key):
    body = {"liked": ["001"]}
    event = {
        "version": "2.0",
        "rawPath": "/v1/recommend",
        "rawQueryString": "",
        "headers": {"authorization": f"Bearer {key}", "content-type": "application/json"},
        "requestContext": {
            "http": {"method": "POST", "path": "/v1/recommend", "sourceIp": "192.0.2.1"},
            "stage": "$default",
        },
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }
    handler = EventHandler(served)
    try:
        told = handler(event, None)
    finally:
        handler.close()
    assert told["statusCode"] == 200
    assert json.loads(told["body"])["items"] == Recommender(PLAIN).recommend(["001"])[0]


@pytest.mark.parametrize("made", [text_model(), recommender(answers=[9.0] * 4)], ids=["kind", "answers"])
def test_another_model_is_refused(made):
    with pytest.raises(ModelFileError):
        load(made)
