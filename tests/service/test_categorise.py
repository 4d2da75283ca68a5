"""Categories of texts over HTTP: suggestions by the chapter's head, errors without a word of the request."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from portfolio import language as txt
from portfolio.errors import EnvironmentFaultError, ModelFileError
from portfolio.language import serving
from portfolio.results.artefacts import PLAIN
from service.categorise import EXAMPLE, load
from service_client import run
from small_models import NOTES, article_category, customer_segments, letters, put_champion, small_head


@pytest.fixture(autouse=True)
def _letters(monkeypatch):
    monkeypatch.setattr(serving, "shipped_encoder", lambda: letters)


@pytest.fixture
def served(settings):
    """Return the settings of a service that files texts beside its score."""
    put_champion(settings, article_category(), "7")
    return settings


def post(started, body, **options):
    """Return the answer to a request."""

    async def ask():
        async with started(**options) as client:
            sent = json.dumps(body)  # which can write half a sign
            headers = {"Content-Type": "application/json"}
            return await client.post("/v1/categorise", content=sent, headers=headers)

    return run(ask())


def test_a_text_is_filed_or_a_person_is_asked(served, started):
    found = post(started, {"texts": ["the car of a dealer", "the the moon moon orbit"]}).json()
    assert found["model"]["version"] == "7"
    first, second = found["results"]
    assert [one["suggestions"][0]["category"] for one in (first, second)] == ["autos", "space"]
    for one in found["results"]:
        chances = [each["probability"] for each in one["suggestions"]]
        assert np.isclose(sum(chances), 1)
        assert one["decision"] == ("file" if max(chances) >= found["file_from"] else "ask")


def test_the_documented_example_is_answered_and_the_model_listed(served, started):
    async def ask():
        async with started() as client:
            told = (await client.get("/openapi.json")).json()
            return told, (await client.get("/v1/models")).json()["models"]

    told, models = run(ask())
    documented = told["paths"]["/v1/categorise"]["post"]["requestBody"]["content"]["application/json"]
    assert documented["example"] == EXAMPLE
    assert post(started, EXAMPLE).status_code == 200
    assert "article_category" in [one["name"] for one in models]


def test_the_head_that_is_handed_on_says_what_scikit_learn_says():
    """On all texts, after its tensors were written in single precision."""
    vectors, labels, head = letters(NOTES, 0), np.array([0, 0, 1, 1] * 3), small_head()
    made = article_category()
    model = serving.Categoriser(made.data(PLAIN), serving.head_tensors(head))
    scores = txt.linear_probe().fit(vectors, labels).predict_log_proba(vectors) / head.temperature
    assert np.abs(model.head.probabilities(vectors) - softmax(scores, axis=1)).max() < 1e-5


def test_a_text_is_cleaned_as_the_chapter_cleans_its_articles():
    """Markup, encoding, boilerplate, and the opening that stands for a title."""
    words = "Mug of blue clay made by hand in a small town near the sea number"
    raw = [f"<b>{words}</b> {number} caf\u00c3\u00a9. Free shipping, yes!" for number in range(30)]
    category = ["a", "b", "c"] * 10
    articles = txt.check_articles(pd.DataFrame({"title": "", "body": raw, "category": category}))
    found = ["free shipping yes"]
    body = [txt.without_phrases(one, found) for one in articles.frame["body"]]
    cleaned = [txt.joined(*pair) for pair in zip(articles.frame["title"], body, strict=True)]
    assert [serving.cleaned_text(one, found) for one in raw] == cleaned
    assert "hipping" not in cleaned[0] and "caf\u00e9" in cleaned[0]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"texts": "4711"},
        {"texts": []},
        {"texts": ["x"] * 51},
        {"texts": [4711]},
        {"texts": [" "]},
        {"texts": ["\x1d"]},  # white to Python, not to JavaScript
        {"texts": ["\ufeff"]},  # and the other way round
        {"texts": ["4711" * 5001]},
        {"texts": ["4711 \ud800"]},
        {"texts": ["x"], "whose": "me"},
    ],
)
def test_what_is_no_request_is_refused_without_its_words(served, started, body):
    told = post(started, body)
    assert told.status_code == 422
    assert told.json()["errors"][0]["pointer"].startswith("/texts")
    assert "whose" not in told.text and "4711" not in told.text


def test_without_a_key_or_a_model_nothing_is_answered(settings, started):
    assert post(started, EXAMPLE, with_key=None).status_code == 401
    assert post(started, EXAMPLE).status_code == 503


@pytest.mark.parametrize(
    "made",
    [customer_segments(), article_category(answers=[0.1] * 3), article_category(form="other")],
    ids=["kind", "answers", "form"],
)
def test_another_model_is_refused(made):
    with pytest.raises(ModelFileError):
        load(made)


def test_without_the_weights_it_waits_for_them(served, started, monkeypatch):
    """They may come: the answer says when to ask again."""

    def away():
        raise EnvironmentFaultError("no weights")

    monkeypatch.setattr(serving, "shipped_encoder", away)
    told = post(started, EXAMPLE)
    assert (told.status_code, told.headers["retry-after"]) == (503, "5")
