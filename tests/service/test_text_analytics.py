"""Sentiment in the form of a well-known cloud service: its documents, partial failures and errors."""

from __future__ import annotations

import pytest

from portfolio.sentiment.lexicon import tone_of
from service.text_analytics import KEY, LONGEST, PATH, VERSION
from service_client import run


def asked(started, documents, **how):
    """Return the answer to a request for some documents."""

    async def ask():
        async with started(how.get("with_key"), **how.get("more", {})) as client:
            body = {"documents": documents} if isinstance(documents, list) else documents
            return await client.post(PATH, json=body, headers=how.get("headers", {}))

    return run(ask())


def document(text, identity="1", **more):
    """Return a document of a request."""
    return {"id": identity, "text": text, **more}


@pytest.fixture
def ask(started, key):
    """Return a function that asks with a valid key in the header of that service."""
    return lambda documents: asked(started, documents, headers={KEY: key})


def test_each_document_has_a_tone_and_sentences_in_their_places(ask):
    """Scores add up to one; a text with both is mixed."""
    text = "The crew was friendly. My bag was lost!"
    found = ask([document(text)]).json()
    (one,) = found["documents"]
    assert (one["id"], one["sentiment"], found["errors"], found["modelVersion"]) == (
        "1",
        "mixed",
        [],
        VERSION,
    )
    assert [row["sentiment"] for row in one["sentences"]] == ["positive", "negative"]
    for row in one["sentences"]:
        assert text[row["offset"] : row["offset"] + row["length"]] == row["text"]
        assert sum(row["confidenceScores"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (document(" ", "2"), "InvalidDocument"),
        (document("x" * (LONGEST + 1), "2"), "InvalidDocument"),
        (document("Bonjour", "2", language="fr"), "UnsupportedLanguageCode"),
        (document("Again", "1"), "InvalidDocument"),
        ({"text": "No id"}, "InvalidDocument"),
        (7, "InvalidDocument"),
    ],
)
def test_a_document_that_cannot_be_judged_leaves_the_others(ask, wrong, code):
    """Its error stands beside their answers, and holds nothing of its text."""
    answer = ask([document("Good."), wrong])
    found = answer.json()
    assert answer.status_code == 200
    assert [one["id"] for one in found["documents"]] == ["1"]
    (error,) = found["errors"]
    assert error["error"]["innererror"]["code"] == code
    assert "Bonjour" not in answer.text


@pytest.mark.parametrize(
    ("body", "inner"),
    [
        ([document("a", str(number)) for number in range(11)], "InvalidDocumentBatch"),
        ([], "MissingInputRecords"),
        ({"texts": []}, "MissingInputRecords"),
        ("words", "MissingInputRecords"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_whole(ask, body, inner):
    """With the code that clients of that service know."""
    answer = ask(body)
    assert answer.status_code == 400
    assert answer.json()["error"]["innererror"]["code"] == inner


def test_a_key_is_needed_in_either_header(started, key):
    """And a wrong one is not told apart from none."""
    good = [document("Good.")]
    assert asked(started, good, headers={KEY: "wrong"}).status_code == 401
    assert asked(started, good).json()["error"]["code"] == "401"
    assert asked(started, good, with_key=key).status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(started, key, settings):
    """Clients of that service wait as long as the header says."""
    from dataclasses import replace

    slow = replace(settings, rate=0.1, burst=1)

    async def ask():
        async with started(key, slow) as client:
            body = {"documents": [document("Good.")]}
            return [await client.post(PATH, json=body) for _ in range(2)]

    first, second = run(ask())
    assert (first.status_code, second.status_code) == (200, 429)
    assert 0 < int(second.headers["retry-after"]) <= 10
    assert second.json()["error"]["code"] == "429"


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("It was great", "positive"),
        ("It was not good", "negative"),
        ("It wasn't bad", "positive"),
        ("The train left at noon", "neutral"),
        ("Great crew, bad food", "neutral"),
    ],
)
def test_the_list_of_words_knows_negation(sentence, label):
    """And says nothing where it knows no word, or as many of both."""
    assert tone_of(sentence).label == label
