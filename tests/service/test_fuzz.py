"""The schema that is published is the one that is kept: schemathesis tries, over every endpoint."""

from __future__ import annotations

import os
from functools import cache

import pytest
import schemathesis
import torch
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from fitted_scores import handed_on
from portfolio.vision.lite0 import Lite0
from service.app import create_app
from service.keys import issue
from service.settings import Settings
from service.text_analytics import PATH
from service_client import place, point
from small_models import (
    article_category,
    customer_segments,
    letters,
    photo_inspector,
    put_champion,
    recommender,
    text_model,
)

CASES = int(os.environ.get("FUZZ_CASES", "25"))  # of each endpoint and mode; 700 make over 10,000 bodies
QUICK = settings(
    max_examples=CASES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
INSPECT = "/v1/inspect"  # a valid body is a picture, which no schema can say
POSTED = (
    "/v1/score", "/v1/counterfactual", PATH, "/v1/chat", "/v1/recommend", "/v1/sentiment", INSPECT,
    "/v1/segment", "/v1/categorise",
)  # fmt: skip
ROUTES = (*POSTED, "/v1/models", "/v1/reference", "/healthz", "/readyz", "/metrics")
VALID, INVALID = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@cache
def network() -> Lite0:
    """Return the network that inspects photos, with random weights."""
    torch.manual_seed(0)
    return Lite0().eval()


@pytest.fixture(scope="module")
def key_and_schema(tmp_path_factory):
    """Return a key and the schema of a running application with a small model for each address."""
    made = Settings(state=tmp_path_factory.mktemp("state"), rate=1e6, burst=1e6)
    place(handed_on(), made)
    point(made, champion=("1", handed_on()))
    put_champion(made, recommender())
    put_champion(made, text_model())
    put_champion(made, customer_segments())
    put_champion(made, article_category())
    put_champion(made, photo_inspector(network()))
    key = issue(made.keys, "fuzzer")
    app = create_app(made)
    app.state.service.store.refresh()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("portfolio.vision.lite0.shipped_lite0", lambda _dataset: network())
        patched.setattr("portfolio.language.serving.shipped_encoder", lambda: letters)
        yield key, schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize(
    ("route", "mode"),
    [*((one, VALID) for one in ROUTES if one != INSPECT), *((one, INVALID) for one in POSTED)],
)
def test_every_answer_is_as_documented(route, mode, key_and_schema):
    """Status, type and body of each answer, to valid and invalid requests; never a 500."""
    key, schema = key_and_schema
    method = "POST" if route in POSTED else "GET"
    tried = []

    @QUICK
    @given(schema[route][method].as_strategy(generation_mode=mode))
    def check(case):
        tried.append(case)
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"})

    check()
    assert tried


def test_every_route_is_tried(key_and_schema):
    """A new one has to be named above."""
    _, schema = key_and_schema
    assert {operation.ok().path for operation in schema.get_all_operations()} == set(ROUTES)
