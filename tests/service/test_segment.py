"""Segments over HTTP: the chapter's own rules, errors without a value of the request."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portfolio import segmentation as seg
from portfolio.errors import DataError, ModelFileError
from portfolio.segmentation import serving
from service.segment import EXAMPLE, load
from service_client import run
from small_models import article_category, customer_segments, put_champion

ONE = {"recency": 5, "frequency": 12, "monetary": 30.0}


@pytest.fixture
def served(settings):
    """Return the settings of a service that has segments beside its score."""
    put_champion(settings, customer_segments(), "7")
    return settings


def post(started, body, **options):
    """Return the answer to a request."""

    async def ask():
        async with started(**options) as client:
            return await client.post("/v1/segment", json=body)

    return run(ask())


def test_each_customer_gets_a_segment_an_action_and_what_lies_outside(served, started):
    found = post(started, {"customers": [ONE, {"recency": 900, "frequency": 1, "monetary": 2}]}).json()
    assert (found["fitted_on"], found["refresh_after_days"]) == ("1997-09-30", 84)
    assert found["model"]["version"] == "7"
    assert found["results"] == [
        {"segment": "regulars", "rank": 1, "action": "keep", "outside": []},
        {"segment": "once", "rank": 2, "action": "leave alone", "outside": ["recency"]},
    ]


def test_the_documented_example_is_answered_and_the_model_listed(served, started):
    async def ask():
        async with started() as client:
            told = (await client.get("/openapi.json")).json()
            return told, (await client.get("/v1/models")).json()["models"]

    told, models = run(ask())
    documented = told["paths"]["/v1/segment"]["post"]["requestBody"]["content"]["application/json"]
    assert documented["example"] == EXAMPLE
    assert post(started, EXAMPLE).status_code == 200
    assert "customer_segments" in [one["name"] for one in models]


def test_what_is_handed_on_assigns_as_the_chapter_does():
    """Every customer of drawn purchases, through JSON and back."""
    rng, count = np.random.default_rng(0), 400
    features = pd.DataFrame(
        {
            "recency": rng.integers(0, 272, count),
            "frequency": rng.geometric(0.4, count),
            "monetary": rng.lognormal(3, 1, count),
        }
    )
    shapes = seg.skewness_table(features, seg.RFM)["chosen"]
    model = seg.fit_segments("k-means", features, 3, shapes, 0)
    labels = model.assign(features)
    naming = seg.name_segments(features, labels, features["frequency"] * features["monetary"])
    contract = type("Due", (), {"refresh_after_days": 84})()
    plain = serving.plain_segments(model, naming, features, pd.Timestamp("1997-09-30"), contract)
    found = serving.Segmenter(plain).places(features.to_numpy())
    assert (found == naming.renumber(labels)).all() and len(set(found)) == 3
    with pytest.raises(DataError, match="a segmentation to hand on"):
        cells = seg.fit_segments("RFM cells", features, 3, shapes, 0)
        serving.plain_segments(cells, naming, features, pd.Timestamp("1997-09-30"), contract)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ([], "invalid"),
        ({"customers": []}, "invalid"),
        ({"customers": [ONE] * 1001}, "invalid"),
        ({"customers": [ONE], "whose": "me"}, "invalid"),
        ({"customers": ["4711"]}, "not_an_object"),
        ({"customers": [{**ONE, "recency": None}]}, "missing"),
        ({"customers": [{**ONE, "recency": "4711"}]}, "not_a_number"),
        ({"customers": [{**ONE, "recency": True}]}, "not_a_number"),
        ({"customers": [{**ONE, "frequency": 0}]}, "out_of_range"),
        ({"customers": [{**ONE, "monetary": -4711}]}, "out_of_range"),
        ({"customers": [{**ONE, "whose": 4711}]}, "unknown_columns"),
    ],
)
def test_what_is_no_request_is_refused_without_its_words(served, started, body, code):
    told = post(started, body)
    assert told.status_code == 422
    assert told.json()["errors"][0]["code"] == code
    assert "whose" not in told.text and "4711" not in told.text


def test_without_a_key_or_a_model_nothing_is_answered(settings, started):
    assert post(started, EXAMPLE, with_key=None).status_code == 401
    assert post(started, EXAMPLE).status_code == 503


@pytest.mark.parametrize(
    "made",
    [article_category(), customer_segments(answers=[1.0] * 4), customer_segments(form="other")],
    ids=["kind", "answers", "form"],
)
def test_another_model_is_refused(made):
    with pytest.raises(ModelFileError):
        load(made)
