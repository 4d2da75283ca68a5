"""Messages judged by a registered model, at its own address and in the cloud form; the client meets both."""

from __future__ import annotations

import httpx
import numpy as np
import pytest

from portfolio.sentiment.client import Client, Key
from service.app import create_app
from service.text_analytics import VERSION
from service_client import place, run
from small_models import put_champion, text_model

ADDRESS = "/v1/sentiment"


def asked(started, body):
    """Return the answer to a request."""

    async def ask():
        async with started() as client:
            return await client.post(ADDRESS, json=body)

    return run(ask())


def test_each_message_has_probabilities_and_an_alarm(started, settings):
    """They add up to one; the accounts in a message change nothing."""
    made = text_model()
    put_champion(settings, made)
    answer = asked(started, {"texts": ["@united lost bag", "@jetblue lost bag", "great thanks"]})
    told = answer.json()
    one, other, thanks = told["results"]
    assert (one["label"], one["alarm"], thanks["label"], thanks["alarm"]) == (
        "negative",
        True,
        "positive",
        False,
    )
    assert one == other and told["model"]["digest"] == made.digest
    assert sum(one["probabilities"].values()) == pytest.approx(1)
    assert "lost" not in answer.text


def test_without_a_model_it_is_not_there_yet(started):
    """And the cloud form answers by its list of words."""
    answer = asked(started, {"texts": ["late"]})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"texts": []}, "/texts"),
        ({"texts": ["a"] * 101}, "/texts"),
        ({"text": ["a"]}, "/texts"),
        ([], "/texts"),
        ({"texts": ["a", " "]}, "/texts/1"),
        ({"texts": [7]}, "/texts/0"),
        ({"texts": ["private" * 1000]}, "/texts/0"),
    ],
)
def test_bad_input_is_refused_and_not_repeated(started, settings, body, pointer):
    """With the place of what is wrong."""
    put_champion(settings, text_model())
    answer = asked(started, body)
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer
    assert "private" not in answer.text


def test_a_model_that_is_not_what_was_registered_is_refused(started, settings):
    """Another digest, or answers that it does not give."""
    made = text_model()
    place(made, settings)
    (settings.models / ("0" * 64)).symlink_to(settings.models / made.digest)
    put_champion(settings, made, digest="0" * 64)
    assert asked(started, {"texts": ["late"]}).status_code == 503
    other = text_model(temperature=2.0)
    wrong = other.files | {"artefact.json": made.files["artefact.json"]}
    folder = settings.models / "mixed"
    folder.mkdir()
    for name, content in wrong.items():
        (folder / name).write_bytes(content)
    put_champion(settings, made, digest="mixed")
    assert asked(started, {"texts": ["late"]}).status_code == 503


@pytest.mark.parametrize("registered", [True, False])
def test_the_client_meets_the_service_by_its_address(settings, key, registered):
    """The same client as for the real one: partial failures, and the version that answered."""
    if registered:
        put_champion(settings, text_model())
    app, versions = create_app(settings), []

    def transport(address, headers, body):
        async def ask():
            async with app.router.lifespan_context(app):
                asgi = httpx.ASGITransport(app)
                async with httpx.AsyncClient(transport=asgi, base_url="http://127.0.0.1") as client:
                    return await client.post(address, headers=dict(headers), content=body)

        answer = run(ask())
        versions.append(answer.json().get("modelVersion"))
        return answer.status_code, dict(answer.headers), answer.content

    judged = Client("http://127.0.0.1", Key(key), transport).judge(["lost bag", " ", "great thanks"])
    assert judged.failures == {1: "InvalidDocument"}
    assert [judged.scores[i]["label"] for i in (0, 2)] == ["negative", "positive"]
    assert versions == ["airline_sentiment-3" if registered else VERSION]
    refused = Client("http://127.0.0.1", Key("not-the-key"), transport).judge(["a"])
    assert refused.failures == {0: "http 401"}
    assert np.isclose(sum(v for k, v in judged.scores[0].items() if k != "label"), 1)
